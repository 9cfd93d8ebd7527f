/** The networks that read digits. */
import { describe, expect, test } from 'vitest';
import { optionDefaults } from '../../src/core/option';
import { prngKey } from '../../src/core/prng';
import type { PictureData } from '../../src/data/pictures';
import { digits } from '../../src/tasks/digits';
import type { ClassView } from '../../src/tasks/network/classView';
import { dataFor } from '../contract/subjects';

await digits.prepare?.();

const defaults = optionDefaults(digits.options);
const layoutOf = (options: object) => digits.create({ ...defaults, ...options }).layout;
const own = (options: object) =>
  digits.create({ ...defaults, ...options, source: 'own' }, dataFor('digits') as PictureData);

describe('Parameters', () => {
  test.each([
    // 9 * 8 + 8, 72 * 16 + 16, 7 * 7 * 16 * 10 + 10.
    [{ model: 'cnn' }, 9098],
    // Scales and offsets of 8, 8, 8, 16, 16, 16, 32, 32, 32 channels; kernels; 32 * 10 + 10.
    [
      { model: 'resnet' },
      9 * 8 + 2 * 72 * 8 + 72 * 16 + 144 * 16 + 8 * 16 + 144 * 32 + 288 * 32 + 16 * 32 + 2 * 168 + 330,
    ],
    // Per block: 2 norms of 64; q, v, out with biases, k without; 32 * 128 + 128 and 128 * 32 + 32.
    [{ model: 'vit' }, 49 * 32 + 32 + 32 + 17 * 32 + 2 * (128 + 4 * 1024 + 96 + 4224 + 4128) + 64 + 330],
  ])('of %j', (options, count) => {
    expect(layoutOf(options).size).toBe(count);
  });

  test('of the paper’s transformer are some four million', () => {
    const { size } = layoutOf(digits.variants!['vit-paper'].options);
    expect(size).toBeGreaterThan(3.9e6);
    expect(size).toBeLessThan(4.2e6);
  });

  test('leave out biases whose gradient is always 0', () => {
    const names = layoutOf({ model: 'resnet' }).segments.map(({ name }) => name);
    expect(names.filter((name) => /conv2d\/b$/.test(name))).toEqual([]);
    const keys = layoutOf({ model: 'vit' }).segments.filter(({ name }) => name.includes('/key/'));
    expect(keys.every(({ name }) => name.endsWith('/w'))).toBe(true);
  });

  test('of norms begin with scale 1 and offset 0', () => {
    const task = own({ model: 'resnet' });
    const start = task.init(prngKey(1));
    for (const { name, offset, size } of task.layout.segments) {
      const values = start.subarray(offset, offset + size);
      if (name.endsWith('/scale')) expect(values.every((x) => x === 1)).toBe(true);
      else if (name.endsWith('/offset') || name.endsWith('/b'))
        expect(values.every((x) => x === 0)).toBe(true);
      else expect(values.some((x) => x !== 0)).toBe(true);
    }
  });
});

describe('What does not go together is refused with what would', () => {
  test.each([
    [{ model: 'vit', width: 64, heads: 5 }, /64 cannot be shared equally by 5 heads.*65/],
    [{ model: 'vit', width: 48, heads: 12 }, null],
  ])('%j', (options, reason) => {
    if (reason) expect(() => layoutOf(options)).toThrow(reason);
    else expect(() => layoutOf(options)).not.toThrow();
  });

  test('patches larger than the pictures', () => {
    const data = dataFor('digits') as PictureData;
    const training = { labels: data.split.training.labels, pictures: new Uint8Array(54 * 40) };
    const validation = { labels: new Uint8Array(0), pictures: new Uint8Array(0) };
    const split = { ...data.split, training, validation };
    const small = { ...data, extents: { height: 5, width: 8, channels: 1 }, split };
    const create = (options: object) => digits.create({ ...defaults, ...options, source: 'own' }, small);
    expect(() => create({ model: 'vit' })).toThrow(/5 × 8 pixels are too small.*7 × 7/);
    expect(() => create({ model: 'vit', patch: '4' })).not.toThrow();
  });
});

describe('Batch normalisation when evaluated', () => {
  const task = own({ model: 'resnet', channels: 2 });
  const params = task.init(prngKey(5));
  const data = dataFor('digits') as PictureData;

  /** The same held-out pictures in another order, or some of them. */
  const withHeldOut = (places: readonly number[]) => {
    const { validation } = data.split;
    const size = 72;
    const pictures = Uint8Array.from(
      places.flatMap((p) => [...validation.pictures.subarray(p * size, (p + 1) * size)]),
    );
    const labels = Uint8Array.from(places, (p) => validation.labels[p]);
    return digits.create(
      { ...defaults, model: 'resnet', channels: 2, source: 'own' },
      { ...data, split: { ...data.split, validation: { pictures, labels } } },
    );
  };

  test('does not let pictures say anything about one another', () => {
    const all = task.validation!.reference(params).loss;
    const count = data.split.validation.labels.length;
    const each = Array.from({ length: count }, (_, p) => withHeldOut([p]).validation!.reference(params).loss);
    expect(each.reduce((sum, loss) => sum + loss, 0) / count).toBeCloseTo(all, 10);
  });

  test('is told with the view, and agrees with it', () => {
    const view = task.view!(params) as ClassView;
    expect(view.calibrated).toBe(data.split.training.labels.length);
    expect(view.right / view.seen).toBeCloseTo(task.validation!.reference(params).accuracy, 12);
  });
});

test('label smoothing is of training alone', () => {
  const [plain, smooth] = [0, 0.3].map((smoothing) => own({ smoothing }));
  const params = plain.init(prngKey(2));
  expect(smooth.referenceLoss(params, prngKey(9))).not.toBeCloseTo(
    plain.referenceLoss(params, prngKey(9)),
    3,
  );
  expect(smooth.validation!.reference(params)).toEqual(plain.validation!.reference(params));
});
