/** Whole runs on the CPU, in Node. */
import type { Experiment } from '../../src/config/types';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { findTask } from '../../src/tasks';
import { cpuTf } from '../contract/subjects';

/** `[step][seed]`, before the update of that step; the last row after all of them. */
export type Losses = readonly (readonly number[])[];

/** Losses of each arm of an experiment, trained in the portable executor on TensorFlow.js' CPU backend. */
export async function train({ task, arms, seeds, steps }: Experiment): Promise<readonly Losses[]> {
  const executor = await createPortableExecutor(await cpuTf(), {
    task: findTask(task.id).create(task.options),
    arms,
    seeds: Array.from({ length: seeds.count }, (_, index) => seeds.first + index),
    numSteps: steps,
  });
  const parts = [await executor.run(0, steps), await executor.evaluate(steps)];
  executor.dispose();
  const rows = parts.flatMap(({ loss, count }) =>
    Array.from({ length: count }, (_, row) => [
      ...loss.subarray(row * executor.lanes, (row + 1) * executor.lanes),
    ]),
  );
  return arms.map((_, arm) => rows.map((row) => row.slice(arm * seeds.count, (arm + 1) * seeds.count)));
}
