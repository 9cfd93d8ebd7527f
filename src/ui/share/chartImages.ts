/** Pictures of the charts on the page, for papers and slides. */
import type { PlotlyHTMLElement } from 'plotly.js';
import type { ChartTheme } from '../palette';
import { loadPlotly, type PlotData, type PlotLayout } from '../plots/plotly';
import { DRAWINGS, drawingPng, drawingSvg } from './drawings';
import { dataUrlBytes } from './save';

export interface DrawnChart {
  readonly label: string;
  readonly element: Element;
}

/** All charts that are drawn at the moment, in the page's order. */
export function drawnCharts(): DrawnChart[] {
  const all = [...document.querySelectorAll(`.plot .js-plotly-plot, ${DRAWINGS}`)];
  // Examples in a list are small, many and alike.
  const charts = all.filter((element) => !element.closest('li'));
  return charts.map((element, index) => ({
    label: element.closest('[aria-label]')?.getAttribute('aria-label') ?? String(index + 1),
    element,
  }));
}

const WIDTH = 1000;
const HEIGHT = 560;

/** A chart on the card's colour, with its title, what its lines mean and, where it has several curves, a legend. */
export function pictureOf(
  { data, layout, label }: { data: readonly PlotData[]; layout: PlotLayout; label: string },
  theme: ChartTheme,
): { data: PlotData[]; layout: PlotLayout } {
  const names = new Set<string>();
  const shown = data.map((trace) => {
    const first = trace.name !== undefined && !names.has(trace.name);
    if (first) names.add(trace.name!);
    return { ...trace, showlegend: first };
  });
  const legend = names.size > 1;
  const { margin, meta: caption } = layout;
  return {
    data: shown,
    layout: {
      ...layout,
      width: WIDTH,
      height: HEIGHT,
      paper_bgcolor: theme.card,
      plot_bgcolor: theme.card,
      title: {
        text: label,
        font: { size: 15, color: theme.ink },
        x: 0.5,
        xanchor: 'center',
        ...(caption ? { subtitle: { text: caption, font: { size: 12, color: theme.mute } } } : {}),
      },
      showlegend: legend,
      legend: { orientation: 'h', x: 0, y: -0.16, yanchor: 'top', font: { size: 12, color: theme.ink } },
      margin: {
        ...margin,
        l: Math.max(64, margin?.l ?? 0),
        t: caption ? 68 : 52,
        b: (margin?.b ?? 40) + (legend ? 56 : 14),
      },
    },
  };
}

/** The bytes of the picture. */
export async function chartImage(
  { element, label }: DrawnChart,
  format: 'png' | 'svg',
  theme: ChartTheme,
): Promise<Uint8Array<ArrayBuffer>> {
  if (element.matches(DRAWINGS)) {
    const drawing = drawingSvg(element, label, theme);
    if (format === 'svg') return new TextEncoder().encode(drawing.svg);
    return new Uint8Array(await (await drawingPng(drawing)).arrayBuffer());
  }
  const { data, layout } = element as unknown as PlotlyHTMLElement & {
    data: PlotData[];
    layout: PlotLayout;
  };
  const plotly = await loadPlotly();
  const picture = pictureOf({ data, layout, label }, theme);
  const url = await plotly.toImage(picture as never, {
    format,
    width: WIDTH,
    height: HEIGHT,
    ...(format === 'png' ? { scale: 2 } : {}),
  });
  return dataUrlBytes(url);
}

/** A label as the name of a file. */
export const fileNameOf = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
