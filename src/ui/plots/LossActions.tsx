import { NativeSelect, SegmentedControl } from '@mantine/core';
import { lazy } from 'react';
import { type ChartView, viewChange } from '../../store/chartView';
import type { Quantity } from '../../store/curves';
import { texts } from '../../texts/page';
import { usePlayground } from '../context';
import { IconButton } from '../IconButton';
import { IconChartLine, IconSettings, IconTable } from '../icons';
import { usePopup } from '../popup/usePopup';
import type { ShownQuantity } from '../useQuantities';

const LossSettings = lazy(() => import('./LossSettings'));

interface LossActionsProps {
  /** Those there are. */
  readonly quantities: readonly ShownQuantity[];
  readonly view: ChartView;
  /** Whether there are values below 0, for which a logarithmic axis has no place. */
  readonly isLinear: boolean;
  /** Whether there is anything that tuning tried. */
  readonly hasTried: boolean;
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
}

/** Axes, settings and the table of the loss chart. */
export function LossActions({ quantities, view, isLinear, hasTried, asTable, onTable }: LossActionsProps) {
  const { chart } = usePlayground();
  const settings = usePopup('dialog');
  const change = (part: Partial<ChartView>) => chart.setState(viewChange(part));
  return (
    <>
      {quantities.length === 2 && (
        <SegmentedControl
          size="xs"
          aria-label={texts.loss.quantity}
          value={view.quantity}
          onChange={(quantity) => change({ quantity: quantity as Quantity })}
          data={quantities.map(({ quantity, name, help }) => ({
            value: quantity,
            label: <span title={help}>{name}</span>,
          }))}
        />
      )}
      {quantities.length > 2 && (
        <NativeSelect
          size="xs"
          aria-label={texts.loss.quantity}
          value={view.quantity}
          onChange={(event) => change({ quantity: event.currentTarget.value as Quantity })}
          data={quantities.map(({ quantity, name }) => ({ value: quantity, label: name }))}
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
        aria-description={isLinear ? texts.loss.linearOnly : undefined}
        title={isLinear ? texts.loss.linearOnly : undefined}
        disabled={isLinear}
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
