import { useMemo } from 'react';
import { metaTrainTexts as texts } from '../../texts/metaTraining';
import { useChartTheme } from '../context';
import { formatCount, formatValue } from '../format';
import { ChartCard } from '../plots/ChartCard';
import { Plot } from '../plots/Plot';
import { heldOutFigure, metaLossFigure, smoothed } from './figures';
import { useTraining, useTrainingState } from './metaTraining';

/** Rows of the table behind the meta-loss. */
const TABLE_ROWS = 60;
/** Training step of the sentence under the held-out chart. */
const TOLD_STEP = 50;

/** The meta-loss as it comes. */
export function MetaLossChart() {
  const training = useTraining();
  const theme = useChartTheme();
  const revision = useTrainingState((state) => state.revision);
  const schedulerFrom = useTrainingState((state) => state.schedulerFrom);
  const total = useTrainingState((state) => state.progress?.total ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of the curve
  const points = useMemo(() => training.curve.points(), [training, revision]);
  const figure = useMemo(
    () => () => metaLossFigure(points, schedulerFrom, total, theme),
    [points, schedulerFrom, total, theme],
  );
  const { width } = training.curve;
  return (
    <ChartCard
      title={texts.loss.title}
      subtitle={texts.loss.subtitle}
      label={texts.loss.label}
      table={() => {
        const { steps, losses } = points;
        const smooth = smoothed(losses);
        const every = Math.max(1, Math.ceil(steps.length / TABLE_ROWS));
        return {
          head: [
            texts.loss.x,
            width === 1 ? texts.loss.raw : texts.loss.rawOf(formatCount(width)),
            texts.loss.smooth,
          ],
          rows: steps
            .map((step, i) => [formatCount(step), formatValue(losses[i]), formatValue(smooth[i])])
            .filter((_, i) => i % every === 0 || i === steps.length - 1),
        };
      }}
    >
      <Plot label={texts.loss.label} height={210} figure={figure} waiting={texts.loss.waiting} />
      <p className="small mute">{texts.loss.help}</p>
    </ChartCard>
  );
}

/** The optimizer so far beside Adam, on tasks that are never trained on. */
export function HeldOutChart() {
  const theme = useChartTheme();
  const comparisons = useTrainingState((state) => state.comparisons);
  const last = comparisons.at(-1);
  const first = comparisons[0]?.done === 0 && comparisons.length > 1 ? comparisons[0] : null;
  const figure = useMemo(
    () => () => (last ? heldOutFigure(first?.comparison ?? null, last.comparison, theme) : null),
    [first, last, theme],
  );
  const at = last?.comparison.steps.indexOf(TOLD_STEP) ?? -1;
  return (
    <ChartCard
      title={texts.heldOut.title}
      subtitle={last && texts.heldOut.subtitle(formatCount(last.done))}
      label={texts.heldOut.label}
      table={() => ({
        head: [texts.heldOut.x, texts.heldOut.untrained, texts.heldOut.ours, texts.heldOut.adam],
        rows: (last?.comparison.steps ?? []).map((step, i) => [
          formatCount(step),
          comparisons[0].done === 0 ? formatValue(comparisons[0].comparison.learned[i]) : '–',
          formatValue(last!.comparison.learned[i]),
          formatValue(last!.comparison.adam[i]),
        ]),
      })}
    >
      <Plot label={texts.heldOut.label} height={230} figure={figure} waiting={texts.heldOut.waiting} />
      <p className="small mute keys">
        <Key color={theme.accent} dash="" text={texts.heldOut.ours} />
        <Key color={theme.below} dash="5 3" text={texts.heldOut.adam} />
        {first && <Key color={theme.mute} dash="2 3" text={texts.heldOut.untrained} />}
      </p>
      {last && first && at >= 0 && (
        <p className="small meta-told">
          {texts.heldOut.now(
            TOLD_STEP,
            formatValue(last.comparison.learned[at], 2),
            formatValue(first.comparison.learned[at], 2),
            formatValue(last.comparison.adam[at], 2),
          )}
        </p>
      )}
      <p className="small mute">{texts.heldOut.adamHelp}</p>
    </ChartCard>
  );
}

function Key({
  color,
  dash,
  text,
}: {
  readonly color: string;
  readonly dash: string;
  readonly text: string;
}) {
  return (
    <span className="key">
      <svg width={22} height={4} aria-hidden="true">
        <line x1={0} x2={22} y1={2} y2={2} stroke={color} strokeWidth={2} strokeDasharray={dash} />
      </svg>{' '}
      {text}
    </span>
  );
}
