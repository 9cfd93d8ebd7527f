import { beforeAll, describe, expect, test } from 'vitest';
import type { ArmConfig } from '../../src/config/types';
import { openGpu } from '../../src/engine/backend';
import type { Executor } from '../../src/engine/executor';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { initialParams } from '../../src/engine/lanes';
import type { TaskInstance } from '../../src/tasks/types';
import { arm, columns, mlp, pathological, quadratic, setupOf } from './setups';

let device: GPUDevice;
beforeAll(async () => {
  device = (await openGpu()).device;
});

const arms = () => [
  arm('a', 'adam', { learningRate: 0.01 }),
  arm('b', 'adamax', { learningRate: 0.02 }),
  arm('c', 'sgd', { learningRate: 0.01 }),
];

async function finalParams(executor: Executor, steps: number, chunk = steps): Promise<Float32Array> {
  for (let step = 0; step < steps; step += chunk) await executor.run(step, Math.min(chunk, steps - step));
  const params = await executor.readParams();
  executor.dispose();
  return params;
}

const lanesOf = (params: Float32Array, size: number, lanes: readonly number[]) =>
  lanes.flatMap((lane) => [...params.subarray(lane * size, (lane + 1) * size)]);

const tasks: Record<string, () => TaskInstance> = {
  quadratic,
  'full-batch network': mlp,
  'minibatch network': () => mlp(17),
  pathological,
};

describe.each(Object.entries(tasks))('on the %s task', (_name, make) => {
  test('a lane of sixteen ends bit for bit like the same lane alone', async () => {
    const task = make();
    const seeds = [3, 1, 4, 15];
    const four = [...arms(), arm('d', 'adamw', { learningRate: 0.01 })];
    const all = await finalParams(await createFusedExecutor(device, setupOf(task, four, seeds)), 12);
    for (const [armIndex, seedIndex] of [
      [0, 0],
      [1, 3],
      [3, 2],
    ]) {
      const alone = await createFusedExecutor(device, setupOf(task, [four[armIndex]], [seeds[seedIndex]]));
      const lane = armIndex * seeds.length + seedIndex;
      expect(await finalParams(alone, 12)).toEqual(Float32Array.from(lanesOf(all, task.layout.size, [lane])));
    }
  });

  test('neither the chunk size nor a pause nor another arm changes a bit', async () => {
    const task = make();
    const seeds = [7, 8];
    const whole = await finalParams(await createFusedExecutor(device, setupOf(task, arms(), seeds)), 70);
    const chopped = await finalParams(await createFusedExecutor(device, setupOf(task, arms(), seeds)), 70, 9);
    expect(chopped).toEqual(whole);
    const more = await createFusedExecutor(
      device,
      setupOf(task, [...arms(), arm('new', 'adam', { learningRate: 0.5 })], seeds),
    );
    const beside = await finalParams(more, 70, 64);
    expect(beside.slice(0, whole.length)).toEqual(whole);
  });

  test('a run taken up from a snapshot ends bit for bit like one that went on', async () => {
    const task = make();
    const straight = await finalParams(await createFusedExecutor(device, setupOf(task, arms(), [5, 6])), 30);
    const first = await createFusedExecutor(device, setupOf(task, arms(), [5, 6]));
    await first.run(0, 13);
    const snapshot = await first.snapshot(13);
    first.dispose();
    const second = await createFusedExecutor(device, setupOf(task, arms(), [5, 6]));
    await second.restore(snapshot);
    await second.run(13, 17);
    expect(await second.readParams()).toEqual(straight);
    second.dispose();
  });
});

test('a lane that diverges at step 3 stops there and leaves its neighbours alone, bit for bit', async () => {
  const task = quadratic();
  const calm = arm('calm', 'sgd', { learningRate: 0.01 });
  const wild = arm('wild', 'sgd', { learningRate: 10, momentum: 0 });
  const setup = setupOf(task, [calm, wild], [1, 2]);
  // Of order 1e17, the loss overflows float32 after a few steps of factor 60.
  const start = initialParams(setup);
  start.fill(1e17, 3 * task.layout.size);
  const executor = await createFusedExecutor(device, { ...setup, initialParams: start });
  const { loss } = await executor.run(0, 20);
  const diverged = executor.divergedSteps();
  expect(diverged.slice(0, 2)).toEqual([null, null]);
  expect(diverged[3]).toBeGreaterThan(0);
  expect(diverged[3]).toBeLessThan(5);
  const curve = columns(loss, 4, [3]);
  curve.forEach((value, step) => expect(Number.isNaN(value)).toBe(step >= diverged[3]!));
  const params = await executor.readParams();
  executor.dispose();
  const alone = await createFusedExecutor(device, setupOf(task, [calm], [1, 2]));
  expect(await finalParams(alone, 20)).toEqual(params.slice(0, 2 * task.layout.size));
});

test('a NaN parameter poisons its own lane only', async () => {
  const task = mlp();
  const setup = setupOf(task, arms(), [1, 2]);
  const start = initialParams(setup);
  const clean = await finalParams(
    await createFusedExecutor(device, { ...setup, initialParams: start.slice() }),
    10,
  );
  start[2 * task.layout.size + 5] = Number.NaN;
  const executor = await createFusedExecutor(device, { ...setup, initialParams: start });
  await executor.run(0, 10);
  expect(executor.divergedSteps()).toEqual([null, null, 0, null, null, null]);
  const params = await executor.readParams();
  executor.dispose();
  const others = [0, 1, 3, 4, 5];
  expect(lanesOf(params, task.layout.size, others)).toEqual(lanesOf(clean, task.layout.size, others));
});

