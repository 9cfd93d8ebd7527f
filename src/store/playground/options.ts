/** Options of arms that change within the run: sent once a frame, newest value only, each as one edit. */
import type { OptionEdit } from '../../config/optionEdit';
import { optionAt } from '../../config/optionPath';
import type { OptionValue } from '../../core/option';
import * as edit from '../edit';
import { type Core, heldArms } from './core';
import { withoutPlanned } from './inForce';
import type { Loader } from './loading';
import type { Shown } from './shown';

export function createOptionEdits(core: Core, { show, takeBack }: Shown, loader: Loader) {
  const { engine, get, set, progress } = core;
  const nextFrame = core.options.nextFrame ?? ((callback) => setTimeout(callback, 16));
  /** In the order of the latest changes: a bound that pushes another must come after it. */
  const pending = new Map<string, OptionEdit>();

  /** Sends what waits for the next frame. */
  function flush(): void {
    const edits = [...pending.values()];
    pending.clear();
    // An experiment that is still to be loaded carries the new values.
    if (loader.isDirty || get().showsRecord) return;
    for (const { armId, path, value } of edits) {
      const { waiting, experiment } = get();
      if (waiting.includes(armId) || heldArms(core, experiment).includes(armId)) continue;
      engine
        .setOption(armId, path, value)
        .then(() => {
          // Not the experiment shown: that may hold what the engine refuses.
          if (progress.accepted) progress.accepted = edit.setArmOption(progress.accepted, armId, path, value);
        })
        .catch(takeBack);
    }
  }

  /** Sets an option of an arm: at once within the run where the option allows, else by loading anew. */
  function setArmOption(armId: string, path: string, value: OptionValue): void {
    const { experiment } = get();
    const arm = experiment.arms.find((candidate) => candidate.id === armId);
    if (!arm) return;
    const changed = edit.setArmOption(experiment, armId, path, value);
    const key = `${armId} ${path}`;
    if (optionAt(arm, path)?.live === false || get().showsRecord) {
      void loader.apply(changed, key);
      return;
    }
    show(changed, key);
    set(({ inForce }) => ({ inForce: withoutPlanned(inForce, { armId, path }) }));
    if (pending.size === 0) nextFrame(flush);
    pending.delete(key);
    pending.set(key, { armId, path, value });
  }

  return { flush, setArmOption };
}
