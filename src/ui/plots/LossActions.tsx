import { SegmentedControl } from '@mantine/core';
import { lazy } from 'react';
import { useStore } from 'zustand';
import { type ChartView, viewChange } from '../../store/chartView';
import { keepCurve } from '../../store/keptCurve';
import type { TaskMetric } from '../../tasks/types';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';
import { IconButton } from '../IconButton';
import { IconChartLine, IconPin, IconPinned, IconSettings, IconTable } from '../icons';
import { usePopup } from '../popup/usePopup';
import type { ChartArm } from './lossChartData';

const LossSettings = lazy(() => import('./LossSettings'));

interface LossActionsProps {
  readonly metric: TaskMetric | null;
  readonly view: ChartView;
  /** Whether there is anything that tuning tried. */
  readonly hasTried: boolean;
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
}

/** Axes, settings and the table of the loss chart. */
export function LossActions({ metric, view, hasTried, asTable, onTable }: LossActionsProps) {
  const { chart } = usePlayground();
  const settings = usePopup('dialog');
  const change = (part: Partial<ChartView>) => chart.setState(viewChange(part));
  return (
    <>
      {metric && (
        <SegmentedControl
          size="xs"
          aria-label={texts.loss.quantity}
          value={view.quantity}
          onChange={(quantity) => change({ quantity: quantity as ChartView['quantity'] })}
          data={[
            { value: 'loss', label: texts.loss.title },
            {
              value: 'metric',
              label: <span title={metric.help}>{texts.loss.metricName(metric.label, metric.unit)}</span>,
            },
          ]}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label={texts.loss.xAxis}
        value={view.x}
        onChange={(x) => change({ x: x as ChartView['x'] })}
        data={[
          { value: 'steps', label: texts.loss.steps },
          { value: 'seconds', label: texts.loss.seconds },
          { value: 'evaluations', label: texts.loss.evaluations },
        ]}
      />
      <SegmentedControl
        size="xs"
        aria-label={texts.loss.yScale}
        value={view.logY ? 'log' : 'linear'}
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
        <LossSettings popup={popup} options={view} hasTried={hasTried} onChange={change} />
      ))}
      <IconButton
        label={asTable ? texts.table.hide : texts.table.show}
        size={28}
        aria-pressed={asTable}
        onClick={() => onTable(!asTable)}
      >
        {asTable ? <IconChartLine size={16} /> : <IconTable size={16} />}
      </IconButton>
    </>
  );
}

/** Puts the run shown aside as a baseline, or lets go of the one there is. */
export function PinButton({ arms }: { readonly arms: readonly ChartArm[] }) {
  const { pinned, store } = usePlayground();
  const held = useStore(pinned, ({ run }) => run !== null);
  const still = usePlaygroundState(({ status }) => status.state !== 'running' && status.step > 0);
  if (held) {
    return (
      <IconButton
        label={texts.loss.unpin}
        size={28}
        aria-pressed
        onClick={() => pinned.setState({ run: null })}
      >
        <IconPinned size={16} />
      </IconButton>
    );
  }
  const pin = () => {
    const { experiment, slots, status } = store.getState();
    pinned.setState({
      run: {
        taskId: experiment.task.id,
        steps: status.step,
        arms: arms.map(({ id, label, evaluations, curve }) => ({
          label,
          slot: slots[id],
          evaluations,
          curve: keepCurve(curve),
        })),
      },
    });
  };
  return (
    <IconButton
      label={texts.loss.pin}
      size={28}
      aria-pressed={false}
      disabled={!still || arms.length === 0}
      onClick={pin}
    >
      <IconPin size={16} />
    </IconButton>
  );
}
