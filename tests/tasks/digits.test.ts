import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors';
import { optionDefaults, readOptions } from '../../src/core/option';
import { foldIn, Purpose, prngKey } from '../../src/core/prng';
import { loadDigits } from '../../src/data/digits';
import type { PictureData } from '../../src/data/pictures';
import { createTask } from '../../src/tasks/createTask';
import { digits } from '../../src/tasks/digits';
import { hiddenFault } from '../../src/tasks/digits/options';
import { type ClassView, seenAtOnce } from '../../src/tasks/network/classView';
import { drawnRows } from '../../src/tasks/network/given';
import { dataFor } from '../contract/subjects';

await digits.prepare?.();

const defaults = optionDefaults(digits.options);

test('64-32 on the digits has the weights of three dense layers', async () => {
  const { layout } = await createTask(digits, defaults);
  expect(layout.segments.map(({ name, shape }) => [name, shape])).toEqual([
    ['1.dense/w', [784, 64]],
    ['1.dense/b', [64]],
    ['3.dense/w', [64, 32]],
    ['3.dense/b', [32]],
    ['5.dense/w', [32, 10]],
    ['5.dense/b', [10]],
  ]);
  expect(digits.create(defaults).layout).toEqual(layout);
});

test('its loss is the mean cross-entropy of the batch by a straightforward loop', async () => {
  const task = await createTask(digits, defaults);
  const { training } = (await loadDigits()).split;
  const key = foldIn(foldIn(prngKey(7), Purpose.batch), 3);
  const params = task.init(foldIn(prngKey(7), Purpose.init));
  const [w0, b0, w1, b1, w2, b2] = task.layout.segments;
  const dense = (x: readonly number[], w: typeof w0, b: typeof b0) =>
    Array.from({ length: b.size }, (_, j) =>
      x.reduce((sum, value, i) => sum + value * params[w.offset + i * b.size + j], params[b.offset + j]),
    );
  const relu = (x: number[]) => x.map((value) => Math.max(0, value));
  let sum = 0;
  for (const row of drawnRows(key, 0, 64, 8000)) {
    const picture = [...training.pictures.subarray(row * 784, (row + 1) * 784)].map((level) => level / 255);
    const output = dense(relu(dense(relu(dense(picture, w0, b0)), w1, b1)), w2, b2);
    const powers = output.map(Math.exp);
    sum -= Math.log(powers[training.labels[row]] / powers.reduce((a, b) => a + b));
  }
  expect(Math.abs(task.referenceLoss(params, key) - sum / 64)).toBeLessThan(1e-6 * sum);
});

test('He and Glorot starts have the variances they promise', async () => {
  const variance = async (start: string) => {
    const task = await createTask(digits, { ...defaults, start });
    const weights = task.init(prngKey(1)).subarray(0, 784 * 64);
    return weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
  };
  // Of 50,000 draws, so to within a few parts in a hundred.
  expect(Math.abs((await variance('he')) / (2 / 784) - 1)).toBeLessThan(0.05);
  expect(Math.abs((await variance('glorot')) / (2 / 848) - 1)).toBeLessThan(0.05);
});

test('pictures of the reader’s are learned with their own extents, batch and classes', () => {
  const task = digits.create({ ...defaults, source: 'own' }, dataFor('digits'));
  expect(task.layout.segments[0].shape).toEqual([72, 64]);
  expect(task.layout.segments.at(-1)!.shape).toEqual([3]);
});

test('without its digits there is no loss to be had', () => {
  const task = digits.create(defaults);
  expect(() => task.referenceLoss(task.init(prngKey(0)), prngKey(0))).toThrow(/cannot be drawn of 0/);
});

test('a network beyond what a device holds many of is refused', () => {
  const none = { pictures: new Uint8Array(0), labels: new Uint8Array(0) };
  const extents = { height: 256, width: 256, channels: 1 };
  const split = { training: none, validation: none, test: none };
  const large = { ...dataFor('digits'), extents, split };
  expect(() => digits.create({ ...defaults, source: 'own', hidden: '512' }, large)).toThrow(ConfigError);
});

describe('Hidden layers', () => {
  test.each(['64-32', '1', '512-512-512-512', ' 8 - 4 '])('may be %j', (hidden) => {
    expect(readOptions(digits.options, { hidden }, 'task.options').hidden).toBe(hidden);
    expect(digits.create({ ...defaults, hidden }).layout.size).toBeGreaterThan(0);
  });

  test.each([
    ['', /Name the units/],
    ['64-', /“” is no number of units/],
    ['sixty', /“sixty” is no number/],
    ['64,32', /“64,32” is no number/],
    ['6.5', /“6.5” is no number/],
    ['007', /“007” is no number/],
    ['0', /Hidden layer 1 has 0 units/],
    ['64-513', /Hidden layer 2 has 513 units, 1 to 512/],
    ['1-1-1-1-1', /5 hidden layers, at most 4/],
    ['9'.repeat(41), /41 .*40|40 .*41/],
  ])('as %j are refused in a sentence', (hidden, reason) => {
    expect(() => readOptions(digits.options, { hidden }, 'task.options')).toThrow(reason);
    if (hidden.length <= 40) expect(hiddenFault(hidden)).toMatch(/[.]$/);
  });
});

describe('Its view', () => {
  const data = dataFor('digits') as PictureData;
  const task = digits.create({ ...defaults, source: 'own', hidden: '5' }, data);
  const params = task.init(prngKey(3));
  const view = task.view!(params) as ClassView;

  test('counts every held-out picture once, in the row of its class', () => {
    const { labels } = data.split.validation;
    expect([view.seen, view.heldOut]).toEqual([labels.length, labels.length]);
    for (const label of [0, 1, 2]) {
      const row = view.confusion.slice(label * 3, label * 3 + 3);
      expect(row.reduce((sum, count) => sum + count, 0)).toBe(labels.filter((own) => own === label).length);
    }
    expect(view.confusion[0] + view.confusion[4] + view.confusion[8]).toBe(view.right);
  });

  test('tells of each what the accuracy counts, and its probability', () => {
    expect(view.right / view.seen).toBeCloseTo(task.validation!.reference(params).accuracy, 12);
    for (const one of [...view.rightOnes, ...view.wrongOnes]) {
      expect(one.pixels).toHaveLength(72);
      expect(one.probability).toBeGreaterThan(1 / 3);
      expect(one.probability).toBeLessThanOrEqual(1);
    }
    expect(view.rightOnes.every(({ named, label }) => named === label)).toBe(true);
    expect(view.wrongOnes.every(({ named, label }) => named !== label)).toBe(true);
  });

  test('looks at fewer pictures by a larger network', () => {
    expect(seenAtOnce(1000, 52_650)).toBe(455);
    expect(seenAtOnce(1000, 4_000_000)).toBe(8);
    expect(seenAtOnce(6, 10)).toBe(6);
  });
});
