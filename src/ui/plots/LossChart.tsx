import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { ChartView } from '../../store/chartView';
import type { BandSeries } from '../../store/curves';
import { bandOf } from '../../store/keptCurve';
import type { PinnedRun } from '../../store/pinned';
import { findTask } from '../../tasks';
import { texts } from '../../texts/page';
import { useArmFaces } from '../arms';
import { Card } from '../Card';
import { changeList, useChangedSince, useChangedSteps } from '../changedOptions';
import { useChartTheme, usePlayground, usePlaygroundState, useSlowState } from '../context';
import { formatCount, formatValue } from '../format';
import { useQuantities } from '../useQuantities';
import { armClock, type SecondsBasis, secondsBasis } from './armClock';
import { BaselineNote, PinButton } from './Baseline';
import { costOf } from './Costs';
import { DataTable } from './DataTable';
import { LossActions } from './LossActions';
import { LossLegend } from './LossLegend';
import { type ChartArm, xOf } from './lossChartData';
import { lossFigure } from './lossFigure';
import { keptWithin, lastStep, tableSteps, tableStepsOf } from './lossTable';
import { Plot, type PlotCrosshair } from './Plot';
import { TargetHandle } from './TargetHandle';
import { useBaseline } from './useBaseline';
import { useGhosts } from './useGhosts';
import { useRecorded } from './useRecorded';

/** Rows of the table behind the chart. */
const TABLE_ROWS = 60;

/** Training curves of all visible arms. */
export function LossChart() {
  const { chart } = usePlayground();
  const theme = useChartTheme();
  const arms = useArmFaces();
  const revision = useSlowState((state) => state.revision, 200);
  const marks = usePlaygroundState((state) => state.marks);
  const selected = usePlaygroundState((state) => state.selected);
  const steps = usePlaygroundState((state) => state.experiment.steps);
  const target = usePlaygroundState((state) => state.experiment.target);
  const seeds = usePlaygroundState((state) => state.experiment.seeds.count);
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const baseline = useBaseline();
  const { ghosts, tried } = useGhosts(arms);
  const quantities = useQuantities();
  const [asTable, setAsTable] = useState(false);
  const wanted = useStore(chart);

  const basis = usePlaygroundState(secondsBasis);
  const drawn = useDrawn(arms, basis, revision);
  const shown = quantities.find(({ quantity }) => quantity === wanted.quantity) ?? quantities[0];
  const isLoss = shown.quantity === 'loss';
  const isLinear = useIsBelowZero(drawn) && isLoss;
  const view: ChartView = useMemo(
    () => ({ ...wanted, quantity: shown.quantity, logY: wanted.logY && !isLinear }),
    [shown.quantity, isLinear, wanted],
  );
  const name = isLoss ? '' : shown.name;
  const recorded = useRecorded(isLoss ? view.x : 'seconds');
  const figure = useMemo(
    () => (width: number) =>
      lossFigure({
        arms: drawn,
        recorded,
        ghosts,
        selected,
        marks,
        theme,
        steps,
        target: isLoss ? target : null,
        targetText: false,
        basis,
        falls: shown.falls,
        yTitle: name,
        width,
        options: { ...view, logY: view.logY && shown.log },
      }),
    [
      drawn,
      recorded,
      ghosts,
      selected,
      marks,
      theme,
      steps,
      target,
      isLoss,
      view,
      shown.log,
      shown.falls,
      basis,
      name,
    ],
  );
  const task = findTask(taskId).label;
  const label = isLoss ? texts.loss.chartLabel(task) : texts.loss.metricLabel(task, name);

  return (
    <Card
      title={isLoss ? texts.loss.title : name}
      subtitle={texts.loss.subtitle(seeds)}
      className="loss-card"
      actions={
        <>
          <LossActions
            quantities={quantities}
            view={view}
            isLinear={isLinear}
            hasTried={tried > 0}
            asTable={asTable}
            onTable={setAsTable}
          />
          <PinButton arms={drawn} />
        </>
      }
    >
      {asTable ? (
        <LossTable arms={drawn} baseline={baseline} quantity={view.quantity} label={label} />
      ) : (
        <Plot
          label={label}
          height={310}
          waiting={view.x === 'seconds' && drawn.length > 0 ? texts.loss.waitingSeconds : undefined}
          figure={figure}
          crosshair={crosshairOf(drawn, view)}
          overlay={(frame) => isLoss && <TargetHandle frame={frame} target={target} />}
        />
      )}
      {!asTable && drawn.length > 0 && <LossLegend arms={drawn} seeds={seeds} members={view.members} />}
      {isLoss && view.logY && target <= 0 && <p className="small mute loss-note">{texts.loss.noTarget}</p>}
      {view.x === 'seconds' && <p className="small mute loss-note">{texts.loss.secondsNote[basis]}</p>}
      {tried > 0 && view.tried && <p className="small mute loss-note">{texts.loss.triedNote(tried)}</p>}
      <ChangedNotes arms={drawn} />
      <BaselineNote />
    </Card>
  );
}

