import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AnyOptions } from '../../src/core/option';
import { foldIn, normal, prngKey } from '../../src/core/prng';
import { quantile } from '../../src/core/stats';
import { type GpuRuntime, LaneStatus } from '../../src/kernels/runtime';
import { adam } from '../../src/optimizers/adam';
import { adamax } from '../../src/optimizers/adamax';
import { adamw } from '../../src/optimizers/adamw';
import { sgd } from '../../src/optimizers/sgd';
import type { Optimizer } from '../../src/optimizers/types';
import { testRuntime } from '../helpers/evaluateWgsl';
import { type FusedRun, runFused } from '../helpers/fusedOptimizer';
import { runPortable } from '../helpers/portableOptimizer';

let runtime: GpuRuntime;
beforeAll(async () => {
  runtime = await testRuntime();
});
afterAll(() => runtime.device.destroy());

const { idle, running, diverged } = LaneStatus;
const LANES = 6;
const NUM_STEPS = 12;
/** Two arms out of order; lane 1 belongs to another optimizer, lane 2 is idle, lane 3 has diverged. */
const members = [
  { lane: 4, row: 1 },
  { lane: 0, row: 0 },
  { lane: 2, row: 0 },
  { lane: 5, row: 1 },
  { lane: 3, row: 0 },
];
const status = [running, running, idle, diverged, running, running];

const cases: [Optimizer, [AnyOptions, AnyOptions]][] = [
  [
    adam as Optimizer,
    [
      { learningRate: 0.03, schedule: 'cosine', warmup: 0.25 },
      { learningRate: 2, beta1: 0.5, beta2: 0.99, epsilon: 0.1 },
    ],
  ],
  [
    adamw as Optimizer,
    [
      { learningRate: 0.03, weightDecay: 0.4, schedule: 'step', gamma: 0.5, period: 1 },
      { learningRate: 2, weightDecay: 0, beta1: 0.5, beta2: 0.99, epsilon: 0.1 },
    ],
  ],
  [
    adamax as Optimizer,
    [
      { learningRate: 0.03, schedule: 'cosine', finalFraction: 0.3 },
      { learningRate: 2, beta1: 0.5, beta2: 0.6, epsilon: 0.1 },
    ],
  ],
  [
    sgd as Optimizer,
    [
      { learningRate: 0.03, momentum: 0.8, nesterov: true, schedule: 'step', gamma: 0.5, period: 2 },
      { learningRate: 2, momentum: 0.3 },
    ],
  ],
];

/** Gradients or parameters of all lanes; gradients of some coordinates are 0 or of extreme size. */
function draw(step: number, purpose: number, size: number): Float32Array<ArrayBuffer> {
  const values = normal(foldIn(foldIn(prngKey(size), purpose), step), LANES * size);
  return values.map((z, i) => (i % 7 === 3 ? 0 : i % 11 === 5 ? z * 1e-6 : i % 13 === 6 ? z * 1e5 : z));
}

const laneOf = (values: Float32Array, lane: number, size: number) =>
  values.subarray(lane * size, (lane + 1) * size);

/** Largest |a - b| in units of |b| plus the lane's median entry, the size at which cancelling terms round. */
function worstError(a: Float32Array, b: Float32Array): number {
  const typical = quantile(b.map(Math.abs), 0.5);
  let worst = 0;
  for (let i = 0; i < b.length; i++) {
    const error = Math.abs(a[i] - b[i]) / (Math.abs(b[i]) + typical);
    if (!(error <= worst)) worst = error;
  }
  return worst;
}

async function bits(run: FusedRun): Promise<Record<string, Uint32Array>> {
  const read = async (buffer: GPUBuffer) => new Uint32Array(await runtime.read(buffer));
  const state = await Promise.all(
    Object.entries(run.state).map(async ([name, buffer]) => [name, await read(buffer)] as const),
  );
  return { ...Object.fromEntries(state), update: await read(run.update) };
}

