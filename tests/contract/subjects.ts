/** Subjects of the contract suites: a usable configuration of every registered optimizer, and TensorFlow.js. */

import type { Architecture } from '../../src/checkpoints/theta';
import { type AnyOptions, optionDefaults } from '../../src/core/option';
import { type PictureData, pictureSet } from '../../src/data/pictures';
import { openTf } from '../../src/engine/backend';
import { type Method, methods } from '../../src/methods';
import type { OptimizerConfig } from '../../src/optimizers/types';
import { tasks } from '../../src/tasks';
import type { GridData, TaskData } from '../../src/tasks/types';
import { handCheckpoint } from '../helpers/handTheta';

/** Steps of a learned optimizer's hand-made weights: gradient descent, or for Celo-Adam Adam at a rate of 0.03. */
const GAIN = { celo: 100, 'celo-adam': 30_000, velo: 100 } as const;

/**
 * Options at their defaults, apart from `changes` that the optimizer has; parts are the first of their family,
 * learned ones take weights made by hand.
 */
export function configOf(optimizer: Method, changes: AnyOptions = {}): OptimizerConfig {
  const known = Object.entries(changes).filter(([name]) => Object.hasOwn(optimizer.options, name));
  const parts = Object.entries(optimizer.parts ?? {}).map(([name, family]) => {
    const part = methods.find((candidate) => candidate.family === family);
    if (!part) throw new Error(`${optimizer.id} needs a ${family} optimizer, and none is registered`);
    return [name, configOf(part, changes)] as const;
  });
  return {
    id: optimizer.id,
    options: { ...optionDefaults(optimizer.options), ...Object.fromEntries(known) },
    ...(parts.length > 0 ? { parts: Object.fromEntries(parts) } : {}),
    ...(optimizer.family === 'learned' ? { checkpoint: handWeights(optimizer.id as Architecture) } : {}),
  };
}

const handWeights = (architecture: Architecture): string => handCheckpoint(architecture, GAIN[architecture]);

await Promise.all(tasks.map((task) => task.prepare?.()));

/** Every task with its default options, and with those of each of its variants but the large ones. */
export function taskVariants(): {
  readonly name: string;
  readonly id: string;
  readonly options: AnyOptions;
}[] {
  return tasks.flatMap(({ id, options, variants }) => [
    { name: id, id, options: optionDefaults(options) },
    ...Object.entries(variants ?? {})
      .filter(([, { large }]) => !large)
      .map(([variant, { options: changes }]) => ({
        name: `${id} (${variant})`,
        id,
        options: { ...optionDefaults(options), ...changes },
      })),
  ]);
}

/** A 16-bit volume of soft waves. */
function exampleData(): GridData {
  const extent = 64;
  const values = Float32Array.from({ length: extent ** 3 }, (_, i) => {
    const [x, y, z] = [i % extent, Math.floor(i / extent) % extent, Math.floor(i / extent ** 2)];
    return Math.round(20_000 + 1500 * Math.sin(x / 7) + 1000 * Math.cos(y / 9) + 500 * Math.sin(z / 5));
  });
  return {
    name: 'waves.tif',
    hash: '0'.repeat(64),
    shape: [extent, extent, extent],
    values,
    peak: 65_535,
    dtype: 'uint16',
    bytes: 2 * values.length,
  };
}

/** Labelled pictures of three classes, a bar at another height for each. */
function examplePictures(count = 60, height = 9, width = 8): PictureData {
  const extents = { height, width, channels: 1 };
  const size = height * width;
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 3);
  const pictures = Uint8Array.from({ length: count * size }, (_, i) => {
    const [example, row] = [Math.floor(i / size), Math.floor((i % size) / width)];
    return (Math.floor((3 * row) / height) === example % 3 ? 180 : 20) + ((i * 37) % 60);
  });
  const set = pictureSet(extents, { pictures, labels }, null);
  return {
    ...set,
    name: 'bars.npz',
    hash: '1'.repeat(64),
    shape: [count, height, width, 1],
    dtype: 'uint8',
    bytes: count * (size + 1),
  };
}

/** Data for a task, by its id: a file of the reader's, or what stands for built-in data. */
export function dataFor(id: string): TaskData {
  if (id === 'fine-tuning') return examplePictures(12, 28, 28);
  return id === 'digits' ? examplePictures() : exampleData();
}

/** TensorFlow.js on the plain CPU, which Node has too. */
export const cpuTf = () => openTf('cpu');
