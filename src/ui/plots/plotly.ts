/** Plotly, loaded when the first chart is about to be drawn. */
import type * as Plotly from 'plotly.js';

export type PlotlyModule = typeof Plotly;
export type PlotData = Partial<Plotly.PlotData>;
export type PlotLayout = Partial<Plotly.Layout>;

export interface Figure {
  readonly data: readonly PlotData[];
  readonly layout: PlotLayout;
}

let loading: Promise<PlotlyModule> | undefined;

export function loadPlotly(): Promise<PlotlyModule> {
  loading ??= import('plotly.js-cartesian-dist-min').then(
    (module) => ('default' in module ? module.default : module) as PlotlyModule,
  );
  return loading;
}

export const plotConfig: Partial<Plotly.Config> = {
  displaylogo: false,
  showSendToCloud: false,
  modeBarButtonsToRemove: ['select2d', 'lasso2d', 'autoScale2d', 'zoomIn2d', 'zoomOut2d'],
  doubleClick: 'reset',
};
