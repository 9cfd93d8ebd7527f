/** Runs a golden trajectory of an optimizer through an executor and measures the kept parameters. */
import type { AnyOptions } from '../../core/option';
import { optimizers } from '../../optimizers';
import { createMlp } from '../../tasks/mlp';
import { createPathological } from '../../tasks/pathological';
import { createQuadratic } from '../../tasks/quadratic';
import type { TaskInstance } from '../../tasks/types';
import type { Bench } from './bench';
import { number } from './fields';
import type { LoptRun, LoptSpec, LoptTask } from './loptFile';
import type { OnProgress } from './ltcRun';
import { absoluteError, type Measurement, relativeError } from './measure';

/** The file's names of settings and ours. */
const SETTINGS: Readonly<Record<string, string>> = {
  lr: 'learningRate',
  b1: 'beta1',
  b2: 'beta2',
  eps: 'epsilon',
  weight_decay: 'weightDecay',
};

/** Why a run cannot be replayed, or null: the optimizer is missing here, or it comes with learned weights. */
export function whySkipped({ spec }: LoptRun): string | null {
  const optimizer = optimizers.find(({ id }) => id === spec.optimizer);
  if (!optimizer) return `there is no optimizer "${spec.optimizer}"`;
  if (optimizer.family === 'designed') return null;
  return `runs of ${optimizer.family} optimizers, whose weights are not in the run, are not replayed`;
}

/** The largest error of the parameters after each kept update. */
export async function measureLoptRun(
  bench: Bench,
  golden: LoptTask,
  run: LoptRun,
  onProgress: OnProgress = () => {},
): Promise<Measurement[]> {
  const executor = await bench.open({
    task: taskOf(golden),
    optimizer: optimizerOf(run.spec, run.name),
    numSteps: golden.numSteps,
    params: golden.start,
  });
  try {
    const found: Measurement[] = [];
    const losses: number[] = [];
    for (const { step, values, tolerance } of run.params) {
      if (step > losses.length) {
        losses.push(...(await executor.run(losses.length, step - losses.length)).loss);
      }
      const error = absoluteError(await executor.readLane(0), values);
      found.push({ quantity: `params at ${step}`, error, tolerance, measure: 'absolute' });
      onProgress(step, golden.steps);
    }
    if (run.loss) {
      const error = relativeError(losses, run.loss.subarray(0, losses.length));
      found.push({
        quantity: 'loss',
        error,
        tolerance: null,
        measure: 'relative',
        note: 'for information',
      });
    }
    return found;
  } finally {
    executor.dispose();
  }
}

function taskOf({ problem, layout }: LoptTask): TaskInstance {
  switch (problem.kind) {
    case 'quadratic':
      return createQuadratic({
        tensors: layout.segments,
        curvature: Float32Array.from(problem.a),
        centre: Float32Array.from(problem.c),
      });
    case 'mlp':
      return createMlp({
        sizes: problem.sizes,
        inputs: Float32Array.from(problem.x),
        targets: Float32Array.from(problem.y),
        batch: 0,
      });
    case 'pathological':
      return createPathological({ dim: layout.size, lambda: problem.lambda, startNorm: 1 });
  }
}

function optimizerOf({ optimizer, settings }: LoptSpec, run: string): { id: string; options: AnyOptions } {
  const named = Object.entries(settings).filter(([name]) => name !== 'optimizer');
  const options = named.map(([name, value]) => [
    SETTINGS[name] ?? name,
    number(value, `${run}: spec.${name}`),
  ]);
  return { id: optimizer, options: Object.fromEntries(options) };
}
