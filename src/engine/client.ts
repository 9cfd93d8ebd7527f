/** The engine from the page's side: a worker behind the same interface. */
import * as Comlink from 'comlink';
import { CheckpointError, ConfigError, DataError, DeviceError, KernelError } from '../core/errors';
import type { EngineApi, EngineEvent } from './types';

type Answer = Awaited<ReturnType<EngineApi['addData']>>;

export interface EngineClient extends EngineApi {
  /** Ends the worker at once, whatever it is doing. */
  terminate(): void;
}

/** Starts a worker with an engine of its own. */
export function createEngine(): EngineClient {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'engine' });
  const remote = Comlink.wrap<EngineApi>(worker);
  return {
    open: (options, listener: (event: EngineEvent) => void) =>
      restored(remote.open(options, Comlink.proxy(listener))),
    load: (experiment) => restored(remote.load(experiment)),
    start: () => restored(remote.start()),
    pause: () => restored(remote.pause()),
    stepOnce: () => restored(remote.stepOnce()),
    runTo: (step) => restored(remote.runTo(step)),
    reset: () => restored(remote.reset()),
    recipe: () => restored(remote.recipe()),
    setSpeed: (stepsPerSecond) => restored(remote.setSpeed(stepsPerSecond)),
    setOption: (armId, path, value) => restored(remote.setOption(armId, path, value)),
    watch: (seed, armIds, options) => restored(remote.watch(seed, armIds, options)),
    dissect: (target) => restored(remote.dissect(target)),
    addData: (file, taskId, wish) => restored<Answer>(remote.addData(file, taskId, wish)),
    addCheckpoint: (id, files) => restored(remote.addCheckpoint(id, files)),
    loseDevice: () => restored(remote.loseDevice()),
    close: () => restored(remote.close()),
    terminate: () => {
      remote[Comlink.releaseProxy]();
      worker.terminate();
    },
  };
}

/** An engine whose worker starts with the first call. */
export function createLazyEngine(): EngineApi {
  let engine: EngineClient | undefined;
  return new Proxy({} as EngineApi, {
    get:
      (_, name: keyof EngineApi) =>
      (...args: unknown[]) =>
        ((engine ??= createEngine())[name] as (...args: unknown[]) => unknown)(...args),
  });
}

const errors = { ConfigError, DataError, CheckpointError, DeviceError, KernelError };

/** Comlink sends errors as name and message; gives them their class back. */
async function restored<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ConfigError') throw new ConfigError(fieldOf(message), message);
    const Class = errors[name as Exclude<keyof typeof errors, 'ConfigError'>];
    throw Class ? new Class(message) : error;
  }
}

/** Messages of `ConfigError` begin with the field where there is one. */
const fieldOf = (message: string): string => /^[\w.[\]]+(?= must| has)/.exec(message)?.[0] ?? '';
