/** The one meta-training of a page, made when the view is first opened. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { requestAdapter } from '../../kernels/adapter';
import { createMetaRunClient } from '../../metatrain/client';
import { browserShelf } from '../../store/browser/database';
import { trainedShelf } from '../../store/browser/trainedOptimizers';
import { createMetaTraining, type MetaTrainingStore } from '../../store/metaTraining';
import type {
  MetaTrainingState,
  MetaTrainingSurroundings,
  StoredMetaRun,
} from '../../store/metaTraining/state';
import type { Playground } from '../../store/playground';
import { metaTrainView, WAITS_KEY } from '../metaTrainView';

const LOCK = 'hub-playground-metatrain';

const trainings = new WeakMap<Playground, MetaTrainingStore>();

export function metaTrainingOf(playground: Playground): MetaTrainingStore {
  let training = trainings.get(playground);
  if (!training) {
    training = createMetaTraining({
      spawn: createMetaRunClient,
      runs: browserShelf<StoredMetaRun>('training'),
      optimizers: trainedShelf(),
      hasGpu: () =>
        requestAdapter().then(
          () => true,
          () => false,
        ),
      claim,
      experiment: roomIn(playground),
    });
    trainings.set(playground, training);
    guard(training);
    void training.open();
  }
  return training;
}

/** The experiment pauses while a run is on, if it was going, and goes on afterwards, if it still waits. */
function roomIn({ store, pause, start }: Playground): MetaTrainingSurroundings['experiment'] {
  let held = false;
  return {
    hold() {
      const { state } = store.getState().status;
      held = state === 'running' || state === 'preparing';
      if (held) void pause();
    },
    release() {
      if (held && store.getState().status.state === 'paused') void start();
      held = false;
    },
  };
}

/** One tab of the page trains at a time, where the browser can tell. */
function claim(): Promise<(() => void) | null> {
  return new Promise((resolve) => {
    if (!navigator.locks) return resolve(() => {});
    void navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(null);
      return new Promise<void>((release) => resolve(release));
    });
  });
}

/** Saves when the page is hidden, asks before work is lost, and tells the header. */
function guard(training: MetaTrainingStore): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && training.store.getState().stage === 'running')
      void training.save();
  });
  window.addEventListener('beforeunload', (event) => {
    if (training.wouldLose()) event.preventDefault();
  });
  training.store.subscribe(({ stage, progress, saved }) => {
    const busy = stage === 'running' || stage === 'pausing';
    const percent = busy && progress ? Math.floor((100 * progress.done) / progress.total) : null;
    if (percent !== metaTrainView.getState().percent) metaTrainView.setState({ percent });
    const waits = saved !== null && (busy || stage === 'paused' || stage === 'preparing');
    try {
      if (waits) localStorage.setItem(WAITS_KEY, '1');
      else if (stage !== 'looking') localStorage.removeItem(WAITS_KEY);
    } catch {
      // Without it the header says nothing; the view does.
    }
  });
}

export const MetaTrainingContext = createContext<MetaTrainingStore | null>(null);

export function useTraining(): MetaTrainingStore {
  const training = useContext(MetaTrainingContext);
  if (!training) throw new Error('useTraining needs a MetaTrainingContext above it');
  return training;
}

/** A part of the state. `select` must return equal references for equal states. */
export function useTrainingState<T>(select: (state: MetaTrainingState) => T): T {
  return useStore(useTraining().store, select);
}
