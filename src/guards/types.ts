/**
 * A guard watches over optimizers: it may look at losses of its own, put parameters back, keep a lane from
 * stopping, or change who drives. Unlike an optimizer's, its state may hold parameters, and it may put others in
 * place of the sum of parameters and update; so no guard can be part of a mix or of another guard.
 */
import type * as TF from '@tensorflow/tfjs-core';
import type { OptionSpecs } from '../core/option';
import type { StepPass } from '../kernels/runtime';
import type {
  FusedOptimizer,
  FusedOptimizerContext,
  OptimizerConfig,
  PortableInput,
  PortableOptimizer,
  PortableOptimizerContext,
  PortableProposal,
  PortableState,
} from '../optimizers/types';

export interface Guard<S extends OptionSpecs = OptionSpecs> {
  /** Stable: links carry it. Differs from every optimizer's. */
  readonly id: string;
  readonly label: string;
  readonly family: 'guard';
  /** One sentence for the reader. */
  readonly summary: string;
  /** The rule in TeX, with the symbols of the options. */
  readonly formula: string;
  readonly options: S;
  /** Names and families of the optimizers it watches over. */
  readonly parts: Readonly<Record<string, 'designed' | 'learned'>>;
  /** Whether every lane needs a second set of parameters, trained beside its own. */
  readonly companion?: boolean;
  /** Gradients and losses evaluated per step and lane; default: one gradient, whose loss comes with it. */
  evaluations?(config: OptimizerConfig): { readonly gradients: number; readonly losses: number };
  /** Why it can do nothing, or only on a loss that is not finite, in a run of so many steps: one sentence; null where it can. */
  idle?(config: OptimizerConfig, numSteps: number): string | null;
  /** Checks what no single option can say. Throws `ConfigError` with the field. */
  check?(config: OptimizerConfig, field: string): void;
  portable(context: PortableOptimizerContext): PortableGuard;
  fused(context: FusedGuardContext): Promise<FusedGuard>;
}

/** Events a guard reports, per lane and step. */
export const GuardEvent = { none: 0, reinit: 1, extend: 2, toDesigned: 3, toLearned: 4, stop: 5 } as const;

/** Check batches per step at most. */
export const MAX_CHECKS = 8;

export interface PortableGuardInput extends PortableInput {
  /**
   * Loss and gradient, clipped as the arm's, of other parameters: on this step's batch, or on its fresh batch
   * number `check` < `MAX_CHECKS`.
   */
  readonly evaluate: (
    params: TF.Tensor2D,
    check?: number,
  ) => { readonly loss: TF.Tensor1D; readonly grads: TF.Tensor2D };
  /** Raises entries that must not be negative to 0, for parameters a guard moves itself; absent where there are none. */
  readonly bounded?: (params: TF.Tensor2D) => TF.Tensor2D;
}

/** View of a portable guard between two steps. */
export type PortableMoment = Pick<PortableGuardInput, 'params' | 'time' | 'config' | 'evaluate'>;

/** An optimizer is a portable guard that never steps in. */
export interface PortableGuard extends Omit<PortableOptimizer, 'update'> {
  /**
   * Work before the task's in step `time.step` > 0, such as a check of the past period: parameters and state
   * to go on with. Called inside `tf.tidy`.
   */
  before?(
    moment: PortableMoment,
    state: PortableState,
  ): {
    readonly params: TF.Tensor2D;
    readonly state: PortableState;
    /** `[lanes]`, a `GuardEvent` each. */
    readonly events?: TF.Tensor1D;
  };
  /** `[lanes]`, 1 where it would deal itself with a loss that is not finite; else such a lane stops. */
  guarded?(moment: PortableMoment & Pick<PortableGuardInput, 'loss'>, state: PortableState): TF.Tensor1D;
  update(input: PortableGuardInput, state: PortableState): PortableGuardStep;
}

export interface PortableGuardStep extends PortableProposal {
  /** In place of `params + update`, where parameters are restored: a NaN cannot be mended by adding. */
  readonly params?: TF.Tensor2D;
  /** `[lanes]`, a `GuardEvent` each. */
  readonly events?: TF.Tensor1D;
}

export interface FusedGuardContext extends FusedOptimizerContext {
  /** `u32[lanes]`: 1 where the guard itself deals with a loss that is not finite; elsewhere such a lane stops. */
  readonly guarded: GPUBuffer;
  /** `u32[lanes]`: `GuardEvent` of this step; goes into the history and back to 0. */
  readonly events: GPUBuffer;
  /** Present where the guard has a companion: what its second set of parameters needs. */
  readonly companion?: FusedCompanion;
}

export interface FusedCompanion {
  /** As the context of a part, whose members are the companion lanes. */
  part(name: string, update: GPUBuffer): FusedOptimizerContext;
  /** `vec4u[count]` of the companion lanes, as `LaneGroup.table`. */
  readonly table: GPUBuffer;
  /** Losses of both sets on a fresh batch, number `check` < `MAX_CHECKS` of this step, into `loss`. */
  evaluate(pass: StepPass, check: number): void;
}

/** An optimizer is a fused guard that never steps in. */
export interface FusedGuard extends FusedOptimizer {
  /** Work before the task's in step `index`, such as a check of the past period. */
  encodeBefore?(pass: StepPass, index: number): void;
  /** Work between the task's and the record of its loss: acts on a loss that is not finite. */
  encodeGuard?(pass: StepPass): void;
}
