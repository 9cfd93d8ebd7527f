import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors';
import { optionDefaults } from '../../src/core/option';
import { tensorOf } from '../../src/core/paramLayout';
import { foldIn, normal, type PrngKey, prngKey } from '../../src/core/prng';
import { type SirenInstance, siren } from '../../src/tasks/siren';
import { batchIndices, sampleGrid, scaleBits } from '../../src/tasks/siren/grid';
import { initSiren, sirenLayout, widthForBudget } from '../../src/tasks/siren/network';
import { phantomAt, phantomVolume } from '../../src/tasks/siren/phantom';
import { pictureImage } from '../../src/tasks/siren/picture';
import type { GridData } from '../../src/tasks/types';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const create = (options: object = {}, data?: GridData): SirenInstance =>
  siren.create({ ...optionDefaults(siren.options), ...options }, data) as SirenInstance;

/** Data of the reader's with the shape and size of the CT block the data notes describe. */
const noise = (shape: readonly number[], extra: Partial<GridData> = {}): GridData => ({
  name: 'noise',
  hash: '',
  shape,
  values: normal(
    prngKey(5),
    shape.reduce((product, extent) => product * extent, 1),
  ),
  peak: 1,
  dtype: 'float32',
  bytes: 1000,
  ...extra,
});

describe('the network', () => {
  test('has a weight [in, out] and a bias per layer, and a layer is a module', () => {
    const layout = sirenLayout({ dims: 3, layers: 7, width: 9 });
    expect(layout.size).toBe(496);
    expect(layout.segments.map((segment) => segment.shape)).toEqual([
      [3, 9],
      [9],
      ...Array.from({ length: 5 }, () => [[9, 9], [9]]).flat(),
      [9, 1],
      [1],
    ]);
    expect(layout.segments[3]).toMatchObject({ name: 'layer1/bias', module: 'layer1', offset: 36 + 81 });
  });

  test('starts uniform within the bounds of each tensor, and fills them', () => {
    const network = { dims: 3, layers: 4, width: 64 };
    const layout = sirenLayout(network);
    const params = initSiren(network, prngKey(1));
    const bounds: Record<string, number> = {
      'layer0/weight': 1 / 3,
      'layer0/bias': 1 / Math.sqrt(3),
      'layer1/weight': Math.sqrt(6 / 64) / 30,
      'layer1/bias': 1 / 8,
      'layer3/weight': Math.sqrt(6 / 64) / 30,
    };
    for (const [name, bound] of Object.entries(bounds)) {
      const tensor = tensorOf(params, layout, name);
      const largest = Math.max(...Array.from(tensor, Math.abs));
      expect(largest, name).toBeLessThanOrEqual(bound * (1 + 1e-6)); // bounds are rounded to float32
      expect(largest, name).toBeGreaterThan(0.9 * bound);
      const mean = tensor.reduce((sum, value) => sum + value, 0) / tensor.length;
      expect(Math.abs(mean), name).toBeLessThan((4 * bound) / Math.sqrt(3 * tensor.length)); // 4 sigma
    }
    expect(initSiren(network, prngKey(1))).toEqual(params);
    expect(initSiren(network, prngKey(2))).not.toEqual(params);
  });
});

describe('the parameter budget', () => {
  test('gives 9 units and 496 parameters for 7 layers at ratio 256 of a 64 x 64 x 64 block of 16 bits', () => {
    expect(widthForBudget((64 ** 3 * 2) / 256 / 4, 3, 7)).toBe(9);
    const volume = noise([64, 64, 64], { bytes: 64 ** 3 * 2 });
    const task = create({ source: 'own', layers: 7, size: 'ratio', ratio: 256 }, volume);
    expect(task.layout.size).toBe(496);
  });

  test('comes out as near to the wish as whole widths allow, for any number of layers', () => {
    for (const layers of [2, 3, 5, 10]) {
      const count = (width: number) => sirenLayout({ dims: 2, layers, width }).size;
      for (const width of [4, 17, 64]) expect(widthForBudget(count(width), 2, layers)).toBe(width);
      const between = (count(20) + count(21)) / 2;
      expect([20, 21]).toContain(widthForBudget(between, 2, layers));
    }
  });

  test('that no width meets is refused with the field, the number and the way out', () => {
    expect(() => create({ size: 'ratio', ratio: 4096 })).toThrow(/4096 leaves 0 parameters .* smaller ratio/);
    const volume = noise([16, 16, 16], { bytes: 10_000_000 });
    expect(() => create({ source: 'own', size: 'ratio', ratio: 2 }, volume)).toThrow(/larger ratio/);
  });
});

