/** Small plans that the executor tests share. */
import type { ArmConfig } from '../../src/config/types';
import { optionDefaults } from '../../src/core/option';
import type { ExecutorSetup } from '../../src/engine/executor';
import { findOptimizer } from '../../src/optimizers';
import { createMlp } from '../../src/tasks/mlp';
import { createPathological } from '../../src/tasks/pathological';
import { createQuadratic } from '../../src/tasks/quadratic';
import type { TaskInstance } from '../../src/tasks/types';

/** An arm with default options but for those given. */
export function arm(
  id: string,
  optimizer: string,
  options: ArmConfig['optimizer']['options'] = {},
  clipNorm = 0,
): ArmConfig {
  const defaults = optionDefaults(findOptimizer(optimizer).options);
  return { id, label: '', optimizer: { id: optimizer, options: { ...defaults, ...options } }, clipNorm };
}

export const quadratic = (): TaskInstance =>
  createQuadratic({
    tensors: [
      { name: 'w', shape: [5, 13] },
      { name: 'b', shape: [3] },
    ],
    curvature: Float32Array.from({ length: 68 }, (_, i) => 0.5 + (i % 7)),
    centre: Float32Array.from({ length: 68 }, (_, i) => Math.sin(i)),
  });

export const mlp = (batch = 0, sizes: readonly number[] = [2, 9, 5, 3]): TaskInstance =>
  createMlp({
    sizes,
    inputs: Float32Array.from({ length: sizes[0] * 100 }, (_, i) => Math.sin(1 + 3 * i)),
    targets: Float32Array.from({ length: sizes.at(-1)! * 100 }, (_, i) => Math.cos(i)),
    batch,
  });

export const pathological = (dim = 300): TaskInstance =>
  createPathological({ dim, lambda: 0.01, startNorm: 3 });

export function setupOf(
  task: TaskInstance,
  arms: readonly ArmConfig[],
  seeds: readonly number[],
  numSteps = 50,
): ExecutorSetup {
  return { task, arms, seeds, numSteps };
}

/** Columns `lanes` of `[count, allLanes]`. */
export function columns(values: Float32Array, allLanes: number, lanes: readonly number[]): number[] {
  const rows = values.length / allLanes;
  return Array.from({ length: rows }, (_, row) => lanes.map((lane) => values[row * allLanes + lane])).flat();
}
