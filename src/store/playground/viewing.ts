/** Lanes and weights that the reader looks at. */
import type { ParameterTarget } from '../../engine/types';
import { findTask } from '../../tasks';
import { type Core, heldArms } from './core';

export type Viewing = ReturnType<typeof createViewing>;

export function createViewing(core: Core) {
  const { engine, files, get, set, report, call } = core;
  /** The last view asked for. */
  let sent = Promise.resolve();
  let cutting = false;

  /** Asks the engine for the views of the arms drawn. */
  function watch(): void {
    const { experiment, hidden, selected, viewSeed, slices, waiting, showsRecord } = get();
    if (showsRecord) return;
    const held = heldArms(core, experiment);
    const drawn = experiment.arms
      .map((arm) => arm.id)
      .filter((id) => !hidden.includes(id) && !waiting.includes(id) && !held.includes(id));
    const chosen = drawn.find((id) => id === selected) ?? drawn[0];
    const { id, options, data } = experiment.task;
    const oneArm = findTask(id).view?.oneArm?.(options, data && files.get(data.hash)?.shape);
    const arms = oneArm ? drawn.filter((arm) => arm === chosen) : drawn;
    sent = slices.length > 0 ? engine.watch(viewSeed, arms, { slices }) : engine.watch(viewSeed, arms);
    sent = sent.catch(report);
  }

  const actions = {
    toggleHidden(armId: string): void {
      set(({ hidden }) => ({
        hidden: hidden.includes(armId) ? hidden.filter((id) => id !== armId) : [...hidden, armId],
      }));
      watch();
    },
    select(armId: string | null): void {
      set({ selected: armId });
      watch();
    },
    setViewSeed(viewSeed: number): void {
      set({ viewSeed, trail: [] });
      watch();
    },
    /** Of which weight of a HUB arm `anatomy` in the state is; null: of none. */
    dissect: (target: ParameterTarget | null) => call(engine.dissect(target)),
    /** Cuts a volume at another sample. One view is asked for at a time, for they take longer than a slider. */
    async setSlice(axis: number, index: number): Promise<void> {
      const slices = [...get().slices];
      while (slices.length < axis) slices.push(null);
      slices[axis] = index;
      set({ slices });
      if (cutting) return;
      cutting = true;
      for (let shown: unknown = null; shown !== get().slices; await sent) {
        shown = get().slices;
        watch();
      }
      cutting = false;
    },
  };
  return { watch, actions };
}
