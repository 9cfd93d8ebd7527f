/** Runs a golden trajectory of an optimizer through an executor and measures what the file keeps of it. */

import { registerTheta } from '../../checkpoints/registry';
import { ConfigError } from '../../core/errors';
import { optimizers } from '../../optimizers';
import type { OptimizerConfig } from '../../optimizers/types';
import { createMlp } from '../../tasks/mlp';
import { createPathological } from '../../tasks/pathological';
import { createQuadratic } from '../../tasks/quadratic';
import type { TaskInstance } from '../../tasks/types';
import type { Executor } from '../executor';
import type { Bench } from './bench';
import { absent, type Json, number, object, text } from './fields';
import type { LoptFile, LoptRun, LoptSpec, LoptTask } from './loptFile';
import type { OnProgress } from './ltcRun';
import { absoluteError, type Measurement, relativeError, softRelativeError } from './measure';
import { type Watch, watchFused, watchPortable } from './watch';
import { optimizerId } from './weights';

/** The file's names of settings and ours. */
const SETTINGS: Readonly<Record<string, string>> = {
  lr: 'learningRate',
  b1: 'beta1',
  b2: 'beta2',
  eps: 'epsilon',
  weight_decay: 'weightDecay',
};

/** Of a value and of 0.01 besides: float32 against float64 through sums, roots and two networks. */
const TRACE_TOLERANCE = 1e-4;
/** Shares are at most 1, so this is some ten float32 steps. */
const SIGMA_TOLERANCE = 1e-6;
/** Relative error of a loss from its own float32 sums and functions, beside that of the parameters. */
const LOSS_ROUNDING = 1e-5;

/** Why a run cannot be replayed, or null: the optimizer or its learned weights are missing here. */
export function whySkipped(file: LoptFile, task: LoptTask, { spec, name }: LoptRun): string | null {
  const unknown = namedOptimizers(spec).find((one) => !optimizers.some(({ id }) => id === optimizerId(one)));
  if (unknown !== undefined) return `there is no optimizer "${unknown}"`;
  const missing = checkpointsOf(configOf(spec.settings, task, name)).find((id) => !file.thetas[id]);
  if (missing === undefined) return null;
  const entry = file.checkpoints.find(({ id }) => id === missing);
  return `the weights of ${missing} are missing${entry ? `: ${entry.file} was not found` : ''}`;
}

/**
 * The largest error of losses, parameters, HUB's shares and intermediates where the file keeps them: by update,
 * and within an update in the order of computation, so that the first that is off is the cause.
 */
export async function measureLoptRun(
  bench: Bench,
  file: LoptFile,
  golden: LoptTask,
  run: LoptRun,
  onProgress: OnProgress = () => {},
): Promise<Measurement[]> {
  const optimizer = configOf(run.spec.settings, golden, run.name);
  for (const id of checkpointsOf(optimizer)) registerTheta(id, file.thetas[id]);
  const inside = new Set([...run.sigma, ...run.traces].map(({ step }) => step));
  const watch = inside.size > 0 ? watchOf(bench, golden, run) : null;
  const executor = await bench.open({
    task: taskOf(golden),
    optimizer,
    numSteps: golden.numSteps,
    params: golden.start,
    ...(watch ? { methodOf: watch.methodOf } : {}),
  });
  try {
    const found: Measurement[] = [];
    const losses: number[] = [];
    const advance = async (step: number) => {
      const count = step - losses.length;
      if (count > 0) losses.push(...(await executor.run(losses.length, count)).loss);
    };
    const kept = new Set([...inside, ...run.params.map(({ step }) => step)]);
    for (const step of [...kept].sort((a, b) => a - b)) {
      if (watch && inside.has(step)) {
        await advance(step - 1);
        watch.start();
        await advance(step);
        watch.stop();
        found.push(...(await measureInside(watch, run, step)));
      }
      await advance(step);
      found.push(...(await measureParams(executor, run, step)));
      onProgress(step, golden.steps);
    }
    if (run.loss) found.push(lossForInformation(losses, run.loss));
    return found;
  } finally {
    watch?.destroy();
    executor.dispose();
  }
}

const watchOf = (bench: Bench, golden: LoptTask, run: LoptRun): Watch =>
  bench.tf ? watchPortable(bench.tf) : watchFused(golden, run.traces.length > 0);

