import { beforeAll, describe, expect, test } from 'vitest';
import { optionDefaults } from '../../src/core/option';
import { foldIn, Purpose, prngKey } from '../../src/core/prng';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { digits } from '../../src/tasks/digits';
import { augmentations, drawnMotion, type Motion, moved } from '../../src/tasks/network/augment';
import { givenValues } from '../../src/tasks/network/given';
import type { Tf } from '../../src/tasks/types';
import { cpuTf, dataFor } from '../contract/subjects';
import { arm, setupOf } from '../engine/setups';
import { batchAsGradient, examplePixels } from './movedPictures';

await digits.prepare?.();

let tf: Tf;
beforeAll(async () => {
  tf = await cpuTf();
});

const extents = { height: 3, width: 4, channels: 1 };
const picture = Float64Array.from({ length: 12 }, (_, i) => i + 1);
const at = (changes: Partial<Motion>) => [
  ...moved(picture, extents, { right: 0, down: 0, sine: 0, cosine: 1, ...changes }),
];

describe('A picture', () => {
  test('that is not moved stays as it is', () => {
    expect(at({})).toEqual([...picture]);
  });

  test('is shifted by whole pixels, and zeros come in', () => {
    expect(at({ right: 1 })).toEqual([0, 1, 2, 3, 0, 5, 6, 7, 0, 9, 10, 11]);
    expect(at({ right: -2, down: 1 })).toEqual([0, 0, 0, 0, 3, 4, 0, 0, 7, 8, 0, 0]);
    expect(at({ down: 3 })).toEqual(new Array(12).fill(0));
  });

  test('is turned clockwise about its centre, and then shifted', () => {
    const square = { height: 3, width: 3, channels: 1 };
    const letters = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const quarter = { right: 0, down: 0, sine: 1, cosine: 0 };
    expect([...moved(letters, square, quarter)]).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
    expect([...moved(letters, square, { ...quarter, right: 1 })]).toEqual([0, 7, 4, 0, 8, 5, 0, 9, 6]);
  });

  test('is interpolated between pixels, channel by channel', () => {
    // What is linear in the place is met exactly wherever four pixels are around: a x + b y turned back.
    const wide = { height: 9, width: 9, channels: 2 };
    const plane = (x: number, y: number, channel: number) => (channel === 0 ? 3 * x - y : 100 + 2 * y);
    const ramps = Float64Array.from({ length: 162 }, (_, i) =>
      plane((i >> 1) % 9, Math.floor(i / 18), i % 2),
    );
    const [sine, cosine] = [Math.sin(0.2), Math.cos(0.2)];
    const result = moved(ramps, wide, { right: 1, down: 0, sine, cosine });
    for (const [x, y] of [
      [5, 4],
      [4, 3],
      [6, 5],
    ]) {
      const [u, v] = [x - 5, y - 4];
      const source = [cosine * u + sine * v + 4, cosine * v - sine * u + 4] as const;
      for (const channel of [0, 1])
        expect(result[(y * 9 + x) * 2 + channel]).toBeCloseTo(plane(...source, channel), 10);
    }
  });
});

