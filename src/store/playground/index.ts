/**
 * The store between the engine's worker and the page: the experiment as the reader configures it, and
 * what the engine says of it. No React here; the page subscribes.
 *
 * Curves are kept in `curves`, outside the state, for they grow with every message: `revision` counts the
 * changes. The experiment in the state is what the reader sees; see `loading.ts` for its way into the engine.
 */
import { errorMessage } from '../../core/errors';
import type { EngineOptions } from '../../engine/types';
import { createChartView } from '../chartView';
import { createPinned } from '../pinned';
import { createSweep } from '../sweep';
import { createArmActions } from './arms';
import { createCore, type PlaygroundOptions, trains } from './core';
import { createDataActions } from './data';
import { createListener } from './listening';
import { createLoader } from './loading';
import { createOptionEdits } from './options';
import { runStateOf } from './runState';
import { createShown } from './shown';
import { IDLE } from './state';
import { createViewing } from './viewing';
import { createWeightActions } from './weights';
import { createWholeActions } from './whole';

export type Playground = ReturnType<typeof createPlayground>;

export function createPlayground(options: PlaygroundOptions) {
  const core = createCore(options);
  const { engine, storage, store, get, set, call } = core;
  const shown = createShown(core);
  const viewing = createViewing(core);
  const loader = createLoader(core, shown, viewing.watch);
  const edits = createOptionEdits(core, shown, loader);
  const listen = createListener(core, loader.releaseHeld);
  const sweep = createSweep({
    storage,
    openEngine: options.openEngine ?? (() => Promise.reject(new Error('there is no second engine'))),
  });
  let engineIsOpen = false;

  return {
    store,
    history: core.history,
    curves: core.curves,
    drives: core.drives,
    chart: createChartView(storage),
    pinned: createPinned(storage),
    sweep,
    /** The experiment that a task's tab opens with. */
    opened: options.defaultExperiment,

    /** Opens the engine with the experiment and, unless told not to, starts it. */
    async open({
      executor = 'auto',
      start = true,
    }: Partial<EngineOptions> & { start?: boolean } = {}): Promise<void> {
      try {
        set({ device: await engine.open({ executor }, listen) });
        engineIsOpen = true;
      } catch (error) {
        core.notify('error', errorMessage(error));
        set({ status: { ...IDLE, state: 'failed' } });
        return;
      }
      const { speed } = get();
      if (speed !== null) await call(engine.setSpeed(speed));
      core.progress.holding = start;
      if (!get().showsRecord) await loader.load(start);
    },

    start: () =>
      call(loader.pending || !trains(core) || get().showsRecord ? loader.load(true) : engine.start()),
    pause: () => {
      loader.stay();
      return call(engine.pause());
    },
    toggle(): Promise<void> {
      return runStateOf(get(), core.curves) === 'running' ? this.pause() : this.start();
    },
    stepOnce: () => call(loader.leaveRecord().then(() => engine.stepOnce())),
    runTo: (step: number) => call(loader.leaveRecord().then(() => engine.runTo(step))),
    reset: () => call(get().showsRecord ? loader.leaveRecord() : engine.reset()),
    setSpeed(speed: number | null): Promise<void> {
      set({ speed });
      return call(engine.setSpeed(speed));
    },

    ...createWholeActions(core, shown, loader, {
      isOpen: () => engineIsOpen,
      flushOptions: edits.flush,
      forgetTuning: sweep.clear,
    }),
    ...createArmActions(core, shown, loader),
    ...createWeightActions(core, loader),
    ...createDataActions(core, loader),
    ...viewing.actions,
    setArmOption: edits.setArmOption,
    dismiss: (id: number) => set(({ notices }) => ({ notices: notices.filter((n) => n.id !== id) })),
    notify: core.notify,
  };
}
