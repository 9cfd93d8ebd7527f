import { findMethod } from '../../methods';
import type { ShownArm } from '../arms';
import { usePlaygroundState } from '../context';
import './armNotes.css';

/** What an arm's settings alone do not say: that its guard cannot act. */
export function ArmNotes({ arm }: { readonly arm: ShownArm }) {
  const steps = usePlaygroundState((state) => state.experiment.steps);
  const { optimizer } = arm.config;
  const method = findMethod(optimizer.id);
  const idle = method.family === 'guard' ? (method.idle?.(optimizer, steps) ?? null) : null;
  if (idle === null) return null;
  return (
    <div className="small arm-notes">
      <p>{idle}</p>
    </div>
  );
}
