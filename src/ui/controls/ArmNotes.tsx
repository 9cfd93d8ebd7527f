import { findMethod } from '../../methods';
import { texts } from '../../texts/page';
import type { ShownArm } from '../arms';
import { changeList, useChangedSince } from '../changedOptions';
import { usePlaygroundState } from '../context';
import './armNotes.css';

/** What an arm's settings alone do not say: that its curve has others, and that its guard cannot act. */
export function ArmNotes({ arm }: { readonly arm: ShownArm }) {
  const changes = useChangedSince().get(arm.id);
  const steps = usePlaygroundState((state) => state.experiment.steps);
  const { optimizer } = arm.config;
  const method = findMethod(optimizer.id);
  const idle = method.family === 'guard' ? (method.idle?.(optimizer, steps) ?? null) : null;
  if (!changes && idle === null) return null;
  return (
    <div className="small arm-notes">
      {idle !== null && <p>{idle}</p>}
      {changes && (
        <p>
          {texts.arms.curveMade(changeList(changes, 'curve'))}{' '}
          {texts.arms.nextRun(changeList(changes, 'next'))}
        </p>
      )}
    </div>
  );
}