describe('the grid', () => {
  test('runs from -1 to 1 with both ends, first axis slowest, and holds values from 0 to 100', () => {
    const grid = sampleGrid({
      name: 'ramp',
      shape: [2, 3],
      values: Float32Array.of(7, 8, 9, 10, 11, 12),
      peak: 255,
    });
    expect([...grid.axes]).toEqual([-1, 1, -1, 0, 1]);
    expect([...grid.targets]).toEqual([0, 20, 40, 60, 80, 100]);
    expect(grid.span).toBe(5);
  });

  test('is taken whole and in order by a batch of at least its size', () => {
    const grid = sampleGrid(noise([3, 4]));
    expect([...batchIndices(grid, 12, prngKey(0))]).toEqual([...Array(12).keys()]);
    expect([...batchIndices(grid, 1000, prngKey(9))]).toEqual([...Array(12).keys()]);
  });

  test('is drawn from uniformly by smaller batches', () => {
    const grid = sampleGrid(noise([10, 10]));
    const counts = new Float64Array(100);
    for (let step = 0; step < 1000; step++) {
      for (const index of batchIndices(grid, 50, foldIn(prngKey(3), step))) counts[index]++;
    }
    // 50,000 draws, 500 expected per sample; chi-squared with 99 degrees stays below 149 with p = 0.999.
    const chiSquared = counts.reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0);
    expect(chiSquared).toBeLessThan(149);
  });

  test('scales 32 bits to an index as exact integer arithmetic does', () => {
    for (const count of [1, 7, 4096, 65_535, 65_537, 262_144, 33_554_432, 4_294_967_295]) {
      for (const bits of [0, 1, 65_535, 65_536, 2_147_483_647, 3_141_592_653, 4_294_967_295]) {
        expect(scaleBits(bits, count)).toBe(Number((BigInt(bits) * BigInt(count)) >> 32n));
      }
    }
  });

  test('of constant or non-finite data is refused', () => {
    const flat = { name: 'flat', shape: [2, 2], values: new Float32Array(4).fill(3), peak: 1 };
    expect(() => sampleGrid(flat)).toThrow(DataError);
    expect(() => sampleGrid({ ...flat, values: Float32Array.of(0, 1, Number.NaN, 2) })).toThrow(/finite/);
  });
});

describe('built-in data', () => {
  test('are 8-bit pictures with light and dark, the same every time', () => {
    const picture = pictureImage();
    expect(picture).toMatchObject({ shape: [64, 64], peak: 255, dtype: 'uint8', bytes: 4096 });
    expect(Math.max(...picture.values) - Math.min(...picture.values)).toBeGreaterThan(200);
    expect(pictureImage().values).toEqual(picture.values);
  });

  test('show the phantom with its skull, brain, ventricles and nothing outside', () => {
    expect(phantomAt(0, 0.91, 0)).toBe(1);
    expect(phantomAt(0, -0.8, 0)).toBeCloseTo(0.2, 12);
    expect(phantomAt(0.22, 0, 0)).toBeCloseTo(0, 12);
    expect(phantomAt(-0.22, 0, 0)).toBeCloseTo(0, 12);
    expect(phantomAt(0, 0.35, -0.15)).toBeCloseTo(0.3, 12);
    expect(phantomAt(0, 0.1, 0.25)).toBeCloseTo(0.3, 12);
    expect(phantomAt(0.9, 0.9, 0)).toBe(0);
    expect(phantomVolume(16)).toMatchObject({ shape: [16, 16, 16], peak: 255 });
  });
});

/** Loss and gradient by TensorFlow.js for lanes of given parameters. */
async function portable(task: SirenInstance, params: Float32Array, keys: readonly PrngKey[]) {
  const input = tf.tensor2d(params, [keys.length, task.layout.size]);
  const before = tf.memory().numTensors;
  const form = task.portable(tf);
  const { loss, grads } = form.lossAndGrads(input, keys);
  const result = { loss: await loss.data(), grads: await grads.data() };
  tf.dispose([loss, grads]);
  form.dispose?.();
  expect(tf.memory().numTensors, 'tensors left over').toBe(before);
  input.dispose();
  return result;
}

