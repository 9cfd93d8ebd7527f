/** Recorded curves behind new ones: what the receipt of a link says. */
import type { GhostCurve } from '../../config/receipt';
import { texts } from '../../texts/page';
import { formatValue } from '../format';
import { type ArmLook, type ChartTheme, withAlpha } from '../palette';
import type { PlotData } from './plotly';

export interface Recorded {
  readonly label: string;
  readonly look: ArmLook;
  readonly curve: GhostCurve;
  /** Gradients and losses evaluated per step, where the axis counts those; else 1. */
  readonly perStep: number;
}

/**
 * Dots at the steps recorded, with whiskers where there are quartiles. No line joins them: a receipt has a dozen steps,
 * the last ones hundreds apart, and a straight line would claim what was never recorded.
 */
export function recordedTrace({ label, look, curve, perStep }: Recorded, theme: ChartTheme): PlotData {
  const colour = look[theme.scheme];
  const { median, low, high } = curve;
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  const spread = low.some((value, i) => value !== high[i]);
  const whisker = (ends: readonly number[], sign: number) =>
    ends.map((end, i) => finite(sign * (end - median[i])) ?? 0);
  return {
    type: 'scatter',
    mode: 'markers',
    name: texts.loss.recordedName,
    x: curve.steps.map((step) => step * perStep),
    y: median.map(finite) as number[],
    ...(spread
      ? {
          error_y: {
            type: 'data',
            array: whisker(high, 1),
            arrayminus: whisker(low, -1),
            color: withAlpha(colour, 0.45),
            thickness: 1,
            width: 3,
          },
        }
      : {}),
    text: median.map((value, i) =>
      texts.loss.recorded(
        label,
        `${formatValue(value)} ${texts.loss.band(formatValue(low[i]), formatValue(high[i]))}`,
      ),
    ),
    hovertemplate: '%{text}<extra></extra>',
    marker: {
      symbol: 'circle-open',
      size: 8,
      color: withAlpha(colour, 0.7),
      line: { color: withAlpha(colour, 0.7), width: 1.4 },
    },
    cliponaxis: false,
  };
}
