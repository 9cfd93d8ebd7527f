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

/** Lines and ticks of an axis. */
export function axis(theme: ChartTheme): NonNullable<PlotLayout['xaxis']> {
  return {
    gridcolor: theme.line,
    linecolor: theme.line,
    zeroline: false,
    tickfont: { color: theme.mute, size: 11 },
    exponentformat: 'power',
    automargin: false,
  };
}
