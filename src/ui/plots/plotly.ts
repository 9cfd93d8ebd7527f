/** Plotly, loaded when the first chart is about to be drawn. */
import type * as Plotly from 'plotly.js';

export type PlotlyModule = typeof Plotly;
export type PlotData = Partial<Plotly.PlotData>;
/** `meta` is what lines and bands mean, for pictures of the chart; Plotly does not draw it. */
export type PlotLayout = Partial<Plotly.Layout> & { readonly meta?: string };

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

/** Drawings in waiting. One task draws one chart, so that a slider answers in between. */
const waiting: (() => Promise<void>)[] = [];
let drawing = false;

/** Calls `draw` when its turn has come. */
export function queueDrawing(draw: () => Promise<void>): void {
  waiting.push(draw);
  if (!drawing) void drawAll();
}

async function drawAll(): Promise<void> {
  drawing = true;
  for (let draw = waiting.shift(); draw; draw = waiting.shift()) {
    await draw().catch((error) => console.error(error));
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
  drawing = false;
}
