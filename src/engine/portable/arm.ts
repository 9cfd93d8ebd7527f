/** An arm of the portable executor: its optimizer or guard, and tensors of its lanes. */
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { PortableGuard } from '../../guards/types';
import type { PortableTerms } from '../../optimizers/hub/terms';
import type { PortableState } from '../../optimizers/types';
import type { Tf } from '../../tasks/types';

export interface Arm {
  readonly method: PortableGuard;
  /** `[seeds, size]`. */
  params: Tensor2D;
  state: PortableState;
  kept: KeptStep | null;
}

/** The step of an arm whose terms are kept. */
export interface KeptStep {
  readonly step: number;
  /** By seed: whether the lane made it. */
  readonly running: readonly boolean[];
  readonly tensors: KeptTensors;
}

/** A type, not an interface: tidy wants an index signature. */
export type KeptTensors = PortableTerms & { readonly update: Tensor2D; readonly before: Tensor2D };

/** An arm after a step. A type, not an interface: tidy wants an index signature. */
export type UpdatedArm = {
  params: Tensor2D;
  state: Record<string, Tensor>;
  probes?: Tensor3D;
  kept?: KeptTensors;
  events?: Tensor1D;
};

/** Goes over to the parameters and state after a step; what they replace is disposed of. */
export function adopt(arm: Arm, next: UpdatedArm): void {
  replaceParams(arm, next.params);
  for (const [name, tensor] of Object.entries(arm.state)) {
    if (next.state[name] !== tensor) tensor.dispose();
  }
  arm.state = next.state;
}

export function replaceParams(arm: Arm, params: Tensor2D): void {
  if (params === arm.params) return;
  arm.params.dispose();
  arm.params = params;
}

/** Rows of lanes that run from `fresh`, the others' from `old`; `running` by seed. */
export function selectRows<T extends Tensor>(tf: Tf, running: readonly boolean[], fresh: T, old: T): T {
  if (!running.includes(false)) return fresh;
  const shape = [running.length, ...new Array(fresh.rank - 1).fill(1)];
  const mask = tf.tensor(running.map(Number), shape, 'bool');
  return tf.where(tf.broadcastTo(mask, fresh.shape), fresh, old) as T;
}

export const selectState = (
  tf: Tf,
  running: readonly boolean[],
  fresh: PortableState,
  old: PortableState,
): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(fresh).map(([name, tensor]) => [name, selectRows(tf, running, tensor, old[name])]),
  );
