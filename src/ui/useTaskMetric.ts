import { findTask } from '../tasks';
import type { TaskMetric } from '../tasks/types';
import { usePlayground, usePlaygroundState, useSlowState } from './context';

/** The second number per step of the present task, once its curve has begun. */
export function useTaskMetric(): TaskMetric | null {
  const { curves } = usePlayground();
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const present = useSlowState(() => [...curves.arms.values()].some((curve) => curve.metric !== null), 500);
  return present ? (findTask(taskId).metric ?? null) : null;
}
