/** Layout that all charts of the page share. */
import type { ChartTheme } from '../palette';
import type { PlotLayout } from './plotly';

/** Opacity of an arm while another stands out. */
export const FADED = 0.35;

/** Background, fonts and labels. */
export function baseLayout(theme: ChartTheme): PlotLayout {
  return {
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: {
      family: 'system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
      size: 11.5,
      color: theme.mute,
    },
    showlegend: false,
    hoverlabel: {
      bgcolor: theme.card,
      bordercolor: theme.line,
      font: { color: theme.ink, size: 12 },
    },
    modebar: { bgcolor: 'rgba(0,0,0,0)', color: theme.mute, activecolor: theme.accent },
  };
}

type Axis = NonNullable<PlotLayout['xaxis']>;

/** Lines and ticks of an axis. */
export function axis(theme: ChartTheme): Axis {
  return {
    gridcolor: theme.line,
    linecolor: theme.line,
    zeroline: false,
    tickfont: { color: theme.mute, size: 11 },
    exponentformat: 'power',
    automargin: false,
  };
}

/** Numbers of an axis that counts: in full, with commas between thousands. */
export const COUNTS: Axis = { tickformat: ',d', hoverformat: ',d' };

/** Between these all numbers of an axis are written out; beyond, all are powers of ten, or have the same one. */
const PLAIN = [1e-4, 1e5] as const;

/** Numbers of an axis from `low` to `high`, all written in one way. */
export function axisNumbers(low: number, high: number, log: boolean): Axis {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const smallest = log ? low : size;
  if (!(size > 0) || (smallest >= PLAIN[0] && size <= PLAIN[1])) return { tickformat: '~g' };
  // Within a decade a logarithmic axis has numbers between its powers.
  return log && Math.log10(high / low) < 1.5 ? { tickformat: '~e' } : {};
}

/** The smallest and largest of the positive numbers, as a logarithmic axis shows them. */
export function positiveRange(...series: readonly (readonly number[])[]): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const values of series)
    for (const value of values) {
      if (!(value > 0) || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  return high > 0 ? [low, high] : [1, 1];
}