/** Whether losses are below 0, or may be: a logarithm has no place for them. */
function useIsBelowZero(drawn: readonly ChartArm[]): boolean {
  const declared = usePlaygroundState(
    ({ experiment: { task } }) => findTask(task.id).negative?.(task.options) ?? false,
  );
  return declared || drawn.some(({ curve }) => curve.loss.smallest < 0);
}

/** The visible arms that have a curve. */
function useDrawn(
  arms: ReturnType<typeof useArmFaces>,
  basis: SecondsBasis,
  revision: number,
): readonly ChartArm[] {
  const { curves } = usePlayground();
  const costs = useSlowState((state) => state.status.costs, 1000);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of `curves`
  return useMemo<ChartArm[]>(
    () =>
      arms.flatMap((arm) => {
        const curve = curves.arms.get(arm.id);
        return arm.hidden || !curve
          ? []
          : [
              {
                id: arm.id,
                label: arm.label,
                look: arm.look,
                curve,
                evaluations: arm.evaluations,
                secondsAt: armClock(curve, costOf(costs, arm.id), basis),
              },
            ];
      }),
    [arms, curves, revision, costs, basis],
  );
}

/** Steps on whatever the horizontal axis shows; arms that differ there follow the first. */
function crosshairOf([arm]: readonly ChartArm[], view: ChartView): PlotCrosshair | undefined {
  if (view.x === 'steps' || !arm) return { axis: 'step' };
  const toX = xOf(arm, view.x);
  if (view.x === 'evaluations') return { axis: 'step', toX, fromX: (x) => x / arm.evaluations };
  return {
    axis: 'step',
    toX,
    fromX: (x) => {
      let low = 0;
      let high = Math.max(0, arm.curve.length - 1);
      while (low < high) {
        const middle = (low + high) >> 1;
        if (arm.secondsAt(middle) < x) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** Curves whose settings are no longer those shown beside the chart. */
function ChangedNotes({ arms }: { readonly arms: readonly ChartArm[] }) {
  const changed = useChangedSince();
  const steps = useChangedSteps();
  return (
    <>
      {steps && (
        <p className="small loss-note">
          {texts.arms.stepsNext(formatCount(steps.made), formatCount(steps.next))}
        </p>
      )}
      {arms.map(({ id, label }) => {
        const changes = changed.get(id);
        return (
          changes && (
            <p className="small loss-note" key={id}>
              {texts.arms.curveOf(label, changeList(changes, 'curve'), changeList(changes, 'next'))}
            </p>
          )
        );
      })}
    </>
  );
}

interface LossTableProps {
  readonly arms: readonly ChartArm[];
  readonly baseline: PinnedRun | null;
  readonly quantity: ChartView['quantity'];
  readonly label: string;
}

const stepsOf = (series: BandSeries | null): number[] =>
  Array.from({ length: series?.length ?? 0 }, (_, row) => series!.stepAt(row));

/** The curves as numbers, at most so many rows, evenly spaced. */
function LossTable({ arms, baseline: run, quantity, label }: LossTableProps) {
  const baseline = run?.arms ?? [];
  const ends = [
    ...arms.map(({ curve }) => curve.length - 1),
    ...baseline.map(({ curve }) => lastStep(curve)),
  ];
  // Of what is looked at now and then, those steps.
  const looks =
    quantity === 'validationLoss' || quantity === 'accuracy'
      ? arms.flatMap(({ curve }) => stepsOf(curve.series(quantity)))
      : null;
  const steps = looks ? tableStepsOf(looks, TABLE_ROWS) : tableSteps(Math.max(-1, ...ends), TABLE_ROWS);
  const cell = (median: number, low: number, high: number) =>
    low === high && median === low
      ? formatValue(median)
      : `${formatValue(median)} ${texts.loss.band(formatValue(low), formatValue(high))}`;
  return (
    <DataTable
      caption={label}
      head={[
        texts.table.step,
        ...arms.map((arm) => arm.label),
        ...baseline.map((arm) => texts.loss.pinnedName(arm.label, run!.name)),
      ]}
      rows={steps.map((step, row) => [
        formatCount(step),
        ...arms.map(({ curve }) => {
          const series = curve.series(quantity);
          const at = series ? series.rowAt(step) : -1;
          // A row of the table tells what is new since the one before.
          if (!series || at < 0 || series.stepAt(at) <= (steps[row - 1] ?? -1)) return texts.runs.none;
          return cell(series.median.at(at), series.low.at(at), series.high.at(at));
        }),
        ...baseline.map(({ curve }) => {
          const band = bandOf(curve, quantity);
          const at = keptWithin(curve.steps, steps[row - 1] ?? -1, step);
          if (!band || at < 0) return texts.runs.none;
          return cell(band.median[at] ?? Number.NaN, band.low[at] ?? Number.NaN, band.high[at] ?? Number.NaN);
        }),
      ])}
    />
  );
}
