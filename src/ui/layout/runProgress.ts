import type { EngineStatus } from '../../engine/types';

/** How far the run on the page is. */
export interface RunProgress {
  readonly step: number;
  readonly steps: number;
  /** Seconds it will still take at the present rate; NaN where there is no telling. */
  readonly remaining: number;
  readonly state: EngineStatus['state'];
}

/** While a run is `fresh`, none of it is there yet, and the engine may still tell of the run before. */
export function runProgress(status: EngineStatus, planned: number, fresh: boolean): RunProgress {
  const { state, step, stepsPerSecond } = status;
  if (fresh) {
    const waits = state === 'running' || state === 'finished';
    return { step: 0, steps: planned, remaining: Number.NaN, state: waits ? 'preparing' : state };
  }
  const steps = status.steps || planned;
  const moves = state === 'running' && stepsPerSecond > 0;
  return {
    step: Math.min(step, steps),
    steps,
    remaining: moves ? (steps - step) / stepsPerSecond : Number.NaN,
    state,
  };
}
