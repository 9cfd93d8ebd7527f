import { SegmentedControl } from '@mantine/core';
import { lazy, useMemo, useState } from 'react';
import { findTask } from '../../tasks';
import { evaluationsPerStep } from '../armSummary';
import { useArms } from '../arms';
import { Card } from '../Card';
import { useChartTheme, usePlayground, usePlaygroundState, useSlowState } from '../context';
import { formatCount, formatValue } from '../format';
import { IconButton } from '../IconButton';
import { IconChartLine, IconSettings, IconTable } from '../icons';
import { usePopup } from '../popup/usePopup';
import { texts } from '../texts';
import { useTaskMetric } from '../useTaskMetric';
import { DataTable } from './DataTable';
import type { ChartArm, LossChartOptions } from './lossChartData';
import { lossFigure } from './lossFigure';
import { Plot } from './Plot';
import { useRecorded } from './useRecorded';

const LossSettings = lazy(() => import('./LossSettings'));

/** Rows of the table behind the chart. */
const TABLE_ROWS = 60;

/** Training curves of all visible arms. */
export function LossChart() {
  const { curves } = usePlayground();
  const theme = useChartTheme();
  const arms = useArms();
  const revision = useSlowState((state) => state.revision, 200);
  const marks = usePlaygroundState((state) => state.marks);
  const selected = usePlaygroundState((state) => state.selected);
  const steps = usePlaygroundState((state) => state.experiment.steps);
  const target = usePlaygroundState((state) => state.experiment.target);
  const seeds = usePlaygroundState((state) => state.experiment.seeds.count);
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const metric = useTaskMetric();
  const settings = usePopup('dialog');
  const [asTable, setAsTable] = useState(false);
  const [wanted, setOptions] = useState<LossChartOptions>({
    quantity: 'loss',
    x: 'steps',
    logX: false,
    logY: true,
    members: false,
  });
  const options: LossChartOptions = metric ? wanted : { ...wanted, quantity: 'loss' };
  const change = (part: Partial<LossChartOptions>) => setOptions({ ...wanted, ...part });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of `curves`
  const drawn = useMemo<ChartArm[]>(
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
                evaluations: evaluationsPerStep(arm.config.optimizer),
              },
            ];
      }),
    [arms, curves, revision],
  );
  const isLoss = options.quantity === 'loss';
  const recorded = useRecorded(isLoss ? options.x : 'seconds');
  const yTitle = isLoss ? '' : (metric?.label ?? '');
  const figure = useMemo(
    () => (width: number) =>
      lossFigure({
        arms: drawn,
        recorded,
        selected,
        marks,
        theme,
        steps,
        target: isLoss ? target : null,
        yTitle,
        width,
        // Decibels are logarithms already.
        options: { ...options, logY: options.logY && (isLoss || !metric?.decibels) },
      }),
    [drawn, recorded, selected, marks, theme, steps, target, isLoss, yTitle, options, metric],
  );
  const label = texts.loss.chartLabel(findTask(taskId).label);

  return (
    <Card
      title={isLoss ? texts.loss.title : (metric?.label ?? '')}
      subtitle={texts.loss.subtitle(seeds)}
      className="loss-card"
      actions={
        <>
          {metric && (
            <SegmentedControl
              size="xs"
              aria-label={texts.loss.quantity}
              value={options.quantity}
              onChange={(quantity) => change({ quantity: quantity as LossChartOptions['quantity'] })}
              data={[
                { value: 'loss', label: texts.loss.title },
                { value: 'metric', label: metric.label },
              ]}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={texts.loss.xAxis}
            value={options.x}
            onChange={(x) => change({ x: x as LossChartOptions['x'] })}
            data={[
              { value: 'steps', label: texts.loss.steps },
              { value: 'seconds', label: texts.loss.seconds },
              { value: 'evaluations', label: texts.loss.evaluations },
            ]}
          />
          <SegmentedControl
            size="xs"
            aria-label={texts.loss.yScale}
            value={options.logY ? 'log' : 'linear'}
            onChange={(scale) => change({ logY: scale === 'log' })}
            data={[
              { value: 'log', label: texts.loss.log },
              { value: 'linear', label: texts.loss.linear },
            ]}
          />
          <IconButton label={texts.loss.view} size={28} {...settings.target}>
            <IconSettings size={16} />
          </IconButton>
          {settings.show((popup) => (
            <LossSettings popup={popup} options={options} onChange={change} />
          ))}
          <IconButton
            label={asTable ? texts.table.hide : texts.table.show}
            size={28}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <IconChartLine size={16} /> : <IconTable size={16} />}
          </IconButton>
        </>
      }
    >
      {asTable ? (
        <LossTable arms={drawn} quantity={options.quantity} label={label} />
      ) : (
        <Plot label={label} height={310} figure={figure} />
      )}
    </Card>
  );
}

interface LossTableProps {
  readonly arms: readonly ChartArm[];
  readonly quantity: LossChartOptions['quantity'];
  readonly label: string;
}

/** The curves as numbers, at most so many rows, evenly spaced. */
function LossTable({ arms, quantity, label }: LossTableProps) {
  const length = Math.max(0, ...arms.map((arm) => arm.curve.length));
  const every = Math.max(1, Math.ceil(length / TABLE_ROWS));
  const steps = Array.from({ length: Math.ceil(length / every) }, (_, row) => row * every);
  if (length > 0 && steps.at(-1) !== length - 1) steps.push(length - 1);
  return (
    <DataTable
      caption={label}
      head={[texts.table.step, ...arms.map((arm) => arm.label)]}
      rows={steps.map((step) => [
        formatCount(step),
        ...arms.map(({ curve }) => {
          const series = quantity === 'loss' ? curve.loss : curve.metric;
          if (!series) return texts.runs.none;
          const at = (values: { at(step: number): number }) => formatValue(values.at(step));
          return `${at(series.median)} ${texts.loss.band(at(series.low), at(series.high))}`;
        }),
      ])}
    />
  );
}
