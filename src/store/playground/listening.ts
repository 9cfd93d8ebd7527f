/** The engine's messages into the state. */
import type { EngineEvent, RunMark } from '../../engine/types';
import { findTask } from '../../tasks';
import type { Core } from './core';
import { plannedBy, withPlanned } from './inForce';
import { keepsTrail } from './keepsTrail';
import { isLost, runStateOf } from './runState';
import type { PlaygroundState } from './state';

/** Marks and trail points kept at most. */
const MAX_MARKS = 500;
const MAX_TRAIL = 600;

/** The listener of the engine; `grown` is called after curves have grown. */
export function createListener(core: Core, grown: () => void): (event: EngineEvent) => void {
  const { get, set, curves, drives, targets, progress, notify, clearCurves } = core;

  function addMark(mark: RunMark): void {
    const planned = plannedBy(mark, progress.accepted ?? get().experiment);
    set((state) => ({
      marks: [...state.marks.filter(({ id }) => id !== mark.id), mark].slice(-MAX_MARKS),
      ...(planned ? { inForce: withPlanned(state.inForce, planned) } : {}),
      ...(mark.kind === 'diverged'
        ? { milestone: { kind: 'diverged', armId: mark.armId, seed: mark.seed ?? 0, step: mark.step } }
        : {}),
    }));
  }

  /** The settings that made the steps which just came: what the engine has taken, not what is shown. */
  function trainedBy(
    before: PlaygroundState['trained'],
    armIds: readonly string[],
  ): PlaygroundState['trained'] {
    const { arms } = progress.accepted ?? get().experiment;
    const made = arms.filter((arm) => armIds.includes(arm.id) && before[arm.id] !== arm);
    return made.length > 0 ? { ...before, ...Object.fromEntries(made.map((arm) => [arm.id, arm])) } : before;
  }

  const tell: { readonly [T in EngineEvent['type']]: (event: Extract<EngineEvent, { type: T }>) => void } = {
    status({ status }) {
      const before = runStateOf(get(), curves);
      const state = runStateOf({ ...get(), status }, curves);
      const { step } = status;
      const tells = state !== before && (state === 'finished' || state === 'paused' || state === 'running');
      const told = state === 'finished' && isLost(curves) ? 'lost' : state;
      set({ status, ...(tells ? { milestone: { kind: 'state', state: told, step } } : {}) });
    },
    device: ({ device }) => set({ device }),
    cleared: ({ armIds }) => clearCurves(armIds),
    history({ chunk }) {
      curves.append(chunk);
      const armIds = chunk.arms.map(({ armId }) => armId);
      set((state) => ({ revision: state.revision + 1, trained: trainedBy(state.trained, armIds) }));
      for (const reached of targets.newly(curves, armIds, get().experiment.target))
        set({ milestone: { kind: 'target', ...reached } });
      grown();
    },
    mark: ({ mark }) => addMark(mark),
    probes({ step, arms }) {
      drives.put(step, arms);
      set((state) => ({ driveRevision: state.driveRevision + 1 }));
    },
    view: ({ message }) =>
      set(({ experiment, trail }) => ({
        view: message,
        trail: keepsTrail(findTask(experiment.task.id), message) ? [...trail, message].slice(-MAX_TRAIL) : [],
      })),
    anatomy: ({ anatomy }) => set({ anatomy }),
    notice: ({ level, text }) => notify(level, text),
  };

  return (event) => {
    // While a record is looked at, the engine still has the experiment before.
    if (get().showsRecord && event.type !== 'device' && event.type !== 'notice') return;
    (tell[event.type] as (event: EngineEvent) => void)(event);
  };
}
