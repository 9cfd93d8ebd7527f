import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KernelError } from '../../src/core/errors';
import { foldIn, type PrngKey, prngKey } from '../../src/core/prng';
import type { GpuRuntime } from '../../src/kernels/runtime';
import type { LtcTrace } from '../../src/tasks/ltc/fused';
import { createLtc } from '../../src/tasks/ltc/model';
import type { LtcProblem } from '../../src/tasks/ltc/problem';
import { testRuntime } from '../helpers/evaluateWgsl';
import {
  deadEntries,
  goldenCases,
  gradientErrors,
  largestError,
  randomParams,
  randomProblem,
  type Shape,
  worstOf,
} from './ltcCases';

let runtime: GpuRuntime;

beforeAll(async () => {
  runtime = await testRuntime();
  await tf.setBackend('cpu');
});

afterAll(() => {
  runtime.dispose();
  runtime.device.destroy();
});

/** Contents of buffers before a step, so that gaps show. */
const UNTOUCHED = -77;

interface FusedStep extends LtcTrace {
  readonly loss: Float32Array;
  readonly metric: Float32Array;
  /** `[lanes][size]`. */
  readonly grads: readonly Float32Array[];
}

/** One step of as many lanes as there are parameter vectors; `keys` are not folded with the step. */
async function fusedStep(
  problem: LtcProblem,
  params: readonly ArrayLike<number>[],
  { keys = [], status = [], step = 0 }: { keys?: PrngKey[]; status?: number[]; step?: number } = {},
): Promise<FusedStep> {
  const lanes = params.length;
  const { size } = createLtc(problem).layout;
  const fill = (count: number) => new Float32Array(count).fill(UNTOUCHED);
  const buffers = {
    params: runtime.buffer('params', Float32Array.from(params.flatMap((lane) => Array.from(lane)))),
    grads: runtime.buffer('grads', fill(lanes * size)),
    loss: runtime.buffer('loss', fill(lanes)),
    metric: runtime.buffer('metric', fill(lanes)),
    status: runtime.buffer(
      'status',
      Uint32Array.from(params, (_, lane) => status[lane] ?? 1),
    ),
    batchKeys: runtime.buffer('keys', Uint32Array.from(params.flatMap((_, lane) => keys[lane] ?? [0, lane]))),
  };
  const before = runtime.bytes;
  const fused = await createLtc(problem).fused({ runtime, lanes, ...buffers });
  const ring = runtime.stepRing(1);
  ring.write(step, 1);
  const encoder = runtime.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  fused.encode(ring.pass(pass, 0));
  pass.end();
  runtime.device.queue.submit([encoder.finish()]);
  const grads = await runtime.readFloats(buffers.grads);
  const result = {
    ...(await fused.trace()),
    loss: await runtime.readFloats(buffers.loss),
    metric: await runtime.readFloats(buffers.metric),
    grads: params.map((_, lane) => grads.subarray(lane * size, (lane + 1) * size)),
  };
  fused.destroy();
  runtime.free(ring.buffer);
  // A kernel's 16 bytes of uniforms live as long as the runtime.
  expect(runtime.bytes - before).toBe(16);
  runtime.free(...Object.values(buffers));
  return result;
}

test.each(goldenCases)('case $name: states, output, loss and gradient are the library’s', async (entry) => {
  const { problem, params } = entry;
  const { loss, grads, output, states, unfoldStates } = await fusedStep(problem, [params]);
  const stride = (problem.time * problem.unfolds + 1) * problem.units;
  const firstUnfolds = Array.from({ length: problem.batch }, (_, item) =>
    Array.from(unfoldStates.subarray(item * stride, item * stride + (problem.unfolds + 1) * problem.units)),
  ).flat();
  // The library's own float32 is off by 3.2e-7 in the output and 3.4e-6 of a tensor's largest gradient.
  expect(largestError(firstUnfolds, entry.firstUnfolds)).toBeLessThan(1e-5);
  expect(largestError(states, entry.states)).toBeLessThan(1e-5);
  expect(largestError(output, entry.output)).toBeLessThan(1e-5);
  expect(Math.abs(loss[0] - entry.loss)).toBeLessThan(1e-6);
  expect(worstOf(gradientErrors(problem, grads[0], entry.grads))).toBeLessThan(1e-4);
  expect(deadEntries(problem).every((index) => Object.is(grads[0][index], 0))).toBe(true);
});

const shapes: Record<string, Shape> = {
  '4 cells': { units: 4 },
  '8 cells, 48 steps': { units: 8, time: 48, sparsity: 0.75 },
  '19 cells, explicit': { units: 19, constraint: 'explicit' },
  '32 cells': { units: 32 },
  '32 cells, all connected': { units: 32, dense: true, time: 3, unfolds: 2 },
  '8 cells, all connected, a batch of 3 with 2 outputs': { units: 8, dense: true, batch: 3, outputs: 2 },
  '40 cells, 5 inputs': { units: 40, inputs: 5, time: 4 },
  'one cell of one input': {
    units: 1,
    inputs: 1,
    dense: true,
    adjacency: [[1]],
    sensoryAdjacency: [[-1]],
  },
  'one unfold': { units: 8, unfolds: 1 },
  '20 unfolds': { units: 8, unfolds: 20 },
  'one time step': { units: 8, time: 1 },
  'half a unit of time, large epsilon': { units: 8, elapsed: 0.5, epsilon: 0.5 },
  'noise, a batch of 2': { units: 8, noise: 0.2, batch: 2, time: 12 },
  'noise once per run': { units: 8, noise: 0.2, noiseMode: 'run' },
};

