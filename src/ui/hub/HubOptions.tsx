import { RangeSlider, Switch, Tooltip, UnstyledButton } from '@mantine/core';
import { memo, useEffect, useState } from 'react';
import type { AnyOptions, OptionSpecs, OptionValue } from '../../core/option';
import type { BlockWeighting } from '../../optimizers/types';
import { shortNames } from '../../store/shortNames';
import { findTask } from '../../tasks';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';
import { NumberField } from '../controls/NumberField';
import { OptionLabel } from '../controls/OptionLabel';
import { OptionList } from '../controls/OptionList';
import { formatExact } from '../format';
import { HowPlace } from '../how/HowPlace';
import { IconUndo } from '../icons';

interface HubOptionsProps {
  /** Where HUB is in its arm. */
  readonly path?: string;
  readonly specs: OptionSpecs;
  readonly values: AnyOptions;
  readonly defaults?: AnyOptions;
  readonly live: boolean;
  readonly onChange: (name: string, value: OptionValue) => void;
  readonly armId?: string;
  readonly blocks?: Readonly<Record<string, BlockWeighting>>;
}

/** HUB's options in reading order: both clipping bounds are one range, and the block-wise reading is said. */
export function HubOptions({ armId, blocks = {}, ...list }: HubOptionsProps) {
  const { path = '', specs, values, onChange } = list;
  return (
    <OptionList
      {...list}
      instead={{
        lower: () => null,
        upper: () => (
          <HowPlace path={`${path}upper`} topic={specs.upper.topic}>
            <Clipping lower={Number(values.lower)} upper={Number(values.upper)} onChange={onChange} />
          </HowPlace>
        ),
        blocks: (control) =>
          values.blocks === 'off' ? (
            control
          ) : (
            <div className="option">
              {control}
              {values.blocks === 'listed' && armId !== undefined ? (
                <Tensors armId={armId} blocks={blocks} />
              ) : (
                <p className="small mute">{texts.hub.reading}</p>
              )}
            </div>
          ),
      }}
    />
  );
}

const STEP = 0.001;
const MAX = 1;

interface ClippingProps {
  readonly lower: number;
  readonly upper: number;
  readonly onChange: (name: string, value: OptionValue) => void;
}

/** The bounds of σ: one slider with two thumbs, pushing each other, and a field for each. */
const Clipping = memo(function Clipping({ lower, upper, onChange }: ClippingProps) {
  const setLower = (value: number) => onChange('lower', Math.min(value, upper));
  const setUpper = (value: number) => onChange('upper', Math.max(value, lower));
  const round = (value: number) => Number(Math.min(MAX, Math.max(0, value)).toFixed(3));
  return (
    <div className="option">
      <div className="option-line">
        <OptionLabel spec={{ label: texts.hub.clipping, help: texts.hub.clippingHelp }} />
        {(lower !== 0 || upper !== MAX) && (
          <Tooltip label={texts.hub.reset} openDelay={400}>
            <UnstyledButton
              className="option-reset"
              aria-label={texts.hub.reset}
              onClick={() => {
                onChange('upper', MAX);
                onChange('lower', 0);
              }}
            >
              <IconUndo size={14} />
            </UnstyledButton>
          </Tooltip>
        )}
        <NumberField
          value={lower}
          label={texts.option.exact(texts.hub.lower)}
          description={texts.hub.clippingHelp}
          width={58}
          check={(value) =>
            value < 0
              ? texts.option.range('0', '1')
              : value > upper
                ? texts.hub.lowerTooHigh(formatExact(upper))
                : null
          }
          onCommit={setLower}
          nudge={(value, by) => round(value + by * STEP)}
        />
        <NumberField
          value={upper}
          label={texts.option.exact(texts.hub.upper)}
          description={texts.hub.clippingHelp}
          width={58}
          check={(value) =>
            value > MAX
              ? texts.option.range('0', '1')
              : value < lower
                ? texts.hub.upperTooLow(formatExact(lower))
                : null
          }
          onCommit={setUpper}
          nudge={(value, by) => round(value + by * STEP)}
        />
      </div>
      <RangeSlider
        size={4}
        thumbSize={16}
        label={null}
        min={0}
        max={MAX}
        step={STEP}
        minRange={0}
        value={[lower, upper]}
        thumbFromLabel={texts.hub.lower}
        thumbToLabel={texts.hub.upper}
        onChange={([from, to]) => {
          // Pushed by the other, a thumb moves first, so that B is at most A at every moment.
          if (to > upper) onChange('upper', round(to));
          if (from !== lower) onChange('lower', round(from));
          if (to < upper) onChange('upper', round(to));
        }}
      />
    </div>
  );
});

interface TensorsProps {
  readonly armId: string;
  readonly blocks: Readonly<Record<string, BlockWeighting>>;
}

/** A switch per tensor of the task. */
function Tensors({ armId, blocks }: TensorsProps) {
  const { setBlock } = usePlayground();
  const names = useTensorNames();
  const labels = shortNames(names);
  return (
    <fieldset className="arm-part">
      <legend>{texts.hub.tensors}</legend>
      <p className="small mute">{texts.hub.tensorsHelp}</p>
      {names.map((name, index) => (
        <div className="option-line" key={name}>
          <span className="option-label plain-label">{labels[index]}</span>
          <Switch
            size="sm"
            aria-label={`${texts.hub.inputs} ${labels[index]}`}
            checked={blocks[name] === 'invert'}
            onChange={(event) => setBlock(armId, name, event.currentTarget.checked ? 'invert' : 'default')}
          />
        </div>
      ))}
    </fieldset>
  );
}

/** None before the task's code is there. */
function useTensorNames(): readonly string[] {
  const { id, options } = usePlaygroundState((state) => state.experiment.task);
  const [names, setNames] = useState<readonly string[]>([]);
  useEffect(() => {
    const task = findTask(id);
    // Names do not depend on the reader's data, which is not here.
    const { source } = task.options;
    const builtIn = source ? { ...options, source: source.default } : options;
    let isWanted = true;
    const tell = () => {
      if (isWanted) setNames(task.create(builtIn).layout.segments.map(({ name }) => name));
    };
    if (task.prepare) task.prepare().then(tell, () => {});
    else tell();
    return () => {
      isWanted = false;
    };
  }, [id, options]);
  return names;
}
