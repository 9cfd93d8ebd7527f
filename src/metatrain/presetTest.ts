/** A learned optimizer on a task of the page, by the engine's own executor, beside Adam and HUB. */

import { registerTheta } from '../checkpoints/registry';
import type { Theta } from '../checkpoints/theta';
import type { ArmConfig } from '../config/types';
import { optionDefaults } from '../core/option';
import { createFusedExecutor } from '../engine/fused/executor';
import { findOptimizer } from '../optimizers';
import type { OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';
import { createTask } from '../tasks/createTask';
import { type MetatestResult, medianAt, REPORT_STEPS, summary } from './metatest';

export interface PresetTestOptions {
  /** Number of seeds (default 10). */
  readonly tasks?: number;
  /** Default 1000. */
  readonly steps?: number;
  /** Leaves out HUB, and Adam at other rates than the task's own: a third of the time. */
  readonly brief?: boolean;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

const CHECKPOINT = 'metatest';
const CHUNK = 25;

const configOf = (id: string, changes: Partial<OptimizerConfig> = {}): OptimizerConfig => ({
  ...changes,
  id,
  options: { ...optionDefaults(findOptimizer(id).options), ...changes.options },
});

/** Losses on the training batches. Adam runs at the task's own rate and a half-decade to both sides. */
export async function presetTest(
  device: GPUDevice,
  taskId: string,
  theta: Theta,
  { tasks: count = 10, steps = 1000, brief = false, onProgress }: PresetTestOptions = {},
): Promise<MetatestResult> {
  const task = findTask(taskId);
  registerTheta(CHECKPOINT, theta);
  const middle = task.learningRates?.adam ?? 1e-3;
  const rates = brief ? [middle] : [middle / Math.sqrt(10), middle, middle * Math.sqrt(10)];
  const adam = (learningRate: number) => configOf('adam', { options: { learningRate } });
  const learned = configOf('celo', { checkpoint: CHECKPOINT });
  const hub = (invert: boolean) =>
    configOf('hub', { options: { invert }, parts: { designed: adam(middle), learned } });
  const mixed = brief ? [] : [hub(false), hub(true)];
  const configs = [learned, ...mixed, ...rates.map(adam)];
  const names = ['learned', ...(brief ? [] : ['HUB', 'Invert HUB']), ...rates.map(() => 'adam')];
  const arms = configs.map((optimizer, i): ArmConfig => ({ id: `${i}`, label: '', optimizer, clipNorm: 0 }));
  const seeds = Array.from({ length: count }, (_, seed) => 1000 + seed);
  const plan = { task: await createTask(task, optionDefaults(task.options)), arms, seeds, numSteps: steps };
  const executor = await createFusedExecutor(device, plan);
  const curves = arms.map(() => seeds.map(() => new Float32Array(steps + 1)));
  try {
    for (let first = 0; first <= steps; first += CHUNK) {
      const rows = Math.min(CHUNK, steps + 1 - first);
      const { loss } = await executor.run(first, rows);
      for (let row = 0; row < rows; row++) {
        for (let lane = 0; lane < executor.lanes; lane++) {
          curves[Math.floor(lane / count)][lane % count][first + row] = loss[row * executor.lanes + lane];
        }
      }
      onProgress?.(first + rows, steps + 1, taskId);
    }
  } finally {
    executor.dispose();
  }
  const at = REPORT_STEPS.filter((step) => step <= steps);
  const own = names.length - rates.length + rates.indexOf(middle);
  const target = medianAt(curves[own], Math.min(400, steps));
  return {
    family: `preset ${taskId}`,
    tasks: count,
    tuningTasks: 0,
    steps: at,
    target,
    rows: curves.map((runs, i) => ({
      optimizer: names[i],
      ...(names[i] === 'adam' ? { learningRate: rates[i - names.length + rates.length] } : {}),
      ...summary([runs], at, target),
    })),
  };
}
