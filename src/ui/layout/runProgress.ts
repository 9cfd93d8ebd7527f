import type { EngineStatus } from '../../engine/types';
import { isLost, lagsOf, type ShownCurves } from '../../store/playground/runState';
import { type Lacking, lackingOf, type PlaygroundState } from '../../store/playground/state';

/** How far the run on the page is. */
export interface RunProgress {
  /** Of the optimizer that is furthest behind; 0 while one has not begun that others are ahead of. */
  readonly step: number;
  readonly steps: number;
  /** Seconds it will still take at the present rate; NaN where there is no telling. */
  readonly remaining: number;
  readonly state: EngineStatus['state'] | 'compiling' | 'catchingUp' | 'diverged' | `lacks ${Lacking}`;
}

/** Less than this reads as 0.0 s. */
const LEAST_SECONDS = 0.05;

type ProgressState = Pick<
  PlaygroundState,
  'status' | 'experiment' | 'waiting' | 'data' | 'trained' | 'showsRecord'
>;

/** What the engine says, as far as the curves do not know better: its word comes a few times a second only. */
export function runProgress(state: ProgressState, curves: ShownCurves): RunProgress {
  const { status, experiment, showsRecord } = state;
  const planned = experiment.steps;
  const none = { step: 0, steps: planned, remaining: Number.NaN };
  const lacking = showsRecord || status.state === 'failed' ? null : lackingOf(state);
  if (lacking) return { ...none, state: `lacks ${lacking}` };
  const goes = status.state === 'running' || status.state === 'finished';
  if (curves.veiled) return { ...none, state: goes ? 'preparing' : status.state };
  // While another experiment is prepared, the engine's number is still that of the one before.
  const steps = status.state === 'preparing' ? planned : status.steps || planned;
  const made = Math.max(status.step, ...[...curves.arms.values()].map(({ length }) => length - 1));
  const lags = goes && !showsRecord ? lagsOf(state, curves) : [];
  const step = Math.min(steps, made, ...lags.map((lag) => lag.step ?? 0));
  // Those behind are trained alone before all go on, so each step still to come is made once.
  const left = status.stepsPerSecond > 0 ? (steps - step) / status.stepsPerSecond : Number.NaN;
  const isCompiling = lags.some((lag) => lag.step === null);
  const tells = status.state === 'running' && !isCompiling && left >= LEAST_SECONDS;
  return {
    step,
    steps,
    remaining: tells ? left : Number.NaN,
    state: isCompiling
      ? 'compiling'
      : lags.length > 0
        ? 'catchingUp'
        : status.state === 'finished' && isLost(curves)
          ? 'diverged'
          : status.state,
  };
}