describe('Motions', () => {
  const limits = { extents, ...augmentations.turn };
  const count = 50_000;
  const key = foldIn(prngKey(11), Purpose.batch);
  const drawn = Array.from({ length: count }, (_, place) => drawnMotion(key, place, limits));
  const angles = drawn.map(({ sine, cosine }) => Math.atan2(sine, cosine));

  /** Sum of squared departures from equal counts, over the count expected. */
  const chiSquared = (classes: readonly number[], many: number) => {
    const counts = new Array<number>(many).fill(0);
    for (const one of classes) counts[one]++;
    const expected = classes.length / many;
    return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  };

  test('are equally likely, shifts and angles alike', () => {
    const pairs = drawn.map(({ right, down }) => (right + 2) * 5 + down + 2);
    // 24 degrees of freedom: above 51.2 in one of a thousand.
    expect(chiSquared(pairs, 25)).toBeLessThan(51.2);
    const most = Math.PI / 12;
    expect(Math.max(...angles.map(Math.abs))).toBeLessThanOrEqual(most);
    expect(
      chiSquared(
        angles.map((angle) => Math.min(24, Math.floor(((angle / most + 1) / 2) * 25))),
        25,
      ),
    ).toBeLessThan(51.2);
  });

  test('of one place say nothing of those of the next, nor shifts of angles', () => {
    const correlation = (a: readonly number[], b: readonly number[]) => {
      const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
      const [ma, mb] = [mean(a), mean(b)];
      const cross = mean(a.map((x, i) => (x - ma) * (b[i] - mb)));
      return cross / Math.sqrt(mean(a.map((x) => (x - ma) ** 2)) * mean(b.map((x) => (x - mb) ** 2)));
    };
    const rights = drawn.map(({ right }) => right);
    const downs = drawn.map(({ down }) => down);
    // Four standard errors.
    const bound = 4 / Math.sqrt(count);
    for (const [a, b] of [
      [rights, downs],
      [rights, angles],
      [angles.slice(1), angles.slice(0, -1)],
    ])
      expect(Math.abs(correlation(a, b))).toBeLessThan(bound);
  });

  test('rest on key and place alone', () => {
    expect(drawnMotion(key, 7, limits)).toEqual(drawn[7]);
    expect(drawnMotion(foldIn(key, 1), 7, limits)).not.toEqual(drawn[7]);
  });

  test('that only shift turn nothing, and go the same ways', () => {
    const shifts = { extents, ...augmentations.shift };
    drawn.slice(0, 100).forEach(({ right, down }, place) => {
      const { sine, ...rest } = drawnMotion(key, place, shifts);
      expect(Math.abs(sine)).toBe(0);
      expect(rest).toEqual({ right, down, cosine: 1 });
    });
  });
});

test.each([true, false])(
  'the portable form is given the pictures of the reference (bytes: %s)',
  async (bytes) => {
    const shape = { height: 6, width: 5, channels: 3 };
    const rows = examplePixels(shape, 13, bytes);
    const { problem, task } = batchAsGradient(rows, shape, 8, { extents: shape, ...augmentations.turn });
    const executor = await createPortableExecutor(tf, setupOf(task, [arm('a', 'sgd')], [4, 5]));
    await executor.evaluate(3);
    const grads = await executor.readGrads();
    executor.dispose();
    [4, 5].forEach((seed, lane) => {
      const key = foldIn(foldIn(prngKey(seed), Purpose.batch), 3);
      const { size } = task.layout;
      expect(grads.slice(lane * size, (lane + 1) * size)).toEqual(givenValues(problem.given[0], key));
    });
  },
);

describe('Digits', () => {
  const make = (augment: string) =>
    digits.create(
      { ...optionDefaults(digits.options), source: 'own', hidden: '6', augment },
      dataFor('digits'),
    );
  const [none, shift, turn] = ['none', 'shift', 'turn'].map(make);
  const params = none.init(prngKey(2));
  const key = foldIn(foldIn(prngKey(2), Purpose.batch), 9);

  test('are moved in training, each choice in its own way', () => {
    expect(
      digits
        .create({ ...optionDefaults(digits.options), source: 'own', hidden: '6' }, dataFor('digits'))
        .referenceLoss(params, key),
    ).toBe(none.referenceLoss(params, key));
    expect(new Set([none, shift, turn].map((task) => task.referenceLoss(params, key))).size).toBe(3);
    expect(turn.init(prngKey(2))).toEqual(params);
  });

  test('are validated as they are', () => {
    for (const task of [shift, turn]) {
      expect(task.validation!.reference(params)).toEqual(none.validation!.reference(params));
      expect(task.view!(params)).toEqual(none.view!(params));
    }
  });
});