/** Intermediates and shares of the update just made. */
async function measureInside(watch: Watch, run: LoptRun, step: number): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (const trace of run.traces) {
    if (trace.step !== step) continue;
    const got = await watch.trace(trace);
    for (const { name, values } of trace.quantities) {
      const error = got[name] ? softRelativeError(got[name], values) : Number.POSITIVE_INFINITY;
      const quantity = `${name} of update ${step}`;
      found.push({ quantity, error, tolerance: TRACE_TOLERANCE, measure: 'of value + 0.01' });
    }
  }
  for (const sigma of run.sigma) {
    if (sigma.step !== step) continue;
    const error = absoluteError(await watch.sigma(), sigma.values);
    found.push({
      quantity: `sigma of update ${step}`,
      error,
      tolerance: SIGMA_TOLERANCE,
      measure: 'absolute',
    });
  }
  return found;
}

/** Parameters after `step` updates and their loss, where the file keeps them. */
async function measureParams(executor: Executor, run: LoptRun, step: number): Promise<Measurement[]> {
  const kept = run.params.find((one) => one.step === step);
  if (!kept) return [];
  const { values, tolerance } = kept;
  const error = absoluteError(await executor.readLane(0), values);
  const found: Measurement[] = [{ quantity: `params at ${step}`, error, tolerance, measure: 'absolute' }];
  if (!run.loss) return found;
  const { loss } = await executor.evaluate(step);
  const slope = (await executor.readGrads()).reduce((sum, value) => sum + Math.abs(value), 0);
  found.push({
    quantity: `loss at ${step}`,
    error: absoluteError(loss, [run.loss[step]]),
    tolerance: slope * tolerance + LOSS_ROUNDING * Math.abs(run.loss[step]),
    measure: 'absolute',
  });
  return found;
}

/** Losses between the kept updates: nothing tells how far those parameters may be off. */
function lossForInformation(losses: readonly number[], expected: Float64Array): Measurement {
  const error = relativeError(losses, expected.subarray(0, losses.length));
  return { quantity: 'loss', error, tolerance: null, measure: 'relative', note: 'for information' };
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

/** Names of all optimizers of a run, in the file's words. */
function namedOptimizers({ optimizer, settings }: LoptSpec): string[] {
  const parts = [settings.hand, settings.learned].filter((part) => !absent(part));
  const names = parts.map((part) => text((part as Json).optimizer, 'spec.optimizer'));
  return [optimizer, ...names];
}

/** Ids of the weights that a configuration needs. */
const checkpointsOf = ({ checkpoint, parts = {} }: OptimizerConfig): string[] => [
  ...(checkpoint === undefined ? [] : [checkpoint]),
  ...Object.values(parts).flatMap(checkpointsOf),
];

/** The optimizer of a run in our words; throws `ConfigError` for words that are not known. */
function configOf(settings: Json, task: LoptTask, run: string): OptimizerConfig {
  const id = optimizerId(text(settings.optimizer, `${run}: spec.optimizer`));
  if (id === 'hub') return hubConfig(settings, task, run);
  const named = Object.entries(settings).filter(([name]) => name !== 'optimizer');
  const options = named.map(([name, value]) => [
    SETTINGS[name] ?? name,
    number(value, `${run}: spec.${name}`),
  ]);
  const learned = optimizers.find((one) => one.id === id)?.family === 'learned';
  return { id, options: Object.fromEntries(options), ...(learned ? { checkpoint: id } : {}) };
}

function hubConfig(settings: Json, task: LoptTask, run: string): OptimizerConfig {
  const part = (name: string) => configOf(object(settings[name], `${run}: spec.${name}`), task, run);
  const weighting = word(settings.weighting, ['default', 'invert', 'blockwise'], `${run}: spec.weighting`);
  const layer = word(settings.layer, ['tensor', 'module'], `${run}: spec.layer`);
  const clip = absent(settings.clip) ? null : object(settings.clip, `${run}: spec.clip`);
  const listed = weighting === 'blockwise';
  if (listed && !task.blocks) {
    throw new ConfigError(`tasks.${task.name}.blocks`, `${run} needs the weighting of each tensor in blocks`);
  }
  const bounds = clip && {
    upper: number(clip.A, `${run}: spec.clip.A`),
    lower: number(clip.B, `${run}: spec.clip.B`),
  };
  return {
    id: 'hub',
    options: { invert: weighting === 'invert', layer, blocks: listed ? 'listed' : 'off', ...bounds },
    parts: { designed: part('hand'), learned: part('learned') },
    ...(listed ? { blocks: task.blocks } : {}),
  };
}

function word(input: unknown, known: readonly string[], field: string): string {
  const value = text(input, field);
  if (known.includes(value)) return value;
  throw new ConfigError(field, `${field} must be one of ${known.join(', ')}, got "${value}"`);
}
