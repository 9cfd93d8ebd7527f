import type { Milestone } from '../../store/playground/state';
import { texts } from '../../texts/page';
import type { ArmFace } from '../arms';
import { useArmFaces } from '../arms';
import { usePlaygroundState } from '../context';
import { formatCount } from '../format';

/** Milestones of the run for screen readers. */
export function LiveRegion() {
  const arms = useArmFaces();
  const milestone = usePlaygroundState((state) => state.milestone);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {milestone ? sentence(milestone, arms) : ''}
    </div>
  );
}

function sentence(milestone: Milestone, arms: readonly ArmFace[]): string {
  const step = formatCount(milestone.step);
  if (milestone.kind === 'state') {
    const { state } = milestone;
    return state === 'running' || state === 'paused' || state === 'finished' || state === 'lost'
      ? texts.milestones[state](step)
      : '';
  }
  const name = arms.find((arm) => arm.id === milestone.armId)?.label ?? '';
  return milestone.kind === 'target'
    ? texts.milestones.target(name, step)
    : texts.milestones.diverged(name, milestone.seed, step);
}
