/**
 * A driver can compile a kernel into something wrong. Before a task trains on a device, one small loss and
 * gradient of it is compared with constants computed in double precision; `tests/engine/selfTest.test.ts`
 * derives them anew.
 */
import { type OptionValue, readOptions } from '../core/option';
import { findTask } from '../tasks';
import { createFusedExecutor } from './fused';

export interface SelfTestCase {
  readonly options: Readonly<Record<string, OptionValue>>;
  /** Loss at the start of seed 1, step 0. */
  readonly loss: number;
  /** Sum of g_i cos(i) over all parameters: one number that every entry of the gradient enters. */
  readonly projection: number;
}

/** Float32 kernels depart from these by less than 1e-5 relative; a broken one by far more than 1e-3. */
const TOLERANCE = 1e-3;

export const selfTests: Readonly<Record<string, SelfTestCase>> = {
  'ltc-sine': { options: { cells: 5, unfolds: 2 }, loss: 0.2855752558771, projection: 0.309022315 },
  pathological: { options: { dim: 7, startNorm: 0.4 }, loss: 0.3043460936528, projection: 7.109993171 },
  siren: { options: { layers: 3, width: 4, batch: 16 }, loss: 2539.6051159075, projection: 65.85174378 },
};

/** Null when the device computes the task correctly, else what came out, for the reader. */
export async function runSelfTest(
  device: GPUDevice,
  taskId: string,
  expected: SelfTestCase | undefined = selfTests[taskId],
): Promise<string | null> {
  if (!expected) return null;
  const { options } = findTask(taskId);
  const task = findTask(taskId).create(readOptions(options, expected.options, 'selfTest'));
  const arm = { id: 'test', label: '', optimizer: { id: 'sgd', options: {} }, clipNorm: 0 };
  const executor = await createFusedExecutor(device, { task, arms: [arm], seeds: [1], numSteps: 1 });
  try {
    const { loss } = await executor.evaluate(0);
    const projection = project(await executor.readGrads());
    return differs('loss', loss[0], expected.loss) ?? differs('gradient', projection, expected.projection);
  } finally {
    executor.dispose();
  }
}

/** Sum of g_i cos(i). */
export function project(grads: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < grads.length; i++) sum += grads[i] * Math.cos(i);
  return sum;
}

function differs(what: string, got: number, expected: number): string | null {
  const fits = Math.abs(got - expected) <= TOLERANCE * Math.max(1e-3, Math.abs(expected));
  return fits ? null : `${what} ${got.toPrecision(6)} instead of ${expected.toPrecision(6)}`;
}