describe.each(cases.map(([optimizer, rows]) => [optimizer.label, optimizer, rows] as const))(
  '%s, fused',
  (_, optimizer, rows) => {
    test.each([1, 63, 64, 65, 1000, 65_537])('equals the portable form with %i parameters', async (size) => {
      const setup = { size, lanes: LANES, rows, members, status, numSteps: NUM_STEPS };
      const fused = await runFused(runtime, optimizer, setup);
      const start = draw(0, 1, size);
      const alive = members.filter(({ lane }) => status[lane] === running);
      const portable = alive.map(({ lane, row }) =>
        runPortable(optimizer, rows[row], Array.from(laneOf(start, lane, size)), { numSteps: NUM_STEPS }),
      );
      let worst = 0;
      for (let step = 0; step < 4; step++) {
        const grads = draw(step, 2, size);
        const params = new Float32Array(LANES * size);
        alive.forEach(({ lane }, i) => params.set(portable[i].params(), lane * size));
        fused.write(grads, params);
        fused.steps(step, 1);
        const update = await runtime.readFloats(fused.update);
        alive.forEach(({ lane }, i) => {
          const expected = portable[i].step(Array.from(laneOf(grads, lane, size)));
          worst = Math.max(worst, worstError(laneOf(update, lane, size), expected));
        });
      }
      // WGSL allows 2.5 units for a quotient and 4.5 for a root, 1e-6 in all; a wrong hyper shows at 1e-2.
      console.info(`${optimizer.id}, ${size} parameters: fused against portable ${worst.toExponential(2)}`);
      expect(worst).toBeLessThan(1e-6);
      for (const run of portable) run.dispose();
      fused.destroy();
    });

    test('leaves lanes that are not running, or not its own, untouched bit for bit', async () => {
      const size = 130;
      const fused = await runFused(runtime, optimizer, {
        size,
        lanes: LANES,
        rows,
        members,
        status,
        numSteps: NUM_STEPS,
      });
      // Words of every kind, NaNs among them.
      const noise = (count: number) =>
        Uint32Array.from({ length: count }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
      for (const buffer of [...Object.values(fused.state), fused.update]) {
        runtime.write(buffer, noise(buffer.size / 4));
      }
      fused.write(draw(0, 2, size), draw(0, 1, size));
      fused.steps(0, 2);
      const after = await bits(fused);
      const rowOf = (words: Uint32Array, row: number) => words.subarray(row * size, (row + 1) * size);
      for (const [name, words] of Object.entries(after)) {
        const before = noise(words.length);
        // `update` has a row per lane of the experiment, state a row per member.
        const still = name === 'update' ? [1, 2, 3] : [2, 4];
        const moved = name === 'update' ? [0, 4, 5] : [0, 1, 3];
        for (const row of still) expect(rowOf(words, row)).toEqual(rowOf(before, row));
        for (const row of moved) expect(rowOf(words, row)).not.toEqual(rowOf(before, row));
      }
      fused.destroy();
    });

    test('gives the same bits whether steps are submitted together or one by one', async () => {
      const size = 100;
      const setup = { size, lanes: LANES, rows, members, status, numSteps: NUM_STEPS };
      const [together, apart] = [
        await runFused(runtime, optimizer, setup),
        await runFused(runtime, optimizer, setup),
      ];
      for (const run of [together, apart]) run.write(draw(0, 2, size), draw(0, 1, size));
      together.steps(0, 5);
      for (let step = 0; step < 5; step++) apart.steps(step, 1);
      expect(await bits(together)).toEqual(await bits(apart));
      together.destroy();
      apart.destroy();
    });

    test('frees its state', async () => {
      const before = runtime.bytes;
      const setup = { size: 10, lanes: LANES, rows, members, status, numSteps: NUM_STEPS };
      const run = await runFused(runtime, optimizer, setup);
      expect(runtime.bytes).toBeGreaterThan(before);
      run.destroy();
      // A bound kernel's uniform block, 16 bytes, lives as long as the runtime; state takes 200 bytes a vector.
      expect(runtime.bytes - before).toBeLessThanOrEqual(16);
    });
  },
);

test('a vector longer than the largest grid is updated to its end', async () => {
  const size = 65_535 * 64 + 65;
  const run = await runFused(runtime, sgd as Optimizer, {
    size,
    lanes: 1,
    rows: [{ learningRate: 0.5, momentum: 0 }],
    members: [{ lane: 0, row: 0 }],
    status: [running],
    numSteps: 1,
  });
  run.write(
    Float32Array.from({ length: size }, (_, i) => (i % 1000) - 500),
    new Float32Array(size),
  );
  run.steps(0, 1);
  const update = await runtime.readFloats(run.update);
  let wrong = 0;
  for (let i = 0; i < size; i++) if (update[i] !== -0.5 * ((i % 1000) - 500)) wrong += 1;
  expect(wrong).toBe(0);
  run.destroy();
});
