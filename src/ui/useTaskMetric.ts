import { texts } from '../texts/page';
import { usePlayground, usePlaygroundState, useSlowState } from './context';

export interface ShownMetric {
  readonly label: string;
  /** Where more is better and the values are logarithms already. */
  readonly decibels?: true;
}

const metrics: Readonly<Record<string, ShownMetric>> = texts.metrics;

/** The second number per step of the present task, once its curve has begun. */
export function useTaskMetric(): ShownMetric | null {
  const { curves } = usePlayground();
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const present = useSlowState(() => [...curves.arms.values()].some((curve) => curve.metric !== null), 500);
  return present ? (metrics[taskId] ?? null) : null;
}