test.each(Object.entries(shapes))('fused and portable agree: %s', async (_, shape) => {
  const problem = randomProblem(shape);
  const task = createLtc(problem);
  const params = [randomParams(problem, 1), randomParams(problem, 2)];
  const keys = [prngKey(5), prngKey(6)];
  const step = 3;
  const fused = await fusedStep(problem, params, { keys, step });
  const portable = task.portable(tf);
  const stacked = tf.tensor2d(
    params.flatMap((lane) => Array.from(lane)),
    [2, task.layout.size],
  );
  const folded = keys.map((key) => foldIn(key, task.constantBatch ? 0 : step));
  const expected = portable.lossAndGrads(stacked, folded);
  const forward = portable.forward(stacked, folded);
  // Two float32 computations, each within 1e-6 or so of the truth; gradients of tensors as in the golden cases.
  expect(largestError(fused.states, await forward.states.data())).toBeLessThan(1e-5);
  expect(largestError(fused.output, await forward.output.data())).toBeLessThan(1e-5);
  const loss = await expected.loss.data();
  expect(largestError(fused.loss, loss)).toBeLessThan(1e-5 * Math.max(1, ...loss));
  const grads = await expected.grads.data();
  for (const lane of [0, 1]) {
    const own = grads.subarray(lane * task.layout.size, (lane + 1) * task.layout.size);
    expect(worstOf(gradientErrors(problem, fused.grads[lane], own))).toBeLessThan(1e-4);
  }
  if (problem.noise > 0) {
    expect(largestError(fused.metric, await expected.metric!.data())).toBeLessThan(1e-5);
    expect(largestError(fused.metric, fused.loss)).toBeGreaterThan(1e-4);
  } else {
    expect(Array.from(fused.metric)).toEqual([UNTOUCHED, UNTOUCHED]);
  }
  portable.dispose();
  tf.dispose([stacked, expected.loss, expected.grads, forward.output, forward.states]);
  if (expected.metric) expected.metric.dispose();
});

test('noise follows step and key, or the key alone when drawn once per run', async () => {
  for (const noiseMode of ['step', 'run'] as const) {
    const problem = randomProblem({ units: 8, noise: 0.3, noiseMode });
    const params = randomParams(problem, 1);
    const lanes = [params, params, params];
    const keys = [prngKey(1), prngKey(2), prngKey(1)];
    const first = (await fusedStep(problem, lanes, { keys, step: 0 })).loss;
    const later = (await fusedStep(problem, lanes, { keys, step: 9 })).loss;
    expect(first[0]).toBe(first[2]);
    expect(first[0]).not.toBe(first[1]);
    expect(first[0] === later[0]).toBe(noiseMode === 'run');
  }
});

test('a lane computes the same bits alone and among others, also beside one full of NaN', async () => {
  const problem = randomProblem({ units: 19, noise: 0.1, outputs: 2 });
  const lanes = Array.from({ length: 16 }, (_, lane) => randomParams(problem, lane));
  const keys = lanes.map((_, lane) => prngKey(lane));
  const together = await fusedStep(problem, lanes, { keys });
  const poisoned = await fusedStep(
    problem,
    lanes.map((lane, index) => (index % 2 === 1 ? lane.map(() => Number.NaN) : lane)),
    { keys },
  );
  for (const lane of [0, 6, 14]) {
    const alone = await fusedStep(problem, [lanes[lane]], { keys: [keys[lane]] });
    for (const among of [together, poisoned]) {
      expect(among.grads[lane]).toEqual(alone.grads[0]);
      expect([among.loss[lane], among.metric[lane]]).toEqual([alone.loss[0], alone.metric[0]]);
    }
  }
});

test('lanes that are not running are left alone', async () => {
  const problem = randomProblem({ units: 8, noise: 0.1 });
  const lanes = [0, 1, 2].map((lane) => randomParams(problem, lane));
  const { loss, metric, grads } = await fusedStep(problem, lanes, { status: [0, 1, 2] });
  for (const lane of [0, 2]) {
    expect([loss[lane], metric[lane]]).toEqual([UNTOUCHED, UNTOUCHED]);
    expect(grads[lane].every((value) => value === UNTOUCHED)).toBe(true);
  }
  expect(loss[1]).not.toBe(UNTOUCHED);
  expect(grads[1].some((value) => value === UNTOUCHED)).toBe(false);
});

test('a network too large for a workgroup is refused in words', async () => {
  const problem = randomProblem({ units: 100, dense: true, time: 1 });
  await expect(fusedStep(problem, [randomParams(problem, 0)])).rejects.toThrow(KernelError);
});
