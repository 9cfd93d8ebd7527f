/** Lanes with their optimizers' state, from tensors to plain arrays and back. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tasks/types';
import type { LaneSnapshot } from '../executor';
import { type Arm, replaceParams } from './arm';

/** The lanes of an arm by seed. `divergedSteps` are theirs; `step` is what they are said to stand at. */
export async function takeSnapshots(
  arm: Arm,
  divergedSteps: readonly (number | null)[],
  step: number,
): Promise<LaneSnapshot[]> {
  const seeds = divergedSteps.length;
  const rows = (words: Uint32Array<ArrayBuffer>, seed: number) => {
    const stride = words.length / seeds;
    return words.slice(seed * stride, (seed + 1) * stride);
  };
  const params = wordsOf(await arm.params.data());
  const states = await Promise.all(
    Object.entries(arm.state).map(async ([name, tensor]) => [name, wordsOf(await tensor.data())] as const),
  );
  return divergedSteps.map((divergedStep, seed) => ({
    step,
    divergedStep,
    params: new Float32Array(rows(params, seed).buffer),
    state: Object.fromEntries(states.map(([name, words]) => [name, rows(words, seed)])),
  }));
}

/** Puts the lanes of an arm back; null leaves a lane as it is. */
export async function restoreSnapshots(
  tf: Tf,
  arm: Arm,
  lanes: readonly (LaneSnapshot | null)[],
): Promise<void> {
  const present = (await arm.params.data()) as Float32Array;
  lanes.forEach((snapshot, seed) => {
    if (snapshot) present.set(snapshot.params, seed * snapshot.params.length);
  });
  replaceParams(arm, tf.tensor2d(present, arm.params.shape));
  const state: Record<string, Tensor> = {};
  for (const [name, tensor] of Object.entries(arm.state)) {
    const words = wordsOf(await tensor.data());
    const stride = words.length / lanes.length;
    lanes.forEach((snapshot, seed) => {
      const kept = snapshot?.state[name];
      if (kept) words.set(kept, seed * stride);
    });
    const values = tensor.dtype === 'int32' ? new Int32Array(words.buffer) : new Float32Array(words.buffer);
    state[name] = tf.tensor(values, tensor.shape, tensor.dtype);
    tensor.dispose();
  }
  arm.state = state;
}

/** The 32-bit words of a tensor's values, a copy. */
function wordsOf(values: ArrayLike<number> & { slice(): unknown }): Uint32Array<ArrayBuffer> {
  const copy = values.slice() as Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer>;
  return new Uint32Array(copy.buffer, copy.byteOffset, copy.length);
}
