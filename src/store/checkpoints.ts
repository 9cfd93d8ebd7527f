/**
 * Weights of learned optimizers on the page's side: which are here, which are on their way, which are
 * missing. What needs no asking (built in, or kept by the browser) is brought to the engine by itself; the
 * rest waits for the reader.
 */

import { type CatalogueEntry, catalogue, findCheckpoint } from '../checkpoints/catalogue';
import type { CheckpointFile } from '../checkpoints/formats';
import type { FetchProgress } from '../checkpoints/obtain';
import type { ArmConfig } from '../config/types';
import { CheckpointError, errorMessage } from '../core/errors';
import type { CheckpointSummary, EngineApi } from '../engine/types';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';

export type CheckpointStatus =
  /** Not here: to be fetched, or chosen as a file, when the reader asks. */
  | { readonly state: 'absent' }
  /** Kept by the browser from an earlier visit: published, or trained here, which then has a name. */
  | { readonly state: 'kept'; readonly name?: string }
  /** Bytes so far and in all; 0 in all where that is not known. */
  | ({ readonly state: 'loading' } & FetchProgress)
  /** The engine has it; `name` is that of the reader's own file. */
  | { readonly state: 'ready'; readonly summary: CheckpointSummary; readonly name?: string }
  | { readonly state: 'failed'; readonly reason: string };

/** A learned optimizer with the weights it is to use. */
export interface LearnedChoice {
  /** Of the optimizer: "celo", "celo-adam" or "velo". */
  readonly optimizer: string;
  readonly checkpoint: string;
}

/** Where weights come from; tests have their own. */
export interface WeightSource {
  /** Ids of the built-in checkpoints this build comes with. */
  readonly builtins: readonly string[];
  obtain(
    entry: CatalogueEntry,
    options: { readonly signal: AbortSignal; readonly onProgress: (progress: FetchProgress) => void },
  ): Promise<readonly CheckpointFile[]>;
  isKept(entry: CatalogueEntry): Promise<boolean>;
  /** Throws `CheckpointError`. */
  readOwn(
    files: readonly File[],
  ): Promise<{ readonly id: string; readonly files: readonly CheckpointFile[] }>;
  /** An optimizer that was trained on this page and kept by the browser. */
  recall?(id: string): Promise<{ readonly name: string; readonly files: readonly CheckpointFile[] } | null>;
  /** All of those. */
  recallable?(): Promise<readonly { readonly id: string; readonly name: string }[]>;
}

/** The network, the browser's cache and the reader's files. `base` is the page's address. */
export function pageWeights(base: string, builtins: readonly string[]): WeightSource {
  const load = async () => {
    const module = await import('../checkpoints/obtain');
    return { ...module, surroundings: module.pageSurroundings(base) };
  };
  return {
    builtins,
    async obtain(entry, options) {
      const { obtainCheckpoint, surroundings } = await load();
      return obtainCheckpoint(entry, surroundings, options);
    },
    async isKept(entry) {
      const { isCached, surroundings } = await load();
      return isCached(entry, surroundings);
    },
    async readOwn(files) {
      return (await load()).readOwnFiles(files);
    },
    recall: async (id) => (await import('./browser/trainedOptimizers')).recallTrained(id),
    recallable: async () => (await import('./browser/trainedOptimizers')).trainedShelf().all(),
  };
}

/** For a page without weights. */
export const NO_WEIGHTS: WeightSource = {
  builtins: [],
  obtain: () => Promise.reject(new CheckpointError('this page has no way to fetch weights')),
  isKept: () => Promise.resolve(false),
  readOwn: () => Promise.reject(new CheckpointError('this page cannot read files')),
};

const ABSENT: CheckpointStatus = { state: 'absent' };

export class Checkpoints {
  readonly #engine: Pick<EngineApi, 'addCheckpoint'>;
  readonly #source: WeightSource;
  readonly #tell: (id: string, status: CheckpointStatus) => void;
  readonly #statuses = new Map<string, CheckpointStatus>();
  readonly #running = new Map<
    string,
    { readonly done: Promise<void>; readonly controller: AbortController }
  >();

  /** `tell` hears of every change. */
  constructor(
    engine: Pick<EngineApi, 'addCheckpoint'>,
    source: WeightSource,
    tell: (id: string, status: CheckpointStatus) => void,
  ) {
    this.#engine = engine;
    this.#source = source;
    this.#tell = tell;
  }

  status(id: string): CheckpointStatus {
    return this.#statuses.get(id) ?? ABSENT;
  }

  isReady(id: string): boolean {
    return this.status(id).state === 'ready';
  }

  /** Of these, the ones that nobody has looked for yet, or that are only to be fetched from the cache. */
  unknown(ids: readonly string[]): string[] {
    return ids.filter(
      (id) => !this.#statuses.has(id) || this.#running.has(id) || this.status(id).state === 'kept',
    );
  }

