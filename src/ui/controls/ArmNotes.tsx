import { findMethod } from '../../methods';
import { texts } from '../../texts/page';
import type { ShownArm } from '../arms';
import { changeList, useChangedSince } from '../changedOptions';
import { usePlayground, usePlaygroundState, useSlowState } from '../context';
import { formatCount } from '../format';
import { type Lag, lagOf } from './lag';
import './armNotes.css';

interface ArmNotesProps {
  readonly arm: ShownArm;
  /** Whether it cannot train before its weights are here. */
  readonly waits: boolean;
}

/**
 * What an arm's settings alone do not say: that it is behind the others, that its curve has other settings, and that its
 * guard cannot act.
 */
export function ArmNotes({ arm, waits }: ArmNotesProps) {
  const lag = useLag(arm.id);
  const changes = useChangedSince().get(arm.id);
  const steps = usePlaygroundState((state) => state.experiment.steps);
  const { optimizer } = arm.config;
  const method = findMethod(optimizer.id);
  const idle = method.family === 'guard' ? (method.idle?.(optimizer, steps) ?? null) : null;
  const lags = lag !== null && !waits;
  if (!changes && idle === null && !lags) return null;
  return (
    <div className="small arm-notes">
      {lags && (
        <p className="arm-lag">
          {lag.step === null
            ? texts.arms.joins
            : texts.arms.catchesUp(formatCount(lag.step), formatCount(lag.of))}
        </p>
      )}
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

/** How far an arm is behind while a run is on. */
function useLag(armId: string): Lag | null {
  const { curves } = usePlayground();
  useSlowState((state) => state.revision, 500);
  const goesOn = useSlowState(({ status, showsRecord }) => status.state !== 'finished' && !showsRecord, 500);
  return goesOn ? lagOf(curves.arms, armId) : null;
}
