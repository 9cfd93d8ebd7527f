import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Theta } from '../../src/checkpoints/theta';
import { paramLayout } from '../../src/core/paramLayout';
import { prngKey, uniform } from '../../src/core/prng';
import type { GpuRuntime } from '../../src/kernels/runtime';
import { testRuntime } from '../helpers/evaluateWgsl';
import { gpuRun, type LaneInput } from '../optimizers/learned/fusedRun';
import { portableRun } from '../optimizers/learned/portableRun';
import { randomTheta } from '../optimizers/learned/randomTheta';
import { configOf, findPart } from '../optimizers/learnedCases';

let runtime: GpuRuntime;

/** Both forms of the kernels run on any adapter. */
const forms = [
  { form: 'GPUs', software: false },
  { form: 'software adapters', software: true },
];

const thetas: Record<string, Theta> = {
  celo: randomTheta({ architecture: 'celo', hidden: 8, banks: 1 }, 1),
  'celo of 300 units': randomTheta({ architecture: 'celo', hidden: 300, banks: 1 }, 2, 0.05),
  'celo without a scheduler': randomTheta({ architecture: 'celo', hidden: 0, banks: 1 }, 3),
  'celo-adam': randomTheta({ architecture: 'celo-adam', hidden: 8, banks: 0 }, 4),
  velo: randomTheta({ architecture: 'velo', hidden: 70, banks: 5 }, 5, 0.2),
};

/** Gradients and parameters of one step, with some zeros among them. */
function inputs(size: number, step: number): LaneInput {
  const grads = uniform(prngKey(100 + step), size, -2, 2).map((g, i) => (i % 7 === 3 ? 0 : g));
  return { params: uniform(prngKey(200 + step), size, -1, 1), grads, loss: 2 - 0.3 * step };
}

async function compare(name: string, shapes: readonly (readonly number[])[], steps = 4): Promise<void> {
  const theta = thetas[name];
  const optimizer = findPart(theta.architecture);
  const config = configOf(theta.architecture, { horizon: 50, multiplier: 2 });
  const layout = paramLayout(shapes.map((shape, index) => ({ name: `t${index}`, shape })));
  const gpu = await gpuRun(runtime, optimizer, {
    layout,
    configs: [config],
    members: [[0, 0, 0]],
    lanes: 1,
    numSteps: 10,
    thetas: [theta],
  });
  const cpu = await portableRun(optimizer, layout, config, 10, [theta]);
  for (let step = 0; step < steps; step++) {
    const input = inputs(layout.size, step);
    const got = await gpu.step(step, [input]);
    const want = cpu.step(step, input).update;
    for (const { name: tensor, offset, size } of layout.segments) {
      const slice = want.subarray(offset, offset + size);
      const largest = slice.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest).toBeGreaterThan(0);
      let worst = 0;
      for (let i = 0; i < size; i++) worst = Math.max(worst, Math.abs(got[offset + i] - slice[i]));
      // Sums of up to 65,537 squares and two networks in float32 on both sides, in different orders.
      expect(
        worst / largest,
        `${tensor} [${shapes[layout.segments.findIndex((s) => s.name === tensor)]}] at step ${step}`,
      ).toBeLessThan(1e-4);
    }
  }
  for (const [key, want] of Object.entries(cpu.state())) {
    const got = await gpu.read(gpu.optimizer.state[key]);
    expect(got.length, key).toBe(want.length);
    let worst = 0;
    for (let i = 0; i < want.length; i++)
      worst = Math.max(worst, Math.abs(got[i] - want[i]) / (1 + Math.abs(want[i])));
    // The state has one layout in both forms, so a lane may go on in the other.
    expect(worst, key).toBeLessThan(1e-5);
  }
  gpu.destroy();
  cpu.destroy();
}

describe.each(forms)('In the form for $form', ({ software }) => {
  beforeAll(async () => {
    runtime = await testRuntime(software);
  });
  afterAll(() => {
    runtime.dispose();
    runtime.device.destroy();
  });

  describe('WGSL against TensorFlow.js', () => {
    for (const name of Object.keys(thetas)) {
      test(`${name}, vectors and scalars`, () => compare(name, [[], [1], [2], [63], [64], [65], [255]]));
      test(`${name}, matrices and kernels`, () =>
        compare(name, [
          [1, 1],
          [1, 300],
          [300, 1],
          [17, 40],
          [40, 17],
          [20, 20],
          [3, 3, 2, 4],
          [2, 2, 2],
          [5, 1, 6, 2, 1],
        ]));
    }
    test('celo, a vector of 65,537', () => compare('celo', [[65_537]], 2));
    test('celo, a matrix of 300 by 219', () => compare('celo', [[300, 219]], 2));
    test('celo, more lines than threads', () =>
      compare(
        'celo',
        [
          [1000, 3],
          [2, 1001],
        ],
        2,
      ));
  });

  describe('live options and clocks', () => {
    const layout = paramLayout([{ name: 'x', shape: [9] }]);
    const base = { layout, members: [[0, 0, 0]] as const, lanes: 1, numSteps: 20, thetas: [thetas.celo] };

    test('the multiplier scales the step from one step to the next', async () => {
      const gpu = await gpuRun(runtime, findPart('celo'), { ...base, configs: [configOf('celo')] });
      const twin = await gpuRun(runtime, findPart('celo'), { ...base, configs: [configOf('celo')] });
      const input = inputs(9, 0);
      await gpu.step(0, [input]);
      await twin.step(0, [input]);
      twin.configure([configOf('celo', { multiplier: 4 })]);
      const one = await gpu.step(1, [input]);
      const four = await twin.step(1, [input]);
      expect(Array.from(four)).toEqual(Array.from(one, (value) => Math.fround(4 * value)));
      gpu.destroy();
      twin.destroy();
    });

    test('a state of zeros is the start: a lane cleared within a run repeats it', async () => {
      const gpu = await gpuRun(runtime, findPart('celo'), { ...base, configs: [configOf('celo')] });
      const first = [await gpu.step(0, [inputs(9, 0)]), await gpu.step(1, [inputs(9, 1)])];
      for (const buffer of Object.values(gpu.optimizer.state))
        runtime.write(buffer, new Uint8Array(buffer.size));
      const again = [await gpu.step(2, [inputs(9, 0)]), await gpu.step(3, [inputs(9, 1)])];
      expect(again).toEqual(first);
      gpu.destroy();
    });

    test('a lane that does not run keeps its state', async () => {
      const gpu = await gpuRun(runtime, findPart('celo'), { ...base, configs: [configOf('celo')] });
      await gpu.step(0, [inputs(9, 0)]);
      const before = await Promise.all(Object.values(gpu.optimizer.state).map((buffer) => gpu.read(buffer)));
      gpu.setStatus(0, 2);
      await gpu.step(1, [inputs(9, 1)]);
      expect(await Promise.all(Object.values(gpu.optimizer.state).map((buffer) => gpu.read(buffer)))).toEqual(
        before,
      );
      gpu.destroy();
    });

    test('only uniforms stay on the device', async () => {
      const before = runtime.bytes;
      for (const name of ['celo', 'celo-adam', 'velo']) {
        const gpu = await gpuRun(runtime, findPart(name), {
          ...base,
          thetas: [thetas[name]],
          configs: [configOf(name)],
        });
        expect(runtime.bytes).toBeGreaterThan(before);
        gpu.destroy();
      }
      // The uniforms of nine kernels live as long as the runtime: 48, 32 and 112 bytes.
      expect(runtime.bytes - before).toBe(192);
    });
  });
});
