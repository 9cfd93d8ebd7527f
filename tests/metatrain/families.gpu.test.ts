import { beforeAll, describe, expect, test } from 'vitest';
import { foldIn, normal, prngKey } from '../../src/core/prng';
import { openGpu } from '../../src/engine/backend';
import { GpuRuntime } from '../../src/kernels/runtime';
import { drawEpisode, type Episode } from '../../src/metatrain/draw';
import { families } from '../../src/metatrain/families';
import type { TaskVariant } from '../../src/metatrain/types';
import { designedRow, Unroll } from '../../src/metatrain/unroll';

let device: GPUDevice;
beforeAll(async () => {
  device = (await openGpu()).device;
});

const variants = [...new Map(families.flatMap((f) => f.variants).map((v) => [v.id, v])).values()];

/** Loss and gradient by the optimizer's own parameters: Adam's first moment after one step is a tenth of it. */
async function lossAndGradient(variant: TaskVariant, episode: Episode, software: boolean) {
  const runtime = new GpuRuntime(device);
  const sizes = { lanes: 1, tasks: 1, rows: 1, most: 1, software };
  const unroll = await Unroll.create(runtime, variant, { kind: 'designed' }, sizes);
  unroll.setTask(0, episode.task.data, episode.scales);
  unroll.setParams(0, episode.start);
  unroll.setTheta(designedRow('adam', 0));
  unroll.order([{ task: 0, row: 0, first: 0, count: 1, horizon: 10, key: episode.key }]);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  unroll.encode(pass);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const [loss] = await runtime.readFloats(unroll.buffers.losses);
  const state = await runtime.readFloats(unroll.buffers.state);
  runtime.dispose();
  return { loss, gradient: Array.from({ length: variant.layout.size }, (_, i) => state[2 * i] / 0.1) };
}

describe.each(variants.map((variant) => [variant.id, variant] as const))('%s', (_id, variant) => {
  const { size, segments } = variant.layout;

  test('equal keys give equal tasks, other keys others, all of the shapes declared', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => drawEpisode(variant, prngKey(seed)));
    expect(a).toEqual(b);
    expect(c.task.data).not.toEqual(a.task.data);
    expect(a.task.data).toHaveLength(variant.record);
    expect(a.start).toHaveLength(size);
    expect([...a.task.data, ...a.start].every(Number.isFinite)).toBe(true);
  });

  test('losses at the start are of order one', () => {
    const losses = Array.from({ length: 40 }, (_, seed) => {
      const { task, key } = drawEpisode(variant, prngKey(seed));
      return variant.loss(task, task.init, foldIn(key, 0));
    }).sort((a, b) => a - b);
    expect(losses[20]).toBeGreaterThan(0.02);
    expect(losses[20]).toBeLessThan(5);
  });

  test.each([
    ['a software adapter', true],
    ['a GPU', false],
  ])('loss and gradient, in the form for %s, are those of double precision', async (_name, software) => {
    for (const seed of [5, 6]) {
      const episode = drawEpisode(variant, prngKey(seed));
      const { task, scales, key } = episode;
      const stepKey = foldIn(key, 0);
      const run = await lossAndGradient(variant, episode, software);
      // What the kernel sees: float32 products of scale and start.
      const seen = new Float64Array(size);
      segments.forEach(({ offset, size: count }, tensor) => {
        for (let i = offset; i < offset + count; i++)
          seen[i] = Math.fround(episode.start[i] * scales[tensor]);
      });
      const exact = variant.loss(task, seen, stepKey);
      // Some hundred float32 operations, and sin(30 z), which multiplies the error of z by 30.
      expect(Math.abs(run.loss - exact)).toBeLessThan(1e-4 * (0.1 + exact));
      const noise = variant.noisyGradient?.(task) ?? 0;
      const draws = normal(stepKey, size);
      const gradient = segments.flatMap(({ offset, size: count }, tensor) =>
        Array.from({ length: count }, (_, k) => {
          const i = offset + k;
          const h = 1e-5 * (1 + Math.abs(seen[i]));
          const moved = (by: number) => {
            const params = seen.slice();
            params[i] += by;
            return variant.loss(task, params, stepKey);
          };
          return scales[tensor] * ((moved(h) - moved(-h)) / (2 * h) + noise * draws[i]);
        }),
      );
      const largest = Math.max(...gradient.map(Math.abs));
      gradient.forEach((value, i) => {
        // Central differences of a float64 loss are good to 1e-8 or so; the rest is float32, relative to the
        // largest terms that cancel.
        expect(Math.abs(run.gradient[i] - value), `element ${i}`).toBeLessThan(
          1e-3 * Math.abs(value) + 1e-4 * largest,
        );
      });
    }
  });
});
