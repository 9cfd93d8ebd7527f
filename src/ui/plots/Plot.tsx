import type { PlotlyHTMLElement } from 'plotly.js';
import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react';
import { texts } from '../../texts/page';
import { Crosshair } from './Crosshair';
import { frameOf, type PlotFrame, sameFrame, xPixel, xValue } from './plotFrame';
import { type Figure, loadPlotly, type PlotLayout, plotConfig, queueDrawing } from './plotly';
import type { CrosshairAxis } from './pointing';

/** Axis that a chart shares with others, and where it differs from the horizontal one, how. */
export interface PlotCrosshair {
  readonly axis: CrosshairAxis;
  readonly toX?: (at: number) => number;
  readonly fromX?: (x: number) => number;
}

interface PlotProps {
  /** Says what the chart shows, for those who do not see it. */
  readonly label: string;
  /** CSS pixels; on the widest screens more, as `--plot-scale` says. */
  readonly height: number;
  /** Figure for a size in CSS pixels; called at most five times a second, when its identity changed. */
  readonly figure: (width: number, height: number) => Figure | null;
  /** Placeholder before there is anything to draw. */
  readonly waiting?: string;
  readonly crosshair?: PlotCrosshair;
  /** Drawn over the chart. */
  readonly overlay?: (frame: PlotFrame) => ReactNode;
}

/** At least so long between two drawings, so many times as long as a drawing takes, but never longer than this. */
const REDRAW_MS = 200;
const REST = 6;
const LONGEST_MS = 1500;

/** A Plotly chart, driven directly: it is redrawn only as fast as one looks, never as fast as data comes. */
export function Plot({ label, height, figure, waiting = texts.loss.waiting, crosshair, overlay }: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(figure);
  latest.current = figure;
  const request = useRef<() => void>(() => {});
  const [empty, setEmpty] = useState(true);
  const [frame, setFrame] = useState<PlotFrame | null>(null);

  useEffect(() => {
    const element = host.current!;
    let gone = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let next = 0;
    let drawn = false;

    /** After a drawing, or when the reader zoomed: Plotly's copy of the layout says where the axes are. */
    const measure = () => {
      const { layout } = element as unknown as { layout?: PlotLayout };
      const now = layout ? frameOf(layout) : null;
      setFrame((before) => (sameFrame(before, now) ? before : now));
    };
    const draw = async () => {
      const plotly = await loadPlotly();
      timer = undefined;
      if (gone || element.clientWidth === 0) return;
      const began = performance.now();
      const figure = latest.current(element.clientWidth, element.clientHeight);
      setEmpty(figure === null);
      if (!figure) {
        // What was drawn before is of no run any more.
        if (drawn) plotly.purge(element as unknown as PlotlyHTMLElement);
        drawn = false;
        setFrame(null);
        return;
      }
      const coarse = window.matchMedia('(pointer: coarse)').matches;
      const layout = { ...figure.layout, width: element.clientWidth, height: element.clientHeight };
      // A finger scrolls the page; zooming is for a mouse, which has another way to scroll.
      if (coarse) layout.dragmode = false;
      await plotly.react(element, figure.data as Figure['data'][number][], layout, {
        ...plotConfig,
        displayModeBar: coarse ? false : undefined,
      });
      const now = performance.now();
      performance.measure(drawn ? 'chart' : 'chart first', { start: began, end: now });
      if (!drawn) (element as unknown as PlotlyHTMLElement).on('plotly_relayout', measure);
      measure();
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
    <figure className="plot" aria-label={label} style={{ '--height': `${height}px` } as CSSProperties}>
      <div ref={host} className="plot-host" />
      {frame && crosshair && <PlotLine frame={frame} {...crosshair} />}
      {frame && overlay?.(frame)}
      {empty && <p className="plot-empty">{waiting}</p>}
    </figure>
  );
}

const same = (value: number) => value;

function PlotLine({ frame, axis, toX = same, fromX = same }: PlotCrosshair & { readonly frame: PlotFrame }) {
  const inside = (pixel: number) => (pixel >= frame.left && pixel <= frame.left + frame.width ? pixel : null);
  return (
    <Crosshair
      axis={axis}
      top={frame.top}
      height={frame.height}
      place={(at) => inside(xPixel(frame, toX(at)))}
      read={(pixel) => (inside(pixel) === null ? null : fromX(xValue(frame, pixel)))}
    />
  );
}
