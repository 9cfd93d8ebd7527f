import { Tooltip } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { PinnedRun } from '../../store/pinned';
import { findTask } from '../../tasks';
import type { TaskMetric } from '../../tasks/types';
import { texts } from '../../texts/page';
import { ArmSwatch } from '../ArmSwatch';
import { type ArmFace, useArmFaces } from '../arms';
import { Card } from '../Card';
import { usePlayground, usePlaygroundState, useSlowState } from '../context';
import { formatCount, formatShare, formatValue } from '../format';
import { baselineLookOf } from '../palette';
import { useTaskMetric } from '../useTaskMetric';
import { type SecondsBasis, secondsBasis } from './armClock';
import { CostBar, CostKey, costOf } from './Costs';
import { pinnedRows, type RunColumn, type RunOrder, type RunRow, runRow, sortRows } from './runRows';
import { useBaseline } from './useBaseline';

/** One line per arm: where it stands, when it got to the target, how many seeds diverged. */
export function RunTable() {
  const { curves, select } = usePlayground();
  const arms = useArmFaces();
  const metric = useTaskMetric();
  const target = usePlaygroundState((state) => state.experiment.target);
  const seeds = usePlaygroundState((state) => state.experiment.seeds.count);
  const selected = usePlaygroundState((state) => state.selected);
  const revision = useSlowState((state) => state.revision, 500);
  const costs = useSlowState(({ status }) => (curves.veiled ? undefined : status.costs), 500);
  const basis = usePlaygroundState(secondsBasis);
  const planned = usePlaygroundState(({ status, experiment }) => status.steps || experiment.steps);
  const [order, setOrder] = useState<RunOrder | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of `curves`
  const rows = useMemo(
    () =>
      arms.map((arm) =>
        runRow(
          arm.id,
          arm.label,
          curves.arms.get(arm.id),
          target,
          seeds,
          arm.evaluations,
          costOf(costs, arm.id),
          basis,
          planned,
        ),
      ),
    [arms, curves, target, seeds, revision, costs, basis, planned],
  );

  const baseline = useBaseline();
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const validates = rows.some(({ accuracy }) => !Number.isNaN(accuracy));
  const kept = useMemo(
    () => (baseline ? pinnedRows(baseline, target, basis) : []),
    [baseline, target, basis],
  );

  return (
    <Card title={texts.runs.title} className="runs-card">
      <div className="table-scroll">
        <table className="run-table">
          <RunHead
            target={target}
            basis={basis}
            validation={validates ? (findTask(taskId).validated?.help ?? texts.runs.validationHelp) : null}
            order={order}
            onOrder={setOrder}
          />
          <tbody>
            {sortRows([...rows, ...kept], order).map((row) => {
              const arm = arms.find((candidate) => candidate.id === row.id);
              return arm ? (
                <ArmLine
                  key={row.id}
                  arm={arm}
                  row={row}
                  metric={metric}
                  validates={validates}
                  on={selected === row.id}
                  onSelect={select}
                />
              ) : (
                <BaselineLine
                  key={row.id}
                  run={baseline!}
                  index={kept.indexOf(row)}
                  row={row}
                  validates={validates}
                />
              );
            })}
          </tbody>
        </table>
      </div>
      <CostKey rows={rows} selected={selected} />
    </Card>
  );
}

interface ArmLineProps {
  readonly arm: ArmFace;
  readonly row: RunRow;
  readonly metric: TaskMetric | null;
  /** Whether there is a column for held-out examples. */
  readonly validates: boolean;
  /** Whether it stands out. */
  readonly on: boolean;
  readonly onSelect: (armId: string | null) => void;
}

function ArmLine({ arm, row, metric, validates, on, onSelect }: ArmLineProps) {
  return (
    <tr className={on ? 'on' : undefined} data-hidden={arm.hidden || undefined}>
      <th scope="row">
        <button
          type="button"
          className="plain run-name"
          aria-pressed={on}
          title={texts.runs.select(row.label)}
          onClick={() => onSelect(on ? null : row.id)}
        >
          <ArmSwatch look={arm.look} small />
          {row.label}
        </button>
      </th>
      <RunCells row={row} metric={metric} validates={validates} />
    </tr>
  );
}

interface BaselineLineProps {
  readonly run: PinnedRun;
  /** Which of its arms it is. */
  readonly index: number;
  readonly row: RunRow;
  readonly validates: boolean;
}

function BaselineLine({ run, index, row, validates }: BaselineLineProps) {
  const { label, slot } = run.arms[index];
  return (
    <tr className="baseline-row">
      <th scope="row">
        <span className="run-name">
          <ArmSwatch look={baselineLookOf(slot)} small />
          <span>
            {label} <span className="small mute">{run.name}</span>
          </span>
        </span>
      </th>
      <RunCells row={row} metric={null} validates={validates} />
    </tr>
  );
}

