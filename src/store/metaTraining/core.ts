/** The one run of meta-training, and what every part of its store works on. */
import { createStore } from 'zustand/vanilla';
import type { MetaRunClient } from '../../metatrain/client';
import type { MetaRunSnapshot } from '../../metatrain/service';
import { MetaLossCurve } from './metaLossCurve';
import { Pace } from './pace';
import {
  BUSY,
  type MetaRunStage,
  type MetaTrainingState,
  type MetaTrainingSurroundings,
  type StoredMetaRun,
  UNKNOWN,
} from './state';

const SAVE_MS = 5000;

interface Run {
  curve: MetaLossCurve;
  pace: Pace;
  worker: MetaRunClient | null;
  /** Lets other pages train. */
  release: (() => void) | null;
  /** The newest snapshot, whether or not it could be stored, with what was shown at its time. */
  last: { readonly snapshot: MetaRunSnapshot; readonly stored: StoredMetaRun } | null;
  /** Lost devices in a row. */
  recoveries: number;
  /** When the time counted so far ends. */
  clock: number;
}

export type MetaRunCore = ReturnType<typeof createMetaRunCore>;

/** `save` is called every few seconds while the run is on. */
export function createMetaRunCore(surroundings: MetaTrainingSurroundings, save: () => void) {
  const { experiment, saveMs = SAVE_MS } = surroundings;
  const store = createStore<MetaTrainingState>()(() => UNKNOWN);
  const get = store.getState;
  const set = store.setState;
  const run: Run = {
    curve: new MetaLossCurve(),
    pace: new Pace(),
    worker: null,
    release: null,
    last: null,
    recoveries: 0,
    clock: 0,
  };
  let timer: ReturnType<typeof setInterval> | undefined;

  function enter(stage: MetaRunStage, part: Partial<MetaTrainingState> = {}): void {
    const was = BUSY.includes(get().stage);
    const is = BUSY.includes(stage);
    if (is && !was) experiment?.hold();
    clearInterval(timer);
    if (stage === 'running') {
      run.clock = performance.now();
      timer = setInterval(save, saveMs);
    }
    set({ stage, ...part });
    if (was && !is) experiment?.release();
  }

  function dismissWorker(): void {
    clearInterval(timer);
    run.worker?.terminate();
    run.worker = null;
    run.release?.();
    run.release = null;
  }

  return { surroundings, store, get, set, run, enter, dismissWorker };
}
