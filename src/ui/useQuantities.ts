import { useMemo } from 'react';
import type { Quantity } from '../store/curves';
import { findTask } from '../tasks';
import { texts } from '../texts/page';
import { usePlayground, usePlaygroundState, useSlowState } from './context';
import { useTaskMetric } from './useTaskMetric';

/** A quantity that curves are drawn of. */
export interface ShownQuantity {
  readonly quantity: Quantity;
  /** With its unit. */
  readonly name: string;
  readonly help?: string;
  /** Whether a logarithmic axis suits it. */
  readonly log: boolean;
  /** Whether less is better. */
  readonly falls: boolean;
}

/** Those that the present curves have; the loss is always the first. */
export function useQuantities(): readonly ShownQuantity[] {
  const { curves } = usePlayground();
  const metric = useTaskMetric();
  const { validated } = findTask(usePlaygroundState((state) => state.experiment.task.id));
  const validates = useSlowState(() => [...curves.arms.values()].some(({ validation }) => validation), 500);
  return useMemo(() => {
    const { title, metricName, validationLoss, accuracy } = texts.loss;
    return [
      { quantity: 'loss', name: title, log: true, falls: true },
      ...(metric
        ? [
            {
              quantity: 'metric' as const,
              name: metricName(metric.label, metric.unit),
              help: metric.help,
              // Decibels are logarithms already.
              log: !metric.decibels && !metric.share,
              falls: !metric.decibels && !metric.share,
            },
          ]
        : []),
      ...(validates
        ? [
            { quantity: 'validationLoss' as const, name: validationLoss, log: true, falls: true },
            {
              quantity: 'accuracy' as const,
              name: validated?.label ?? accuracy,
              help: validated?.help,
              log: false,
              falls: false,
            },
          ]
        : []),
    ];
  }, [metric, validates, validated]);
}
