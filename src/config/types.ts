/** An experiment as plain data: what a link carries, a preset holds and the engine runs. */
import type { AnyOptions, OptionValue } from '../core/option';
import type { OptimizerConfig } from '../optimizers/types';

/** One optimizer configuration, trained once per seed. */
export interface ArmConfig {
  /** Unique in the experiment, stable while the arm lives. */
  readonly id: string;
  /** Empty: named after the optimizer. */
  readonly label: string;
  readonly optimizer: OptimizerConfig;
  /** Largest global norm of the gradient the optimizer sees; 0 is off. */
  readonly clipNorm: number;
}

export interface Experiment {
  readonly task: {
    readonly id: string;
    readonly options: AnyOptions;
    /** The reader's own data, by SHA-256; the file itself never travels. */
    readonly data?: { readonly hash: string; readonly name: string };
  };
  readonly arms: readonly ArmConfig[];
  /** Seeds `first` to `first + count - 1`; every arm gets the same ones. */
  readonly seeds: { readonly first: number; readonly count: number };
  /** Planned length. */
  readonly steps: number;
  /** Loss whose first crossing is timed. */
  readonly target: number;
  /** Held-out examples are looked at at every step that is a multiple of it; absent: never. No part of the training. */
  readonly validateEvery?: number;
  /** Option changes within the run, in order; absent where there are none. */
  readonly interventions?: readonly Intervention[];
}

/** An option change within a run. */
export interface Intervention {
  /** Number of updates made before it, from 1: update `step` is the first with the new value. */
  readonly step: number;
  readonly armId: string;
  /** As in `withArmOption`: `learningRate`, `clipNorm`, `parts.designed.learningRate`. */
  readonly path: string;
  readonly value: OptionValue;
}