test('lanes that are not active keep their parameters and state, so an arm can catch up', async () => {
  const task = mlp(10);
  const pair: ArmConfig[] = [arms()[0], arms()[1]];
  const together = await finalParams(await createFusedExecutor(device, setupOf(task, pair, [1, 2])), 20);
  const executor = await createFusedExecutor(device, setupOf(task, pair, [1, 2]));
  await executor.run(0, 11, [0, 1]);
  const { loss } = await executor.run(0, 11, [2, 3]);
  expect(columns(loss, 4, [0, 1]).every(Number.isNaN)).toBe(true);
  await executor.run(11, 9);
  expect(await executor.readParams()).toEqual(together);
  executor.dispose();
});

test('an option changed between chunks takes effect without a rebuild', async () => {
  const task = quadratic();
  const executor = await createFusedExecutor(
    device,
    setupOf(task, [arm('a', 'sgd', { learningRate: 0.01, momentum: 0 })], [1]),
  );
  await executor.run(0, 2);
  const before = await executor.readParams();
  executor.configure([arm('a', 'sgd', { learningRate: 0.02, momentum: 0 })]);
  await executor.run(2, 1);
  const grads = await executor.readGrads();
  const after = await executor.readParams();
  after.forEach((value, i) => expect(value).toBeCloseTo(before[i] - 0.02 * grads[i], 6));
  executor.dispose();
});

test('gradient clipping scales the gradient to the arm’s norm and no other arm’s', async () => {
  const task = mlp();
  const executor = await createFusedExecutor(
    device,
    setupOf(task, [arm('free', 'sgd'), arm('clipped', 'sgd', {}, 0.05)], [1]),
  );
  await executor.run(0, 1);
  const grads = await executor.readGrads();
  const norm = (values: Float32Array) => Math.hypot(...values);
  const free = grads.slice(0, task.layout.size);
  const clipped = grads.slice(task.layout.size);
  expect(norm(free)).toBeGreaterThan(0.1);
  expect(norm(clipped)).toBeCloseTo(0.05, 6);
  clipped.forEach((value, i) => expect(value).toBeCloseTo((free[i] * 0.05) / norm(free), 6));
  executor.dispose();
});

/** Bytes of every buffer made on the device and not destroyed, whoever made it. */
function watchBytes(gpu: GPUDevice): { bytes(): number; stop(): void } {
  const alive = new Set<GPUBuffer>();
  const create = gpu.createBuffer;
  gpu.createBuffer = function (this: GPUDevice, descriptor) {
    const buffer = create.call(this, descriptor);
    alive.add(buffer);
    const { destroy } = buffer;
    buffer.destroy = function (this: GPUBuffer) {
      alive.delete(buffer);
      return destroy.call(this);
    };
    return buffer;
  };
  return {
    bytes: () => [...alive].reduce((sum, { size }) => sum + size, 0),
    stop: () => {
      gpu.createBuffer = create;
    },
  };
}

test('ten thousand steps hold no more GPU memory than the first hundred', async () => {
  const watch = watchBytes(device);
  const executor = await createFusedExecutor(
    device,
    setupOf(quadratic(), [arm('a', 'adam')], [1, 2], 10_000),
  );
  await executor.run(0, 100);
  await executor.snapshot(100);
  const counted = executor.bytes;
  const bytes = watch.bytes();
  expect(bytes).toBeGreaterThanOrEqual(counted);
  for (let step = 100; step < 10_000; step += 100) {
    await executor.run(step, 100);
    if (step % 1000 === 0) await executor.snapshot(step);
    expect(watch.bytes()).toBe(bytes);
  }
  expect(executor.bytes).toBe(counted);
  executor.dispose();
  expect(executor.bytes).toBe(0);
  expect(watch.bytes()).toBe(0);
  watch.stop();
});

test('without room for gradients nothing trains, instead of on zeros', async () => {
  const create = device.createBuffer;
  // A buffer of no valid use is as one that there was no room for: kernels leave it alone.
  const { MAP_READ, MAP_WRITE } = GPUBufferUsage;
  device.createBuffer = function (this: GPUDevice, descriptor) {
    const usage = descriptor.label === 'grads' ? MAP_READ | MAP_WRITE : descriptor.usage;
    return create.call(this, { ...descriptor, usage });
  };
  try {
    await expect(
      createFusedExecutor(device, setupOf(quadratic(), [arm('a', 'adam')], [1, 2])),
    ).rejects.toThrow(/of these only .* could be had \(not "grads"/);
  } finally {
    device.createBuffer = create;
  }
  // What was said of it concerns no one else.
  const executor = await createFusedExecutor(device, setupOf(quadratic(), [arm('a', 'adam')], [1]));
  expect((await executor.run(0, 3)).loss.every((loss) => loss > 0)).toBe(true);
  executor.dispose();
});

test('an error of the device in the middle of a run gives no numbers', async () => {
  const executor = await createFusedExecutor(device, setupOf(quadratic(), [arm('a', 'adam')], [1]));
  await executor.run(0, 3);
  // As a driver that runs out of memory within the work: complained of outside any scope.
  device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.MAP_WRITE });
  await expect(executor.run(3, 3)).rejects.toThrow('The GPU refused its last work');
  executor.dispose();
});
