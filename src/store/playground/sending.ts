/** One experiment into the engine: the arms that can train now, from step 0 or from where they are. */
import { checkpointsOf } from '../../config/experiment';
import type { Experiment } from '../../config/types';
import { sameProblem } from '../../engine/sameness';
import { waitingArms } from '../checkpoints';
import * as edit from '../edit';
import { type Core, heldArms, lacksData } from './core';

export function createSender(core: Core) {
  const { engine, get, set, curves, checkpoints, progress, clearCurves } = core;
  /** The accepted experiment as the engine has it: without arms that wait. */
  let inEngine: Experiment | null = null;

  /** Checkpoints of arms to be loaded that nothing is known of yet. */
  const unknownWeights = () => {
    const { experiment } = get();
    const first = edit.withoutArms(experiment, heldArms(core, experiment)) ?? experiment;
    return checkpoints.unknown(checkpointsOf(first));
  };

  /** Loads what can train; arms whose weights are missing wait. */
  async function send(experiment: Experiment): Promise<void> {
    const now = edit.withoutArms(experiment, heldArms(core, experiment)) ?? experiment;
    const waiting = waitingArms(now.arms, (id) => checkpoints.isReady(id));
    const playable = edit.withoutArms(now, waiting);
    if (waiting.join() !== get().waiting.join()) set({ waiting });
    if (get().showsRecord) {
      progress.anew = true;
      set({ showsRecord: false });
    }
    if (playable && !lacksData(core, experiment)) {
      const goesBack = progress.anew && inEngine !== null && sameProblem(inEngine, playable);
      if (goesBack) await engine.pause();
      await engine.load(playable);
      if (goesBack) await engine.reset();
      progress.anew = false;
      inEngine = playable;
      return;
    }
    await engine.pause();
    if (!get().showsRecord) clearCurves();
  }

  function forgetRemovedArms(): void {
    const { experiment, waiting } = get();
    const ids = new Set(experiment.arms.map((arm) => arm.id).filter((id) => !waiting.includes(id)));
    const gone = [...curves.arms.keys()].filter((id) => !ids.has(id));
    if (gone.length > 0) clearCurves(gone);
  }

  return {
    unknownWeights,
    send,
    forgetRemovedArms,
    /** Whether the engine has an experiment. */
    get hasSent(): boolean {
      return inEngine !== null;
    },
  };
}