  /** Brings those that need no asking; afterwards each is ready, absent or failed. Never throws. */
  async ensure(ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        if (this.isReady(id)) return;
        const running = this.#running.get(id);
        if (running) return running.done;
        const entry = findCheckpoint(id);
        if (!entry) return this.#recall(id);
        if (this.#needsNoDownload(entry) || (await this.#isKept(entry))) return this.fetch(id);
        if (this.status(id).state !== 'failed') this.#set(id, ABSENT);
      }),
    );
  }

  /** Fetches a checkpoint of the catalogue; how it went is in its status. Never throws. */
  fetch(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running) return running.done;
    if (this.isReady(id)) return Promise.resolve();
    const entry = findCheckpoint(id);
    if (!entry) return this.#recall(id);
    const controller = new AbortController();
    const done = this.#fetch(entry, controller.signal).finally(() => this.#running.delete(id));
    this.#running.set(id, { done, controller });
    return done;
  }

  cancel(id: string): void {
    this.#running.get(id)?.controller.abort();
  }

  /**
   * Takes the reader's own file or pair of files, under their names unless given another. Throws
   * `CheckpointError`, and then nothing changes.
   */
  async addOwn(
    files: readonly File[],
    name = files.map((file) => file.name).join(', '),
  ): Promise<CheckpointSummary> {
    const own = await this.#source.readOwn(files);
    const summary = await this.#engine.addCheckpoint(own.id, own.files);
    this.#set(own.id, { state: 'ready', summary, name });
    return summary;
  }

  /** Looks which checkpoints the browser has kept. */
  async lookAround(): Promise<void> {
    const trained = (await this.#source.recallable?.().catch(() => [])) ?? [];
    for (const { id, name } of trained) {
      if (this.status(id).state === 'absent') this.#set(id, { state: 'kept', name });
    }
    await Promise.all(
      catalogue.map(async (entry) => {
        if (entry.origin !== 'published' || this.status(entry.id).state !== 'absent') return;
        const kept = await this.#isKept(entry);
        if (kept && this.status(entry.id).state === 'absent') this.#set(entry.id, { state: 'kept' });
      }),
    );
  }

  /**
   * The first built-in checkpoint that can be loaded, of one architecture if given; null where there is
   * none.
   */
  async builtIn(architecture?: string): Promise<LearnedChoice | null> {
    for (const entry of catalogue) {
      if (!this.#needsNoDownload(entry)) continue;
      if (architecture !== undefined && entry.architecture !== architecture) continue;
      await this.ensure([entry.id]);
      if (this.isReady(entry.id)) return { optimizer: entry.architecture, checkpoint: entry.id };
    }
    return null;
  }

  #needsNoDownload(entry: CatalogueEntry): boolean {
    return entry.origin === 'builtin' && this.#source.builtins.includes(entry.id);
  }

  async #isKept(entry: CatalogueEntry): Promise<boolean> {
    return entry.origin === 'published' && (await this.#source.isKept(entry).catch(() => false));
  }

  /** Brings what the browser kept of this page's own training; otherwise only the reader has it. */
  async #recall(id: string): Promise<void> {
    try {
      const found = await this.#source.recall?.(id);
      if (!found) return this.#set(id, ABSENT);
      const summary = await this.#engine.addCheckpoint(id, found.files);
      this.#set(id, { state: 'ready', summary, name: found.name });
    } catch (error) {
      // Storage that is forbidden has kept nothing.
      this.#set(id, error instanceof CheckpointError ? { state: 'failed', reason: error.message } : ABSENT);
    }
  }

  async #fetch(entry: CatalogueEntry, signal: AbortSignal): Promise<void> {
    const total = entry.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const progress = ({ loaded, total }: FetchProgress) =>
      this.#set(entry.id, { state: 'loading', loaded, total });
    progress({ loaded: 0, total });
    try {
      const files = await this.#source.obtain(entry, { signal, onProgress: progress });
      signal.throwIfAborted();
      const summary = await this.#engine.addCheckpoint(entry.id, files);
      this.#set(entry.id, { state: 'ready', summary });
    } catch (error) {
      this.#set(entry.id, signal.aborted ? ABSENT : { state: 'failed', reason: errorMessage(error) });
    }
  }

  #set(id: string, status: CheckpointStatus): void {
    this.#statuses.set(id, status);
    this.#tell(id, status);
  }
}

/** Ids of the weights an optimizer and its parts name; "" for a learned one that names none. */
export function weightsOf(config: OptimizerConfig): string[] {
  const own = findMethod(config.id).family === 'learned' ? [config.checkpoint ?? ''] : [];
  return [...own, ...Object.values(config.parts ?? {}).flatMap(weightsOf)];
}

/** Arms some of whose weights are not ready. */
export function waitingArms(
  arms: readonly ArmConfig[],
  isReady: (checkpoint: string) => boolean,
): readonly string[] {
  return arms.filter((arm) => !weightsOf(arm.optimizer).every(isReady)).map((arm) => arm.id);
}
