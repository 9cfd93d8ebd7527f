import { useMemo } from 'react';
import { optionAt } from '../../config/optionPath';
import { lowerFirst, valueWords } from '../../core/valueWords';
import { findMethod } from '../../methods';
import { type Lag, lagOf } from '../../store/lag';
import { runStateOf } from '../../store/playground/runState';
import { texts } from '../../texts/page';
import type { ShownArm } from '../arms';
import { changeList, useChangedSince } from '../changedOptions';
import { usePlayground, usePlaygroundState, useSlowState } from '../context';
import { formatCount } from '../format';
import './armNotes.css';

/** Planned changes told of an arm; the marks of the chart have all. */
const MAX_PLANNED = 3;

interface ArmNotesProps {
  readonly arm: ShownArm;
  /** Whether it cannot train before its weights are here. */
  readonly waits: boolean;
}

/**
 * What an arm's settings alone do not say: that it is behind the others, that they change within the run, that its curve
 * has other settings, and that its guard cannot act.
 */
export function ArmNotes({ arm, waits }: ArmNotesProps) {
  const lag = useLag(arm.id);
  const changes = useChangedSince().get(arm.id);
  const steps = usePlaygroundState((state) => state.experiment.steps);
  const { optimizer } = arm.present;
  const method = findMethod(optimizer.id);
  const planned = usePlanned(arm);
  const idle = method.family === 'guard' ? (method.idle?.(optimizer, steps) ?? null) : null;
  const lags = lag !== null && !waits;
  if (!changes && idle === null && !lags && !planned) return null;
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
      {planned && <p>{texts.arms.planned(planned)}</p>}
      {changes && (
        <p>
          {texts.arms.curveMade(changeList(changes, 'curve'))}{' '}
          {texts.arms.nextRun(changeList(changes, 'next'))}
        </p>
      )}
    </div>
  );
}

/** Changes that the experiment makes to the arm within the run, in words; empty where it makes none. */
function usePlanned({ id, config }: ShownArm): string {
  const all = usePlaygroundState((state) => state.experiment.interventions);
  return useMemo(() => {
    const own = (all ?? []).filter(({ armId }) => armId === id);
    const told = own.slice(0, MAX_PLANNED).flatMap(({ path, value, step }) => {
      const spec = optionAt(config, path);
      if (!spec) return [];
      const setting = texts.arms.setting(lowerFirst(spec.label), lowerFirst(valueWords(spec, value)));
      return [texts.arms.fromStep(setting, formatCount(step))];
    });
    const more = own.length > MAX_PLANNED ? [texts.arms.moreChanges(own.length - MAX_PLANNED)] : [];
    return [...told, ...more].join('; ');
  }, [all, id, config]);
}

/** How far an arm is behind while a run is on. */
function useLag(armId: string): Lag | null {
  const { curves } = usePlayground();
  useSlowState((state) => state.revision, 500);
  const goesOn = useSlowState((state) => runStateOf(state, curves) !== 'finished' && !state.showsRecord, 500);
  return goesOn ? lagOf(curves.arms, armId) : null;
}
