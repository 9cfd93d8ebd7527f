/** Meta-training from the page's side: a worker behind the same interface. */
import * as Comlink from 'comlink';
import type { MetaRunApi } from './service';

export interface MetaRunClient extends MetaRunApi {
  /** Ends the worker at once, whatever it is doing. */
  terminate(): void;
}

/** Starts a worker with a training of its own. */
export function createMetaRunClient(): MetaRunClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'metatrain' });
  const remote = Comlink.wrap<MetaRunApi>(worker);
  return {
    start: (options, listener) => remote.start(options, Comlink.proxy(listener)),
    restore: (run, listener) => remote.restore(run, Comlink.proxy(listener)),
    pause: () => remote.pause(),
    resume: () => remote.resume(),
    snapshot: () => remote.snapshot(),
    stop: () => remote.stop(),
    loseDevice: () => remote.loseDevice(),
    terminate: () => {
      remote[Comlink.releaseProxy]();
      worker.terminate();
    },
  };
}
