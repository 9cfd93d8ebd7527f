/** The terms of an arm's last step, kept as tensors until they are asked for. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { MIX_TERMS, type MixTerm } from '../../optimizers/hub/terms';
import type { Tf } from '../../tasks/types';
import type { LaneTerms } from '../executor';
import type { Arm, KeptTensors } from './arm';

/** Handles of their own, for tensors that others may dispose of. */
export const copies = (tf: Tf, tensors: KeptTensors): KeptTensors =>
  Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, tf.clone(tensor)]),
  ) as KeptTensors;

export function forgetTerms(tf: Tf, arm: Arm): void {
  if (arm.kept) tf.dispose(Object.values(arm.kept.tensors));
  arm.kept = null;
}

/** Terms of the last step of an arm's lane; null where nothing was kept of it. */
export async function readTerms(
  { kept, params, state, method: { moments = {} } }: Arm,
  seed: number,
  size: number,
): Promise<LaneTerms | null> {
  if (!kept?.running[seed]) return null;
  const read = async (tensor: Tensor) =>
    ((await tensor.data()) as Float32Array).slice(seed * size, (seed + 1) * size);
  const all = async <K extends string>(tensors: readonly (readonly [K, Tensor])[]) =>
    Object.fromEntries(
      await Promise.all(tensors.map(async ([name, tensor]) => [name, await read(tensor)] as const)),
    ) as Record<K, Float32Array>;
  const { update, before } = kept.tensors;
  return {
    step: kept.step,
    terms: await all<MixTerm>(MIX_TERMS.map((name) => [name, kept.tensors[name]])),
    update: await read(update),
    before: await read(before),
    after: await read(params),
    moments: await all(Object.entries(moments).map(([shown, name]) => [shown, state[name]] as const)),
  };
}
