import { useCallback, useMemo, useState } from 'react';
import type { ViewMessage } from '../../../engine/types';
import { surface } from '../../../tasks/surface';
import { type SurfaceProblem, surfaceValues } from '../../../tasks/surface/problem';
import type { SurfaceView } from '../../../tasks/surface/view';
import { texts } from '../../../texts/page';
import { viewTexts } from '../../../texts/views';
import { useChartTheme, usePlayground, usePlaygroundState } from '../../context';
import { formatCount, formatValue } from '../../format';
import { ArmKeys } from '../ArmKeys';
import { ChartCard } from '../ChartCard';
import { Plot } from '../Plot';
import type { PlotFrame } from '../plotFrame';
import { ExtentSelect, type MapPart, SeedSelect } from '../viewControls';
import { viewsByStep } from '../viewsByStep';
import { lineFigure, MARGIN, type PathArm, planeFigure } from './figures';
import { type Extent, nearExtent, type PlaneMap, planeMap, wholeExtent } from './planeMap';
import { StartGrip } from './StartGrip';

interface LandscapeProps {
  /** Of one or two dimensions. */
  readonly problem: SurfaceProblem;
  readonly trail: readonly ViewMessage[];
  readonly arms: readonly PathArm[];
}

const HEIGHT = 380;

/** The function itself, with paths, minima and the start, which can be moved. */
export function Landscape({ problem, trail, arms }: LandscapeProps) {
  const theme = useChartTheme();
  const [part, setPart] = useState<MapPart>('whole');
  const extent = useSteady(part === 'near' ? nearExtent(problem, trail) : wholeExtent(problem, trail));
  const mapOf = useMemo(() => keptMap(problem, extent), [problem, extent]);
  const isPlane = problem.dim === 2;
  const figure = useMemo(
    () => (width: number, height: number) =>
      isPlane
        ? planeFigure(problem, mapOf(width, height), trail, arms, theme)
        : lineFigure(problem, extent, trail, arms, theme),
    [isPlane, problem, mapOf, extent, trail, arms, theme],
  );
  const title = isPlane ? viewTexts.contour : viewTexts.slice;
  return (
    <ChartCard
      title={title}
      subtitle={viewTexts.contourSub}
      className="full"
      actions={
        <>
          <ExtentSelect part={part} onPart={setPart} />
          <SeedSelect />
        </>
      }
      label={title}
      table={() => tableOf(trail, arms)}
    >
      <Plot
        label={title}
        height={isPlane ? HEIGHT : 300}
        figure={figure}
        overlay={(frame) => <ChosenStart frame={frame} problem={problem} />}
      />
      <p className="small mute keys">
        <ArmKeys arms={arms.map(({ arm }) => arm)} />
        {isPlane && (
          <span className="key">
            <b>↓</b> {viewTexts.surface.arrows}
          </span>
        )}
        {problem.minima.length > 0 && (
          <span className="key">
            <b>☆</b> {viewTexts.surface.minimum}
          </span>
        )}
        <span>
          <b>◎</b> {viewTexts.surface.startKey}
        </span>
        {isPlane && <span>{viewTexts.surface.shade}</span>}
      </p>
    </ChartCard>
  );
}

/** The mark of the start; a record of a run that was has none to choose. */
function ChosenStart({ frame, problem }: { readonly frame: PlotFrame; readonly problem: SurfaceProblem }) {
  const { setTaskOptions } = usePlayground();
  const isRecord = usePlaygroundState((state) => state.showsRecord);
  const choose = useCallback(
    ([x, y]: readonly [number, number]) => {
      const { min, max } = surface.options.x0 as { readonly min: number; readonly max: number };
      const within = (value: number) => Math.min(max, Math.max(min, value));
      setTaskOptions({
        start: 'chosen',
        x0: within(x),
        ...(problem.dim === 2 ? { y0: within(y) } : {}),
      });
    },
    [setTaskOptions, problem.dim],
  );
  if (isRecord) return null;
  return (
    <StartGrip
      frame={frame}
      start={problem.start}
      heightAt={problem.dim === 1 ? (x) => surfaceValues(problem, Float64Array.of(x))[0] : undefined}
      onChoose={choose}
    />
  );
}

/** The extent, as long as it says the same the same object. */
function useSteady({ middle: [x, y], reach }: Extent): Extent {
  return useMemo(() => ({ middle: [x, y], reach }), [x, y, reach]);
}

/** A map that is made anew when its chart's size changes, which is rare. */
function keptMap(problem: SurfaceProblem, extent: Extent) {
  let last: { readonly width: number; readonly height: number; readonly map: PlaneMap } | null = null;
  return (width: number, height: number): PlaneMap => {
    if (last?.width !== width || last.height !== height) {
      const [across, up] = [width - MARGIN.l - MARGIN.r, height - MARGIN.t - MARGIN.b];
      last = { width, height, map: planeMap(problem, extent, across, up) };
    }
    return last.map;
  };
}

function tableOf(trail: readonly ViewMessage[], arms: readonly PathArm[]) {
  const words = viewTexts.surface;
  return {
    head: [texts.table.step, ...arms.flatMap(({ arm }) => words.columns.map((of) => of(arm.label)))],
    rows: viewsByStep(trail).map((row) => [
      formatCount(row.step),
      ...arms.flatMap(({ arm }) => {
        const view = row.view(arm.id) as SurfaceView | undefined;
        if (!view) return words.columns.map(() => texts.runs.none);
        const point = view.point?.map((value) => formatValue(value)).join(', ') ?? texts.runs.none;
        return [point, formatValue(view.loss), formatValue(view.slope)];
      }),
    ]),
  };
}
