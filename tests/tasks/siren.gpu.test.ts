import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optionDefaults } from '../../src/core/option';
import { foldIn, normal, type PrngKey, prngKey } from '../../src/core/prng';
import { GpuRuntime, LaneStatus } from '../../src/kernels/runtime';
import { type SirenInstance, siren } from '../../src/tasks/siren';
import { planDispatches } from '../../src/tasks/siren/fused';
import { paysWrittenOut } from '../../src/tasks/siren/straight';
import type { GridData } from '../../src/tasks/types';

let device: GPUDevice;

beforeAll(async () => {
  device = await (await navigator.gpu.requestAdapter())!.requestDevice(); // default limits: 8 storage buffers
  await tf.setBackend('cpu'); // the webgpu backend's sine is loose
});
afterAll(() => device.destroy());

function noise(shape: readonly number[]): GridData {
  const count = shape.reduce((product, extent) => product * extent, 1);
  const values = normal(prngKey(5), count);
  return { name: 'noise', hash: '', shape, values, peak: 1, dtype: 'float32', bytes: 4 * count };
}

const create = (options: object, data?: GridData): SirenInstance =>
  siren.create({ ...optionDefaults(siren.options), ...options }, data) as SirenInstance;

interface Lane {
  readonly params: Float32Array;
  readonly key: PrngKey;
  readonly status?: number;
}

const lane = (task: SirenInstance, seed: number, status?: number): Lane => ({
  params: task.init(prngKey(seed)),
  key: foldIn(prngKey(seed), 1),
  status,
});

const SENTINEL = 12345;
const STEP = 7;

/** One fused step of some lanes; outputs of lanes that do not run keep the sentinel. */
async function runFused(task: SirenInstance, lanes: readonly Lane[]) {
  const runtime = new GpuRuntime(device);
  const { size } = task.layout;
  const params = new Float32Array(lanes.length * size);
  lanes.forEach((one, index) => {
    params.set(one.params, index * size);
  });
  const buffers = {
    params: runtime.buffer('params', params),
    grads: runtime.buffer('grads', new Float32Array(params.length).fill(SENTINEL)),
    loss: runtime.buffer('loss', new Float32Array(lanes.length).fill(SENTINEL)),
    metric: runtime.buffer('metric', lanes.length * 4),
    status: runtime.buffer(
      'status',
      Uint32Array.from(lanes, (one) => one.status ?? LaneStatus.running),
    ),
    batchKeys: runtime.buffer('batchKeys', Uint32Array.from(lanes.flatMap((one) => one.key))),
  };
  const fused = await task.fused({ runtime, lanes: lanes.length, ...buffers });
  const ring = runtime.stepRing(2);
  ring.write(STEP - 1, 2);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  fused.encode(ring.pass(pass, 1));
  pass.end();
  device.queue.submit([encoder.finish()]);
  const result = {
    loss: await runtime.readFloats(buffers.loss),
    grads: await runtime.readFloats(buffers.grads),
  };
  const before = runtime.bytes;
  fused.destroy();
  expect(runtime.bytes).toBeLessThan(before);
  runtime.dispose();
  return result;
}

/** The same by TensorFlow.js on the CPU. */
async function runPortable(task: SirenInstance, lanes: readonly Lane[]) {
  const params = tf.tensor2d(
    lanes.flatMap((one) => [...one.params]),
    [lanes.length, task.layout.size],
  );
  const form = task.portable(tf);
  const { loss, grads } = form.lossAndGrads(
    params,
    lanes.map((one) => foldIn(one.key, STEP)),
  );
  const result = { loss: await loss.data(), grads: await grads.data() };
  tf.dispose([params, loss, grads]);
  form.dispose?.();
  return result;
}

describe('fused loss and gradient equal the portable ones', () => {
  const cases = [
    { name: 'the default', options: {}, shape: undefined },
    { name: 'fewer coordinates than threads', options: { batch: 37 }, shape: undefined },
    { name: 'one more than a tile', options: { batch: 257, width: 9 }, shape: [40, 50] },
    { name: 'a volume, 7 layers of 9', options: { layers: 7, width: 9, batch: 1000 }, shape: [11, 12, 13] },
    {
      name: 'a volume, whole and in order',
      options: { layers: 3, width: 10, batch: 1e6 },
      shape: [7, 9, 11],
    },
    { name: 'a picture, whole and in order', options: { batch: 4096, width: 8 }, shape: undefined },
    { name: 'the narrowest and shallowest', options: { layers: 2, width: 4, batch: 100 }, shape: [5, 6, 7] },
    { name: '2 layers of 32', options: { layers: 2, width: 32, batch: 300 }, shape: [30, 20] },
    { name: '10 layers of 64', options: { layers: 10, width: 64, batch: 70 }, shape: [9, 9] },
    {
      name: 'several rounds per column',
      options: { layers: 2, width: 5, batch: 20_000 },
      shape: [30, 30, 30],
    },
    { name: 'written out, drawn', options: { layers: 4, width: 6, batch: 30_001 }, shape: [40, 41, 42] },
    {
      name: 'written out, a volume in order',
      options: { layers: 3, width: 9, batch: 1e6 },
      shape: [30, 31, 32],
    },
    { name: 'written out, a picture', options: { layers: 3, width: 8, batch: 40_000 }, shape: [300, 200] },
  ];
  for (const { name, options, shape } of cases) {
    test(name, async () => {
      const task = shape ? create({ source: 'own', ...options }, noise(shape)) : create(options);
      const lanes = [1, 2, 3].map((seed) => lane(task, seed));
      expect(paysWrittenOut(task.problem)).toBe(name.startsWith('written out'));
      const fused = await runFused(task, lanes);
      const portable = await runPortable(task, lanes);
      const { size } = task.layout;
      for (let k = 0; k < lanes.length; k++) {
        // Sums of up to 20,000 float32 terms in another order: a few rounding errors of the total.
        expect(Math.abs(fused.loss[k] - portable.loss[k])).toBeLessThan(3e-6 * portable.loss[k]);
        const own = fused.grads.subarray(k * size, (k + 1) * size);
        const reference = portable.grads.slice(k * size, (k + 1) * size);
        const largest = Math.max(...Array.from(reference, Math.abs));
        const worst = Math.max(...Array.from(reference, (value, i) => Math.abs(value - own[i])));
        // Rounding grows with depth, as every hidden layer multiplies phases by 30.
        expect(worst / largest).toBeLessThan(options.layers === 10 ? 2e-5 : 3e-6);
      }
    });
  }
});