describe('the portable form', () => {
  const cases = [
    { name: 'the lake, 4 layers', options: {}, data: undefined },
    { name: 'the lake whole, 2 layers', options: { layers: 2, batch: 4096 }, data: undefined },
    {
      name: 'a volume, 7 layers of 9',
      options: { source: 'own', layers: 7, width: 9, batch: 300 },
      data: noise([7, 8, 9]),
    },
  ];

  for (const { name, options, data } of cases) {
    test(`has the loss of the reference and its slope along random directions: ${name}`, async () => {
      const task = create(options, data);
      const keys = [foldIn(prngKey(1), 5), foldIn(prngKey(2), 5)];
      const lanes = keys.map((_, lane) => task.init(prngKey(lane)));
      const { loss, grads } = await portable(
        task,
        Float32Array.from(lanes.flatMap((lane) => [...lane])),
        keys,
      );
      for (const [lane, params] of lanes.entries()) {
        const reference = task.referenceLoss(params, keys[lane]);
        expect(Math.abs(loss[lane] - reference)).toBeLessThan(1e-5 * reference); // float32 sums
        for (let direction = 0; direction < 3; direction++) {
          const along = normal(prngKey(100 + direction), params.length);
          const at = (h: number) =>
            task.referenceLoss(
              Float64Array.from(params, (value, i) => value + h * along[i]),
              keys[lane],
            );
          // In double precision; frequencies up to 30 per layer make the third derivative large, hence a small step.
          const h = 1e-6;
          const slope = (at(h) - at(-h)) / (2 * h);
          const own = Float32Array.from(grads).subarray(lane * params.length, (lane + 1) * params.length);
          const projected = own.reduce((sum, value, i) => sum + value * along[i], 0);
          const size = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
          // Relative to the gradient's norm: float32 forward and backward, and the difference's own h^2 error.
          expect(Math.abs(projected - slope) / size).toBeLessThan(2e-4);
        }
      }
    });
  }

  test('takes a large batch in pieces without changing the result', async () => {
    // 2^21 entries per piece: 64 lanes of 64 units take 600 coordinates in 2 pieces.
    const task = create({ source: 'own', layers: 2, width: 64, batch: 600 }, noise([40, 40]));
    const keys = Array.from({ length: 64 }, () => foldIn(prngKey(1), 0));
    const params = task.init(prngKey(0));
    const { loss } = await portable(task, Float32Array.from(keys.flatMap(() => [...params])), keys);
    const reference = task.referenceLoss(params, keys[0]);
    for (const value of loss) expect(Math.abs(value - reference)).toBeLessThan(1e-5 * reference);
  });

  test('keeps a lane of NaN to itself', async () => {
    const task = create({ width: 8, batch: 64 });
    const keys = [foldIn(prngKey(1), 0), foldIn(prngKey(2), 0)];
    const good = task.init(prngKey(0));
    const alone = await portable(task, good, [keys[1]]);
    const both = new Float32Array(2 * good.length).fill(Number.NaN);
    both.set(good, good.length);
    const together = await portable(task, both, keys);
    expect(together.loss[0]).toBeNaN();
    expect(together.loss[1]).toBe(alone.loss[0]);
    expect(together.grads.slice(good.length)).toEqual(alone.grads);
  });
});

describe('the view', () => {
  test('shows the whole lake beside the network, with the PSNR of exactly what is shown', () => {
    const task = create({ batch: 4096 });
    const params = task.init(prngKey(3));
    const view = task.view(params);
    expect(view).toMatchObject({ kind: 'siren', dims: 2, shape: [64, 64], complete: true, range: [0, 100] });
    expect(view.peakLabel).toBe('8-bit range 255');
    expect(view).toMatchObject({ dtype: 'uint8', bytes: 4096, lost: [], ratio: 4096 / (4 * params.length) });
    expect(view.planes).toHaveLength(1);
    expect(view.planes[0]).toMatchObject({ height: 64, width: 64, label: '' });
    expect(view.planes[0].target).toEqual(task.problem.grid.targets);
    const loss = task.referenceLoss(params, prngKey(0));
    expect(view.psnr).toBeCloseTo(task.metric!.fromLoss!(loss), 9);
    // By hand: the error in grey levels against 255.
    const rms = Math.sqrt(loss) * (task.problem.grid.span / 100);
    expect(view.psnr).toBeCloseTo(20 * Math.log10(255 / rms), 9);
  });

  test('keeps the proportions of the data, however coarse the network lets it be shown', () => {
    for (const width of [8, 64]) {
      for (const [rows, columns] of [
        [256, 512],
        [40, 300],
        [300, 7],
      ]) {
        const task = create({ source: 'own', width, layers: 8 }, noise([rows, columns]));
        const [plane] = task.view(task.init(prngKey(0))).planes;
        expect(plane.aspect, `${columns} x ${rows} by ${width} units`).toBe(columns / rows);
        expect(plane.target).toHaveLength(plane.width * plane.height);
      }
    }
  });

  test('cuts a volume through its middle, or where asked, along every axis', () => {
    const task = create({ source: 'own', width: 8 }, noise([6, 10, 300], { peak: 2, dtype: 'float32' }));
    const params = task.init(prngKey(3));
    const view = task.view(params);
    expect(view.planes.map((plane) => plane.label)).toEqual(['z = 3 of 6', 'y = 5 of 10', 'x = 150 of 300']);
    expect(view.planes.map(({ height, width }) => [height, width])).toEqual([
      [10, 100], // every third of 300, as 128 are the most
      [6, 100],
      [6, 10],
    ]);
    expect(view.planes.map(({ aspect }) => aspect)).toEqual([30, 50, 10 / 6]);
    expect(view.peakLabel).toBe("the data's own range 2");
    expect(view.complete).toBe(false);
    const { targets } = task.problem.grid;
    const cut = task.view(params, { slices: [1, 99, 7] });
    expect(cut.planes.map((plane) => plane.index)).toEqual([1, 9, 7]);
    expect(cut.planes[0].target[100 + 2]).toBe(targets[(1 * 10 + 1) * 300 + 6]);
    expect(cut.planes[2].target[10 + 4]).toBe(targets[(1 * 10 + 4) * 300 + 7]);
  });
});

test('an experiment on the reader’s own data without the file says what to do', () => {
  expect(() => create({ source: 'own' })).toThrow(/open a file/);
});
