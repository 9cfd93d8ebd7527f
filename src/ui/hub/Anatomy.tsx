import { Button, Tooltip } from '@mantine/core';
import { useEffect } from 'react';
import { optimizerName } from '../../config/armNames';
import { findMethod } from '../../methods';
import type { ArmDrive } from '../../store/probes';
import { driveTexts } from '../../texts/hub';
import type { ShownArm } from '../arms';
import { Card } from '../Card';
import { usePlayground, useSlowState } from '../context';
import { NumberField } from '../controls/NumberField';
import { formatCount } from '../format';
import { ChartCard } from '../plots/ChartCard';
import { useRunState } from '../useRunState';
import { LayerPicture } from './LayerPicture';
import { anatomyRows, boundsOf, mixOf, momentSymbol, weightName } from './parameter';
import { StepBars } from './StepBars';
import { Terms } from './Terms';
import './anatomy.css';

interface AnatomyProps {
  readonly arm: ShownArm;
  readonly seed: number;
  /** Index of the layer among these. */
  readonly layer: number;
  readonly layers: ArmDrive['layers'];
  /** Place in the layer; null: the largest gradient's. */
  readonly index: number | null;
  readonly onPick: (index: number) => void;
}

/** The weight looked at, of this arm, seed and layer; null until it is there. */
export function useAnatomy(armId: string | undefined, seed: number, layer: number) {
  const anatomy = useSlowState((state) => state.anatomy, 120);
  const fits = anatomy?.armId === armId && anatomy?.seed === seed && anatomy?.layer === layer;
  return fits ? anatomy : null;
}

/** The last step of one weight: gradient, moments, both proposals, σ and the step, as numbers in the formula. */
export function Anatomy({ arm, seed, layer, layers, index, onPick }: AnatomyProps) {
  const { dissect } = usePlayground();
  const anatomy = useAnatomy(arm.id, seed, layer);
  useEffect(() => {
    dissect({ armId: arm.id, seed, layer, index });
  }, [dissect, arm.id, seed, layer, index]);
  useEffect(
    () => () => {
      dissect(null);
    },
    [dissect],
  );
  // The one the engine chose stays the one.
  const found = anatomy?.index;
  useEffect(() => {
    if (index === null && found !== undefined) onPick(found);
  }, [index, found, onPick]);

  const finished = useRunState() === 'finished';
  const words = driveTexts.anatomy;
  if (!anatomy) {
    return (
      <Card title={words.title} subtitle={layers[layer].label}>
        <p className="mute">{finished ? words.finished : words.waiting}</p>
      </Card>
    );
  }
  const { options, parts } = arm.present.optimizer;
  const hand = parts!.designed;
  const names = {
    hand: findMethod(hand.id).label,
    learned: optimizerName(parts!.learned),
    handId: hand.id,
    manual: options.weighting === 'manual',
  };
  const { tensor } = anatomy;
  const weight = weightName({
    ...anatomy,
    tensor: layers.find(({ name }) => name === tensor)?.label ?? tensor,
  });
  const mix = mixOf(anatomy);
  const { layerGradients, layerSigma } = anatomy;
  const last = layerGradients.length - 1;
  const place = Math.min(last, index ?? anatomy.index);
  return (
    <ChartCard
      title={words.title}
      subtitle={<b className="weight-name">{weight}</b>}
      label={words.label(weight)}
      table={() => ({ head: [words.quantity, words.value], rows: anatomyRows(anatomy, names) })}
    >
      <div className="weight-chooser">
        <LayerPicture
          anatomy={anatomy}
          layer={layers[layer].label}
          weight={weight}
          index={place}
          onPick={onPick}
        />
        <div className="weight-picks">
          <Pick
            label={words.steepest}
            help={words.steepestHelp}
            onPick={() => onPick(largest(layerGradients))}
          />
          <Pick label={words.boldest} help={words.boldestHelp} onPick={() => onPick(largest(layerSigma))} />
          <Pick
            label={words.random}
            help={words.randomHelp}
            onPick={() => onPick(Math.floor(Math.random() * (last + 1)))}
          />
          <NumberField
            whole
            value={place}
            label={words.index}
            width={64}
            check={(value) =>
              Number.isInteger(value) && value >= 0 && value <= last
                ? null
                : words.indexRange(formatCount(last))
            }
            nudge={(value, by) => Math.min(last, Math.max(0, value + by))}
            onCommit={onPick}
          />
        </div>
      </div>
      <p className="small mute weight-hint">{words.pictureHint}</p>
      <Numbers arm={arm} anatomy={anatomy} names={names} mix={mix} />
      {mix.leftOut && (
        <p className="small">{mix.leftOut === 'hand' ? words.leftOutHand : words.leftOutLearned}</p>
      )}
      {mix.bounded && <p className="small">{words.bounded}</p>}
    </ChartCard>
  );
}

