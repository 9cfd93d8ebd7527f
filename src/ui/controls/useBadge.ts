import { useStore } from 'zustand';
import { tunedTo } from '../../store/sweepResult';
import { texts } from '../../texts/page';
import type { ShownArm } from '../arms';
import { usePlayground, usePlaygroundState } from '../context';
import { isDefault } from './armDefaults';

/** Badge of an arm's row: why it is not seen, or where its options come from. */
export function useBadge(arm: ShownArm): string {
  const { sweep } = usePlayground();
  const result = useStore(sweep.store, (state) => state.result);
  const waits = usePlaygroundState((state) => state.waiting.includes(arm.id));
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const tuned = usePlaygroundState((state) => tunedTo(arm.config, state.experiment, result)?.of ?? 0);
  if (waits) return texts.arms.waits;
  if (arm.hidden) return texts.arms.hidden;
  if (tuned > 0) return texts.arms.badgeTuned(tuned);
  return isDefault(arm, taskId) ? texts.arms.badgeDefault : texts.arms.badgeChanged;
}
