import { useStore } from 'zustand';
import { presets } from '../../config/presets';
import { tunedTo } from '../../store/sweepResult';
import { texts } from '../../texts/page';
import type { ShownArm } from '../arms';
import { usePlayground, usePlaygroundState } from '../context';
import { isAs, isDefault } from './armDefaults';

/** Badge of an arm's row: why it is not seen, or where its options come from. */
export function useBadge(arm: ShownArm): string {
  const { sweep, opened } = usePlayground();
  const result = useStore(sweep.store, (state) => state.result);
  const waits = usePlaygroundState((state) => state.waiting.includes(arm.id));
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const preset = usePlaygroundState((state) => state.preset);
  const tuned = usePlaygroundState((state) => tunedTo(arm.config, state.experiment, result)?.of ?? 0);
  if (waits) return texts.arms.waits;
  if (arm.hidden) return texts.arms.hidden;
  if (tuned > 0) return texts.arms.badgeTuned(tuned);
  if (isDefault(arm, taskId)) return texts.arms.badgeDefault;
  const began = presets.find(({ id }) => id === preset)?.experiment ?? opened(taskId);
  return began.arms.some((other) => other.id === arm.id && isAs(arm.present, other))
    ? texts.arms.badgeOpened
    : texts.arms.badgeChanged;
}
