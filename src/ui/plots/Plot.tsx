import type { PlotlyHTMLElement } from 'plotly.js';
import { useEffect, useRef, useState } from 'react';
import { texts } from '../texts';
import { type Figure, loadPlotly, plotConfig, queueDrawing } from './plotly';

interface PlotProps {
  /** Says what the chart shows, for those who do not see it. */
  readonly label: string;
  /** CSS pixels. */
  readonly height: number;
  /** What to draw, given the width in CSS pixels; called at most five times a second, when its identity changed. */
  readonly figure: (width: number) => Figure | null;
  /** What stands there before there is anything to draw. */
  readonly waiting?: string;
}

/** At least so long between two drawings, so many times as long as a drawing takes, but never longer than this. */
const REDRAW_MS = 200;
const REST = 6;
const LONGEST_MS = 1500;

/** A Plotly chart, driven directly: it is redrawn only as fast as one looks, never as fast as data comes. */
export function Plot({ label, height, figure, waiting = texts.loss.waiting }: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(figure);
  latest.current = figure;
  const request = useRef<() => void>(() => {});
  const [empty, setEmpty] = useState(true);

  useEffect(() => {
    const element = host.current!;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let next = 0;
    let drawn = false;

    const draw = async () => {
      const plotly = await loadPlotly();
      timer = undefined;
      if (gone || element.clientWidth === 0) return;
      const began = performance.now();
      const figure = latest.current(element.clientWidth);
      setEmpty(figure === null);
      if (!figure) return;
      const coarse = window.matchMedia('(pointer: coarse)').matches;
      const layout = { ...figure.layout, width: element.clientWidth, height: element.clientHeight };
      // A finger scrolls the page; zooming is for a mouse, which has another way to scroll.
      if (coarse) layout.dragmode = false;
      await plotly.react(element, figure.data as Figure['data'][number][], layout, {
        ...plotConfig,
        displayModeBar: coarse ? false : undefined,
      });
      const now = performance.now();
      // The first drawing compiles as well and says nothing of the next.
      next = now + Math.min(LONGEST_MS, Math.max(REDRAW_MS, drawn ? REST * (now - began) : 0));
      drawn = true;
    };
    request.current = () => {
      timer ??= setTimeout(() => queueDrawing(draw), Math.max(0, next - performance.now()));
    };
    const observer = new ResizeObserver(() => request.current());
    observer.observe(element);
    return () => {
      gone = true;
      clearTimeout(timer);
      observer.disconnect();
      if (drawn) loadPlotly().then((plotly) => plotly.purge(element as unknown as PlotlyHTMLElement));
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the figure's identity is what asks for a drawing
  useEffect(() => request.current(), [figure]);

  return (
    <figure className="plot" aria-label={label} style={{ height }}>
      <div ref={host} className="plot-host" />
      {empty && <p className="plot-empty">{waiting}</p>}
    </figure>
  );
}
