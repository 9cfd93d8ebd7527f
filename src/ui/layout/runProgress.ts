import { structureOf } from '../../engine/lanes';
import type { EngineStatus } from '../../engine/types';
import type { ArmCurve } from '../../store/curves';
import { type Lacking, lackingOf, type PlaygroundState } from '../../store/playground/state';
import { type Lag, lagOf } from '../controls/lag';

/** How far the run on the page is. */
export interface RunProgress {
  /** Of the optimizer that is furthest behind, once it has begun. */
  readonly step: number;
  readonly steps: number;
  /** Seconds it will still take at the present rate; NaN where there is no telling. */
  readonly remaining: number;
  readonly state: EngineStatus['state'] | 'compiling' | 'catchingUp' | `lacks ${Lacking}`;
}

/** Less than this reads as 0.0 s. */
const LEAST_SECONDS = 0.05;

export interface ShownCurves {
  readonly arms: ReadonlyMap<string, ArmCurve>;
  /** Whether none of the run is there yet, and the engine may still tell of the run before. */
  readonly veiled: boolean;
}

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
  const steps = status.steps || planned;
  const made = Math.max(status.step, ...[...curves.arms.values()].map(({ length }) => length - 1));
  const lags = goes && !showsRecord ? lagsOf(state, curves.arms) : [];
  const behind = lags.flatMap(({ step }) => (step === null ? [] : [step]));
  const step = Math.min(steps, made, ...behind);
  // Those behind are trained alone before all go on, so each step still to come is made once.
  const left = status.stepsPerSecond > 0 ? (steps - step) / status.stepsPerSecond : Number.NaN;
  const isCompiling = lags.length > behind.length;
  const tells = status.state === 'running' && !isCompiling && left >= LEAST_SECONDS;
  return {
    step,
    steps,
    remaining: tells ? left : Number.NaN,
    state: isCompiling ? 'compiling' : behind.length > 0 ? 'catchingUp' : status.state,
  };
}

/** How far optimizers are behind; of one whose curve another optimizer has made, nothing is there yet. */
function lagsOf(
  { status, experiment, waiting, trained }: ProgressState,
  curves: ReadonlyMap<string, ArmCurve>,
): Lag[] {
  return experiment.arms.flatMap(({ id, optimizer }) => {
    if (waiting.includes(id)) return [];
    const before = trained[id];
    if (before && structureOf(before.optimizer) !== structureOf(optimizer))
      return [{ step: null, of: status.step }];
    return lagOf(curves, id) ?? [];
  });
}
