/** Promises of every registered task, with default options and those of its variants. */
import { existsSync } from 'node:fs';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { DataError } from '../../src/core/errors';
import { optionDefaults, readOptions } from '../../src/core/option';
import { foldIn, normal, type PrngKey, Purpose, prngKey } from '../../src/core/prng';
import { findTask, tasks } from '../../src/tasks';
import { asksForData } from '../../src/tasks/asksForData';
import type { TaskInstance, Tf } from '../../src/tasks/types';
import { cpuTf, dataFor, taskVariants } from './subjects';

let tf: Tf;
beforeAll(async () => {
  tf = await cpuTf();
});

const initKey = (seed: number) => foldIn(prngKey(seed), Purpose.init);
const batchKey = (seed: number, step: number) => foldIn(foldIn(prngKey(seed), Purpose.batch), step);

/** Loss and gradient of lanes in float32, as plain numbers. */
function evaluate(task: TaskInstance, lanes: readonly Float32Array[], keys: readonly PrngKey[]) {
  const { size } = task.layout;
  const loss = task.portable(tf);
  const flat = new Float32Array(lanes.length * size);
  lanes.forEach((lane, index) => {
    flat.set(lane, index * size);
  });
  const params = tf.tensor2d(flat, [lanes.length, size]) as Tensor2D;
  const result = loss.lossAndGrads(params, keys);
  expect(result.loss.shape).toEqual([lanes.length]);
  expect(result.grads.shape).toEqual([lanes.length, size]);
  const values = {
    loss: Array.from(result.loss.dataSync()),
    grads: Float32Array.from(result.grads.dataSync()),
  };
  tf.dispose([params, result.loss, result.grads]);
  expect(result.metric !== undefined).toBe(task.metric !== undefined && !task.metric.fromLoss);
  result.metric?.dispose();
  loss.dispose?.();
  return values;
}

describe.each(taskVariants())('$name', ({ id, options }) => {
  const task = findTask(id).create(options, dataFor(id));
  const { layout } = task;

  test('lays its tensors end to end under unique names', () => {
    let offset = 0;
    for (const segment of layout.segments) {
      expect(segment.offset).toBe(offset);
      expect(segment.size).toBe(segment.shape.reduce((product, extent) => product * extent, 1));
      offset += segment.size;
    }
    expect(offset).toBe(layout.size);
    expect(new Set(layout.segments.map(({ name }) => name)).size).toBe(layout.segments.length);
    for (const name of task.nonNegative ?? []) {
      expect(layout.segments.map((segment) => segment.name)).toContain(name);
    }
  });

  test('starts where its key says, and elsewhere with another key', () => {
    const first = task.init(initKey(0));
    expect(first).toHaveLength(layout.size);
    expect(first.every(Number.isFinite)).toBe(true);
    expect(task.init(initKey(0))).toEqual(first);
    expect(task.init(initKey(1))).not.toEqual(first);
  });

  test('gives the loss of the reference, for each lane its own', () => {
    const lanes = [0, 1].map((seed) => task.init(initKey(seed)));
    const keys = [0, 1].map((seed) => batchKey(seed, 3));
    const before = tf.memory().numTensors;
    const together = evaluate(task, lanes, keys);
    expect(tf.memory().numTensors).toBe(before);
    lanes.forEach((params, lane) => {
      const reference = task.referenceLoss(params, keys[lane]);
      if (!findTask(id).negative?.(options)) expect(reference).toBeGreaterThan(0);
      // float32 sums of up to 1e5 terms
      expect(Math.abs(together.loss[lane] - reference)).toBeLessThan(2e-5 * Math.abs(reference));
    });
    const alone = evaluate(task, lanes.slice(1), keys.slice(1));
    expect(alone.grads).toEqual(together.grads.slice(layout.size));
  });

  test('has the gradient of its loss, by central differences along random directions', () => {
    const params = task.init(initKey(2));
    const key = batchKey(2, 0);
    const { grads } = evaluate(task, [params], [key]);
    const steepness = Math.hypot(...grads);
    for (const seed of [10, 11, 12]) {
      const raw = normal(prngKey(seed), layout.size);
      const length = Math.hypot(...raw);
      const direction = raw.map((value) => value / length);
      // Double precision: the rounding of 1e-16 / 1e-6 and the third derivative are both far below 1e-4.
      const h = 1e-6;
      const at = (t: number) =>
        task.referenceLoss(
          Float64Array.from(params, (x, i) => x + t * direction[i]),
          key,
        );
      const slope = (at(h) - at(-h)) / (2 * h);
      const along = grads.reduce((sum, g, i) => sum + g * direction[i], 0);
      expect(Math.abs(along - slope)).toBeLessThan(2e-4 * steepness);
    }
  });

  test('shows a lane as plain data', () => {
    const view = task.view?.(task.init(initKey(0)));
    expect(view?.kind).toBe(findTask(id).view?.kind);
    expect(structuredClone(view)).toEqual(view);
  });

  test('has no metric that the page knows nothing of', () => {
    if (task.metric) expect(findTask(id).metric).toBeDefined();
  });
});

describe.each(tasks)('$id', ({ id, options, metric, view, data, selfTest, create }) => {
  const variants = taskVariants().filter((variant) => variant.id === id);

  test('names its metric for the reader, and some variant has one', () => {
    if (!metric) return;
    expect(metric.label.trim()).not.toBe('');
    expect(metric.help).toMatch(/^[^\s].*\.$/s);
    expect(variants.some((variant) => create(variant.options, dataFor(id)).metric)).toBe(true);
  });

  test('has a view in the folder that it names', () => {
    if (view) expect(existsSync(`src/ui/plots/${view.kind}/View.tsx`)).toBe(true);
  });

  test('asks for a file of the reader by options that are not its defaults, and says so where there is none', () => {
    if (!data) return;
    const asking = { ...optionDefaults(options), ...readOptions(options, data.options, 'data') };
    expect(Object.keys(data.options).length).toBeGreaterThan(0);
    for (const [name, value] of Object.entries(data.options)) expect(value).not.toBe(options[name].default);
    expect(asksForData(findTask(id), asking)).toBe(true);
    expect(asksForData(findTask(id), optionDefaults(options))).toBe(false);
    expect(() => create(asking)).toThrow(DataError);
    expect(create(asking, dataFor(id)).layout.size).toBeGreaterThan(0);
    expect(data.hint).toMatch(/\.$/);
  });

  test('is tested on devices with a small problem of its own', () => {
    const { layout } = create(readOptions(options, selfTest, 'selfTest'));
    // A few milliseconds of double precision.
    expect(layout.size).toBeLessThan(2000);
  });
});
