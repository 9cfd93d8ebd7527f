import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { paramLayout } from '../../src/core/paramLayout';
import { prngKey, uniform } from '../../src/core/prng';
import type { GpuRuntime } from '../../src/kernels/runtime';
import type { FusedHub } from '../../src/optimizers/hub/fused';
import { DRIVE_NAMES } from '../../src/optimizers/hub/whoDrives';
import type { Optimizer, OptimizerConfig } from '../../src/optimizers/types';
import { testRuntime } from '../helpers/evaluateWgsl';
import { type GpuRun, gpuRun, type LaneInput } from '../optimizers/learned/fusedRun';
import { portableRun } from '../optimizers/learned/portableRun';
import { randomTheta } from '../optimizers/learned/randomTheta';
import { configOf, findPart, hub, hubConfig } from '../optimizers/learnedCases';

let runtime: GpuRuntime;

/** Both forms of the kernels run on any adapter. */
const forms = [
  { form: 'GPUs', software: false },
  { form: 'software adapters', software: true },
];

const theta = randomTheta({ architecture: 'celo', hidden: 8, banks: 1 }, 1);
const layout = paramLayout([
  { name: 'w', shape: [20, 30], module: 'first' },
  { name: 'v', shape: [7], module: 'second' },
  { name: 'b', shape: [30], module: 'first' },
  { name: 's', shape: [], module: 'third' },
]);
const designed = configOf('adam', { learningRate: 0.01 });
const learned = configOf('celo');
const start = (
  configs: readonly OptimizerConfig[],
  optimizer: Optimizer = hub,
  of = layout,
): Promise<GpuRun> =>
  gpuRun(runtime, optimizer, {
    layout: of,
    configs,
    members: configs.map((_, row) => [row, row, 0] as const),
    lanes: configs.length,
    numSteps: 20,
    thetas: [theta],
  });

const input = (step: number): LaneInput => ({
  params: uniform(prngKey(10 + step), layout.size, -1, 1),
  grads: uniform(prngKey(20 + step), layout.size, -3, 3),
  loss: 1 / (1 + step),
});

async function three(optimizer: Optimizer, config: OptimizerConfig, of = layout): Promise<Float32Array[]> {
  const gpu = await start([config], optimizer, of);
  const updates = [];
  for (let step = 0; step < 3; step++) updates.push(await gpu.step(step, [input(step)]));
  gpu.destroy();
  return updates;
}