interface NumbersProps {
  readonly arm: ShownArm;
  readonly anatomy: NonNullable<ReturnType<typeof useAnatomy>>;
  readonly names: Parameters<typeof anatomyRows>[1];
  readonly mix: ReturnType<typeof mixOf>;
}

/** From the gradient to the weight after the step, a line of the formula each. */
function Numbers({ arm, anatomy, names, mix }: NumbersProps) {
  const words = driveTexts.anatomy;
  const { inverted, learnedShare } = mix;
  const [sigmaTex, restTex] = [String.raw`\sigma`, String.raw`(1{-}\sigma)`];
  const weighted = (factor: string, share: number, tone: 'hand' | 'learned') => [
    { tex: factor, value: share, digits: 3 },
    { tex: String.raw`\cdot` },
    {
      tex: tone === 'hand' ? 'U_{H}' : 'U_{L}',
      value: tone === 'hand' ? anatomy.hand : anatomy.learned,
      tone,
    },
  ];
  const softmaxTex =
    arm.present.optimizer.options.temperature === 1
      ? String.raw`\mathrm{softmax}\,|g|`
      : String.raw`\mathrm{softmax}\tfrac{|g|}{\tau}`;
  const [lower, upper] = boundsOf(arm.present.optimizer.options);
  return (
    <div className="anatomy">
      <h3 className="terms-title">{words.hand(names.hand)}</h3>
      <Terms
        label={words.hand(names.hand)}
        groups={[
          [{ tex: 'g', value: anatomy.gradient }],
          ...Object.entries(anatomy.moments).map(([name, value]) => [
            { tex: momentSymbol(names.handId, name), value },
          ]),
        ]}
      />
      <h3 className="terms-title">{words.weighting}</h3>
      <Terms
        label={words.weighting}
        groups={[
          [
            {
              tex: names.manual ? String.raw`\sigma_0` : softmaxTex,
              value: anatomy.rawSigma,
              note: names.manual ? words.constant : words.among(formatCount(anatomy.layerSigma.length)),
            },
            { tex: String.raw`\to` },
            { tex: sigmaTex, value: anatomy.sigma, note: words.clipped(lower, upper) },
            { tex: String.raw`\to` },
            {
              tex: inverted ? String.raw`1{-}\sigma` : sigmaTex,
              value: anatomy.share,
              note: words.share,
              tone: 'hand',
            },
          ],
        ]}
      />
      <h3 className="terms-title">{words.step(formatCount(anatomy.step))}</h3>
      <Terms
        label={words.blend}
        className="blend"
        groups={[
          [{ tex: 'U', value: anatomy.update, tone: 'strong' }, { tex: '=' }],
          weighted(inverted ? restTex : sigmaTex, anatomy.share, 'hand'),
          [{ tex: '+' }, ...weighted(inverted ? sigmaTex : restTex, learnedShare, 'learned')],
        ]}
      />
      <StepBars
        hand={mix.leftOut === 'hand' ? 0 : anatomy.share * anatomy.hand}
        learned={mix.leftOut === 'learned' ? 0 : learnedShare * anatomy.learned}
        update={anatomy.update}
      />
      <h3 className="terms-title">{words.weight}</h3>
      <Terms
        label={words.weight}
        groups={[
          [
            { tex: String.raw`\theta_{t+1}`, value: anatomy.after, digits: 5 },
            { tex: '=' },
            { tex: String.raw`\theta_t`, value: anatomy.before, digits: 5 },
            { tex: '+' },
            { tex: 'U', value: anatomy.update, tone: 'strong' },
          ],
        ]}
      />
    </div>
  );
}

interface PickProps {
  readonly label: string;
  readonly help: string;
  readonly onPick: () => void;
}

const Pick = ({ label, help, onPick }: PickProps) => (
  <Tooltip label={help} openDelay={400} withArrow>
    <Button size="compact-xs" variant="default" aria-description={help} onClick={onPick}>
      {label}
    </Button>
  </Tooltip>
);

/** Place of the entry of largest magnitude. */
function largest(values: Float32Array): number {
  let best = 0;
  values.forEach((value, index) => {
    if (Math.abs(value) > Math.abs(values[best])) best = index;
  });
  return best;
}
