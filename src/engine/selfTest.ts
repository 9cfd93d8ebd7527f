/**
 * A driver can compile a kernel into something wrong. Before a task trains on a device, loss and gradient of
 * a small problem of it are compared with `referenceLoss`, in double precision.
 */
import { type AnyOptions, readOptions } from '../core/option';
import { bitsAt, foldIn, type PrngKey, Purpose, prngKey } from '../core/prng';
import { createTask } from '../tasks/createTask';
import type { Task, TaskInstance } from '../tasks/types';
import { engineTexts } from '../texts/engine';
import { createFusedExecutor } from './fused/executor';

/** Float32 kernels depart from the reference by less than 1e-5 relative; a broken one by far more than 1e-3. */
const TOLERANCE = 1e-3;
/** Error of a tensor's gradient, relative to the whole: what is small comes of sums that are not. Seen: below 3e-7. */
const FLOOR = 1e-6;
/** Half of the central difference, parameter units: its error is about h^2 times a third derivative. */
const H = 1e-5;
const SEED = 1;

/** Null when the device computes the task correctly, else what came out, for the reader. */
export async function runSelfTest(
  device: GPUDevice,
  task: Task,
  options: AnyOptions = task.selfTest,
): Promise<string | null> {
  const instance = await createTask(task, readOptions(task.options, options, 'selfTest'));
  const arm = { id: 'test', label: '', optimizer: { id: 'sgd', options: {} }, clipNorm: 0 };
  const initialParams = testStart(instance);
  const setup = { task: instance, arms: [arm], seeds: [SEED], numSteps: 1, initialParams };
  const executor = await createFusedExecutor(device, setup);
  try {
    const { loss } = await executor.evaluate(0);
    return wrongLoss(instance, loss[0], await executor.readGrads());
  } finally {
    executor.dispose();
  }
}

/** The start of seed 1, but no zeros: a bias of 0 over black pixels is where ReLU has no derivative. */
export function testStart(task: TaskInstance): Float32Array<ArrayBuffer> {
  const start = task.init(foldIn(prngKey(SEED), Purpose.init));
  const signs = signsOf(foldIn(prngKey(SEED), Purpose.data), start.length);
  return start.map((value, index) => (value === 0 ? 0.01 * signs[index] : value));
}

/**
 * Null where loss and gradient are those of the task at `testStart`, step 0, else the first that is
 * not. The gradient is projected on a vector of random signs, tensor by tensor: every entry counts alike, and
 * two losses of the reference give the same number as a central difference.
 */
export function wrongLoss(task: TaskInstance, loss: number, grads: Float32Array): string | null {
  const start = Float64Array.from(testStart(task));
  const batchKey = foldIn(foldIn(prngKey(SEED), Purpose.batch), 0);
  const reference = task.referenceLoss(start, batchKey);
  if (!(Math.abs(loss - reference) <= TOLERANCE * Math.max(1e-3, Math.abs(reference))))
    return differs(engineTexts.loss, loss, reference);
  const norm = Math.hypot(...grads);
  for (const { name, offset, size } of task.layout.segments) {
    const own = grads.subarray(offset, offset + size);
    const signs = signsOf(foldIn(prngKey(SEED), offset), size);
    const at = (h: number) => {
      const moved = start.slice();
      for (let i = 0; i < size; i++) moved[offset + i] += h * signs[i];
      return task.referenceLoss(moved, batchKey);
    };
    // Equally far in length whatever the number of entries.
    const h = H / Math.sqrt(size);
    const slope = (at(h) - at(-h)) / (2 * h);
    const along = own.reduce((sum, g, i) => sum + g * signs[i], 0);
    const bound = TOLERANCE * Math.hypot(...own) + FLOOR * norm;
    if (!(Math.abs(along - slope) <= bound)) return differs(engineTexts.slope(name), along, slope);
  }
  return null;
}

/** +1 or -1, `size` of them. */
const signsOf = (key: PrngKey, size: number): readonly number[] =>
  Array.from({ length: size }, (_, i) => (bitsAt(key, i) & 1 ? 1 : -1));

const differs = (what: string, got: number, expected: number): string =>
  engineTexts.differs(what, got.toPrecision(6), expected.toPrecision(6));
