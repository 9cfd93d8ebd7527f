import { beforeAll, describe, expect, test } from 'vitest';
import { type Theta, thetaLayout } from '../../src/checkpoints/theta';
import { foldIn, normal, prngKey } from '../../src/core/prng';
import { type Gpu, openGpu, openTf } from '../../src/engine/backend';
import { GpuRuntime } from '../../src/kernels/runtime';
import { drawEpisode, type Episode } from '../../src/metatrain/draw';
import { families } from '../../src/metatrain/families';
import type { TaskVariant } from '../../src/metatrain/types';
import { designedRow, Unroll, type UnrollRule } from '../../src/metatrain/unroll';
import { findOptimizer } from '../../src/optimizers';
import { portableCelo } from '../../src/optimizers/learned/celo';
import type { OptimizerConfig } from '../../src/optimizers/types';
import type { Tf } from '../../src/tasks/types';
import { type ReferenceRun, referenceRun } from './reference';

let gpu: Gpu;
let tf: Tf;
beforeAll(async () => {
  gpu = await openGpu();
  // Double precision is not to be had; the CPU's float32 sums in another order than either kernel.
  tf = await openTf('cpu');
});

const STEPS = 6;
const HORIZON = 50;
const variants = [...new Map(families.flatMap((f) => f.variants).map((v) => [v.id, v])).values()];

/** Two lanes of one variant in dispatches of four and two steps; lane 0 is an idle neighbour. */
async function unrolled(
  variant: TaskVariant,
  rule: UnrollRule,
  row: Float32Array<ArrayBuffer>,
  episode: Episode,
  software?: boolean,
): Promise<ReferenceRun> {
  const runtime = new GpuRuntime(gpu.device);
  const unroll = await Unroll.create(runtime, variant, rule, {
    lanes: 2,
    tasks: 2,
    rows: 2,
    most: 4,
    software,
  });
  const other = drawEpisode(variant, prngKey(99));
  [other, episode].forEach(({ task, scales, start }, slot) => {
    unroll.setTask(slot, task.data, scales);
    unroll.setParams(slot, start);
  });
  const rows = new Float32Array(2 * row.length);
  rows.set(row, row.length);
  unroll.setTheta(rows);
  const losses: number[] = [];
  for (let first = 0; first < STEPS; first += 4) {
    const count = Math.min(4, STEPS - first);
    const order = { first, count, horizon: HORIZON };
    unroll.order([
      { ...order, task: 0, row: 0, key: other.key },
      { ...order, task: 1, row: 1, key: episode.key },
    ]);
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    unroll.encode(pass);
    pass.end();
    gpu.device.queue.submit([encoder.finish()]);
    losses.push(...(await runtime.readFloats(unroll.buffers.losses, 4, count)));
  }
  const params = await runtime.readFloats(unroll.buffers.params, variant.layout.size);
  runtime.dispose();
  return { losses, params };
}

/** Equal up to float32 rounding, which divisions by tiny accumulators and a few steps of training amplify a thousandfold. */
function expectClose(run: ReferenceRun, reference: ReferenceRun, tolerance: number): void {
  reference.losses.forEach((loss, step) => {
    expect(Math.abs(run.losses[step] - loss), `loss ${step}`).toBeLessThan(
      tolerance * (0.01 + Math.abs(loss)),
    );
  });
  reference.params.forEach((value, i) => {
    expect(Math.abs(run.params[i] - value), `parameter ${i}`).toBeLessThan(
      tolerance * (0.01 + Math.abs(value)),
    );
  });
}

describe.each(variants.filter((v) => v.instance).map((v) => [v.id, v] as const))('%s', (_id, variant) => {
  const episode = drawEpisode(variant, foldIn(prngKey(3), 1));

  test.each([
    ['without a scheduler', 0],
    ['with a scheduler', 8],
  ])('six steps of Celo %s equal the portable one', async (_name, hidden) => {
    const shape = { architecture: 'celo', hidden, banks: 1 } as const;
    const layout = thetaLayout(shape);
    // Steps of about a percent, so that the task's numbers change.
    const values = normal(prngKey(5), layout.size).map((draw, i) => (i >= layout.size - 15 ? 5 : 0.3) * draw);
    const theta: Theta = { ...shape, values };
    const optimizer = portableCelo({
      tf,
      layout: variant.layout,
      lanes: 1,
      thetas: [theta],
      settings: () => ({ horizon: HORIZON, multiplier: 1 }),
    });
    const config: OptimizerConfig = { id: 'celo', options: {} };
    const reference = await referenceRun(tf, variant, episode, optimizer, config, STEPS, HORIZON);
    expect(Math.abs(reference.losses[0] - reference.losses[STEPS - 1])).toBeGreaterThan(1e-4);
    for (const software of [true, false]) {
      const run = await unrolled(variant, { kind: 'learned', shape }, values, episode, software);
      expectClose(run, reference, 2e-3);
    }
  });

  test.each([
    ['adam', 0, 0],
    ['adamw', 0, 0.05],
    ['adamax', 1, 0],
  ])('six steps of %s equal the portable one', async (id, rule, weightDecay) => {
    const options = {
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      learningRate: 0.01,
      ...(weightDecay ? { weightDecay } : {}),
    };
    const defaults = Object.fromEntries(
      Object.entries(findOptimizer(id).options).map(([name, spec]) => [name, spec.default]),
    );
    const config: OptimizerConfig = { id, options: { ...defaults, ...options } };
    const optimizer = findOptimizer(id).portable({
      tf,
      layout: variant.layout,
      lanes: 1,
      config,
      numSteps: HORIZON,
    });
    const reference = await referenceRun(tf, variant, episode, optimizer, config, STEPS, HORIZON);
    const row = Float32Array.of(rule, 0.01, 0.9, 0.999, 1e-8, weightDecay, 0);
    expectClose(await unrolled(variant, { kind: 'designed' }, row, episode), reference, 2e-3);
  });

  test('a falling rate makes smaller steps, and the first like a constant one', async () => {
    const [constant, falling] = await Promise.all(
      [false, true].map((fall) =>
        unrolled(variant, { kind: 'designed' }, designedRow('adam', 0.01, fall), episode),
      ),
    );
    expect(falling.losses.slice(0, 2)).toEqual(constant.losses.slice(0, 2));
    expect(falling.losses.slice(2)).not.toEqual(constant.losses.slice(2));
    const moved = ({ params }: ReferenceRun) =>
      params.reduce((sum, value, i) => sum + Math.abs(value - episode.start[i]), 0);
    expect(moved(falling)).toBeLessThan(moved(constant));
  });
});