describe('lanes', () => {
  for (const options of [
    { width: 12, batch: 700 },
    { layers: 3, width: 9, batch: 4096 },
    { layers: 3, width: 9, batch: 30_000, source: 'phantom' }, // written out
  ]) {
    test(`are the same bits alone and among five with a NaN neighbour, batch ${options.batch}`, async () => {
      const task = create(options);
      const five = [1, 2, 3, 4, 5].map((seed) => lane(task, seed));
      const poisoned = { ...five[1], params: five[1].params.slice().fill(Number.NaN) };
      const together = await runFused(task, [five[0], poisoned, five[2], five[3], five[4]]);
      expect(together.loss[1]).toBeNaN();
      const { size } = task.layout;
      for (const k of [0, 2, 4]) {
        const alone = await runFused(task, [five[k]]);
        expect(together.loss[k]).toBe(alone.loss[0]);
        expect(together.grads.slice(k * size, (k + 1) * size)).toEqual(alone.grads);
      }
    });
  }

  test('that are idle or diverged are left alone', async () => {
    const task = create({ width: 6, batch: 100 });
    const lanes = [
      lane(task, 1, LaneStatus.idle),
      lane(task, 2, LaneStatus.running),
      lane(task, 3, LaneStatus.diverged),
    ];
    const { loss, grads } = await runFused(task, lanes);
    const { size } = task.layout;
    expect([loss[0], loss[2]]).toEqual([SENTINEL, SENTINEL]);
    for (const k of [0, 2]) {
      expect(grads.slice(k * size, (k + 1) * size).every((value) => value === SENTINEL)).toBe(true);
    }
    expect(loss[1]).toBeGreaterThan(0);
    expect(loss[1]).not.toBe(SENTINEL);
  });
});

describe('the loss over the whole grid', () => {
  for (const [name, shape] of [
    ['a picture', [33, 47]],
    ['a volume', [9, 21, 33]],
  ] as const) {
    test(`is that of all samples, where the batch is as large: ${name}`, async () => {
      const whole = create({ source: 'own', width: 7, batch: 1e6 }, noise(shape));
      const lanes = [lane(whole, 1), lane(whole, 2)];
      const { loss } = await runFused(whole, lanes);
      for (const [k, { params }] of lanes.entries()) {
        const reference = whole.referenceLoss(params, prngKey(0));
        expect(Math.abs(loss[k] - reference)).toBeLessThan(3e-6 * reference); // float32 sums
      }
    });
  }
});

describe('dispatches', () => {
  const network = { dims: 3, layers: 7, width: 9, frequency: 20 };

  test('cover every lane and round once, whatever the size', () => {
    for (const [wide, coordinates, lanes] of [
      [9, 100_000, 15],
      [64, 262_144, 15],
      [64, 4_194_304, 256],
      [4, 16, 1],
    ]) {
      const size = (wide + 1) * wide * 5 + 5 * wide + 1;
      const { columns, parts, blockLanes } = planDispatches(
        { ...network, width: wide },
        size,
        coordinates,
        lanes,
      );
      const rounds = Math.ceil(Math.ceil(coordinates / 256) / columns);
      const covered = parts.reduce((sum, part) => sum + part.lanes * part.rounds, 0);
      expect(covered).toBe(lanes * rounds);
      for (const part of parts) {
        expect(part.lanes).toBeLessThanOrEqual(blockLanes);
        expect(part.firstLane + part.lanes).toBeLessThanOrEqual(lanes);
        expect(part.firstRound + part.rounds).toBeLessThanOrEqual(rounds);
        // 4e9 multiply-adds, unless a single round of a single lane already takes more.
        const operations = part.lanes * part.rounds * columns * 256 * size * 3;
        expect(operations).toBeLessThanOrEqual(Math.max(4e9, columns * 256 * size * 3));
      }
    }
  });

  test('have the same columns for any number of lanes', () => {
    const columns = [1, 5, 64, 256].map((lanes) => planDispatches(network, 496, 100_000, lanes).columns);
    expect(new Set(columns).size).toBe(1);
  });
});