interface RunHeadProps {
  readonly target: number;
  readonly basis: SecondsBasis;
  /** What the column of validation is, where there is one. */
  readonly validation: string | null;
  readonly order: RunOrder | null;
  readonly onOrder: (order: RunOrder | null) => void;
}

/** Names of the columns; a click sorts by one, a second the other way, a third not at all. */
function RunHead({ target, basis, validation, order, onOrder }: RunHeadProps) {
  const columns: readonly {
    readonly id: RunColumn;
    readonly name: string;
    readonly help?: string;
    readonly wide?: true;
  }[] = [
    { id: 'label', name: texts.runs.optimizer },
    { id: 'median', name: texts.runs.final },
    { id: 'best', name: texts.runs.best, help: texts.runs.bestHelp, wide: true },
    ...(validation ? [{ id: 'accuracy' as const, name: texts.runs.validation, help: validation }] : []),
    { id: 'stepsTo', name: texts.runs.stepsTo(formatValue(target)), help: texts.runs.stepsToHelp },
    { id: 'secondsTo', name: texts.runs.secondsTo, help: texts.runs.secondsToHelp[basis], wide: true },
    { id: 'evaluationsTo', name: texts.runs.evaluationsTo, help: texts.runs.evaluationsToHelp, wide: true },
    { id: 'diverged', name: texts.runs.diverged },
    { id: 'micros', name: texts.runs.micros, help: texts.runs.microsHelp, wide: true },
  ];
  const sortBy = (column: RunColumn) =>
    onOrder(
      order?.column === column
        ? order.descending
          ? null
          : { column, descending: true }
        : { column, descending: false },
    );
  return (
    <thead>
      <tr>
        {columns.map(({ id, name, help, wide }) => {
          const sorted = order?.column === id ? (order.descending ? 'descending' : 'ascending') : undefined;
          return (
            <th key={id} scope="col" aria-sort={sorted} className={wide && 'wide-only'}>
              <Tooltip label={help ?? texts.runs.sort(name)} openDelay={500}>
                <button type="button" className="plain" onClick={() => sortBy(id)}>
                  {name}
                  <span aria-hidden="true">{sorted ? (order?.descending ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </Tooltip>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface RunCellsProps {
  readonly row: RunRow;
  readonly metric: TaskMetric | null;
  readonly validates: boolean;
}

function RunCells({ row, metric, validates }: RunCellsProps) {
  const one = row.seeds === 1;
  return (
    <>
      <td>
        {formatValue(row.median)}
        {!one && !Number.isNaN(row.median) && (
          <span className="mute"> {`[${formatValue(row.low)}, ${formatValue(row.high)}]`}</span>
        )}
        {metric?.decibels && Number.isFinite(row.metric) && (
          <span className="mute run-metric" title={metric.help}>
            {texts.runs.metric(metric.label, row.metric.toFixed(1), metric.unit ?? '')}
          </span>
        )}
      </td>
      <td className="wide-only">{formatValue(row.best)}</td>
      {validates && <ValidationCell row={row} />}
      <td title={readingHelp(row)}>
        {row.reading === 'unknown' ? texts.runs.unknown : read(row, row.stepsTo, formatCount)}
      </td>
      <td className="wide-only">{read(row, row.secondsTo, (value) => formatValue(value, 2))}</td>
      <td className="wide-only">{read(row, row.evaluationsTo, formatCount)}</td>
      <td className={row.diverged > 0 ? 'bad' : undefined}>{texts.runs.of(row.diverged, row.seeds)}</td>
      <td className="wide-only">
        <CostBar row={row} />
      </td>
    </>
  );
}

/** A number of when a target was reached, as exact as it is known. */
function read({ reading }: RunRow, value: number, format: (value: number) => string): string {
  if (!Number.isFinite(value)) return formatValue(value);
  return reading === 'about' ? texts.runs.about(format(value)) : format(value);
}

function readingHelp({ reading }: RunRow): string | undefined {
  if (!reading) return undefined;
  return reading === 'about' ? texts.runs.aboutHelp : texts.runs.unknownHelp;
}

/** The last look at held-out examples, and the best. */
function ValidationCell({ row }: { readonly row: RunRow }) {
  if (Number.isNaN(row.accuracy)) return <td>{texts.runs.none}</td>;
  return (
    <td
      title={texts.runs.validationLosses(
        formatValue(row.validationLoss),
        formatValue(row.bestValidationLoss),
      )}
    >
      {formatShare(row.accuracy)}
      <span className="mute">{` ${texts.runs.validatedAt(formatCount(row.validatedAt))} [${formatShare(row.bestAccuracy)}]`}</span>
    </td>
  );
}