describe.each(forms)('In the form for $form', ({ software }) => {
  beforeAll(async () => {
    runtime = await testRuntime(software);
  });
  afterAll(() => {
    runtime.dispose();
    runtime.device.destroy();
  });

  describe('the ends of the mix', () => {
    const manual = (options: Record<string, number | boolean>) =>
      three(hub, hubConfig(designed, learned, { weighting: 'manual', ...options }));

    test('at a share of 1 HUB is its hand-designed part, at 0 its learned part, bit for bit', async () => {
      const adam = await three(findPart('adam'), designed);
      const celo = await three(findPart('celo'), learned);
      expect(await manual({ share: 1 })).toEqual(adam);
      expect(await manual({ share: 0 })).toEqual(celo);
      expect(await manual({ share: 1, invert: true })).toEqual(celo);
      expect(await manual({ share: 0, invert: true })).toEqual(adam);
      expect(await manual({ share: 0.5 })).not.toEqual(adam);
    });
  });

  describe('block-wise, where the layout tells new from pre-trained', () => {
    const origins = { w: 'new', v: 'pretrained', b: 'new', s: 'pretrained' } as const;
    const marked = paramLayout(
      layout.segments.map((segment) => ({
        ...segment,
        origin: origins[segment.name as keyof typeof origins],
      })),
    );

    test.each(['prose', 'printed'] as const)(
      '%s: each takes the other proposal, bit for bit',
      async (blocks) => {
        const config = hubConfig(designed, learned, { weighting: 'manual', share: 0, blocks, newBlocks: 0 });
        const adam = await three(findPart('adam'), designed, marked);
        const celo = await three(findPart('celo'), learned, marked);
        const mixed = await three(hub, config, marked);
        const cpu = await portableRun(hub, marked, config, 20, [theta]);
        mixed.forEach((update, step) => {
          const want = cpu.step(step, input(step)).update;
          for (const { offset, size, origin } of marked.segments) {
            const part = (origin === 'new') === (blocks === 'prose') ? celo : adam;
            expect(update.subarray(offset, offset + size)).toEqual(
              part[step].subarray(offset, offset + size),
            );
            for (let i = offset; i < offset + size; i++)
              expect(Math.abs(update[i] - want[i])).toBeLessThan(1e-4 * (1 + Math.abs(want[i])));
          }
        });
        cpu.destroy();
      },
    );
  });

  const variants: Record<string, Record<string, string | number | boolean>> = {
    'as in the paper': {},
    inverted: { invert: true },
    'clipped to A = 0.3, B = 0.01': { upper: 0.3, lower: 0.01 },
    'with a temperature of 0.3': { temperature: 0.3 },
    'over modules': { layer: 'module' },
    'over modules, block-wise': { layer: 'module', blocks: 'prose', newBlocks: 2 },
    'with a constant share': { weighting: 'manual', share: 0.3 },
  };

  describe('WGSL against TensorFlow.js', () => {
    test('every variant, blend and measurements, all in one group and changed while running', async () => {
      const configs = Object.values(variants).map((options) => hubConfig(designed, learned, options));
      const gpu = await start(configs);
      const cpus = await Promise.all(configs.map((config) => portableRun(hub, layout, config, 20, [theta])));
      const width = DRIVE_NAMES.length * layout.segments.length;
      for (let step = 0; step < 3; step++) {
        // From the second step on every lane has its neighbour's options.
        const shift = step > 0 ? 1 : 0;
        const present = configs.map((_, row) => configs[(row + shift) % configs.length]);
        gpu.configure(present);
        const updates = await gpu.step(
          step,
          configs.map(() => input(step)),
        );
        const { probes } = gpu.optimizer;
        const all = await gpu.read(probes!.buffer);
        expect(probes!.names).toBe(DRIVE_NAMES);
        cpus.forEach((cpu, row) => {
          const want = cpu.step(step, input(step), present[row]);
          const got = updates.subarray(row * layout.size, (row + 1) * layout.size);
          const largest = want.update.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
          got.forEach((value, i) => {
            // Adam's and Celo's own rounding, see their tests.
            expect(Math.abs(value - want.update[i]) / largest).toBeLessThan(2e-5);
          });
          // Slot 1 of three.
          const measured = all.subarray((configs.length + row) * width, (configs.length + row + 1) * width);
          const layers = present[row].options.layer === 'module' ? 3 : 4;
          for (let i = 0; i < layers * DRIVE_NAMES.length; i++) {
            const name = `${Object.keys(variants)[(row + shift) % configs.length]}, layer ${Math.floor(i / DRIVE_NAMES.length)}, ${DRIVE_NAMES[i % DRIVE_NAMES.length]}, step ${step}`;
            // Cosine and share are differences of near-equal sums; the rest is positive throughout.
            expect(Math.abs(measured[i] - want.probes![i]), name).toBeLessThan(
              1e-5 + 1e-4 * Math.abs(want.probes![i]),
            );
          }
        });
      }
      gpu.destroy();
      for (const cpu of cpus) cpu.destroy();
    });
  });

  describe('extreme gradients', () => {
    const withGrads = (edit: (grads: Float32Array) => void): LaneInput => {
      const grads = uniform(prngKey(5), layout.size, -1, 1);
      edit(grads);
      return { params: uniform(prngKey(6), layout.size, -1, 1), grads, loss: 1 };
    };
    const sigmaOf = async (gpu: GpuRun) => gpu.read((gpu.optimizer as FusedHub).sigma);

    test('gradients of ten thousand give finite shares that sum to 1; a layer of one has a share of exactly 1', async () => {
      const gpu = await start([hubConfig(designed, learned)]);
      const update = await gpu.step(0, [withGrads((grads) => grads.fill(1e4, 3, 9))]);
      const sigma = await sigmaOf(gpu);
      expect(update.every(Number.isFinite)).toBe(true);
      expect(sigma.every(Number.isFinite)).toBe(true);
      expect(sigma.subarray(0, 600).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
      expect(sigma[3]).toBeCloseTo(1 / 6, 6);
      expect(sigma[layout.size - 1]).toBe(1);
      gpu.destroy();
    });

    test('a proposal that is not finite is left out where that is wanted, and spoils the blend where not', async () => {
      // With the constant share, since a softmax over such a gradient has no value.
      const options = { weighting: 'manual', share: 0.5 };
      const gpu = await start([
        hubConfig(designed, learned, options),
        hubConfig(designed, learned, { ...options, skipNonFinite: false }),
      ]);
      const spoilt = withGrads((grads) => {
        grads[2] = Number.NaN;
      });
      const updates = await gpu.step(0, [spoilt, spoilt]);
      const [kept, lost] = [updates.subarray(0, layout.size), updates.subarray(layout.size)];
      // Celo's proposal is lost for the whole tensor (its features are normalised over it), Adam's for one element.
      for (let i = 0; i < 600; i++) {
        expect(Number.isFinite(kept[i])).toBe(i !== 2);
        expect(Number.isFinite(lost[i])).toBe(false);
      }
      const { buffer } = gpu.optimizer.probes!;
      const probes = await gpu.read(buffer);
      const first = 2 * layout.segments.length * DRIVE_NAMES.length;
      expect(probes[first + DRIVE_NAMES.indexOf('leftOut')]).toBe(599);
      expect(updates.subarray(600, layout.size).every(Number.isFinite)).toBe(true);
      gpu.destroy();
    });

    test('a gradient that is not finite leaves its layer without a softmax, so the lane diverges in the open', async () => {
      const gpu = await start([hubConfig(designed, learned)]);
      const update = await gpu.step(0, [withGrads((grads) => (grads[2] = Number.POSITIVE_INFINITY))]);
      expect(update.subarray(0, 600).some(Number.isFinite)).toBe(false);
      expect(update.subarray(600).every(Number.isFinite)).toBe(true);
      gpu.destroy();
    });
  });
});
