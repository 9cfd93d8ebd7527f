/** What the guards share: their parts' state in one record, lanes picked by a mask, a scheduler's plan. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tf } from '../tasks/types';
import { learnedSettings } from './learned/learnedOptimizer';
import { Header } from './learned/schedulerState';
import type {
  FusedOptimizer,
  FusedOptimizerContext,
  Optimizer,
  OptimizerConfig,
  PortableInput,
  PortableOptimizer,
  PortableOptimizerContext,
  PortableState,
} from './types';

/** Gives an optimizer by id. */
export type FindOptimizer = (id: string) => Optimizer;

/** State under a part's name: `learned.scheduler`, `kept.moments`, ... */
export const prefixed = <T>(part: string, state: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [`${part}.${name}`, value]));

/** The state of one part out of the record of all. */
export const partState = (part: string, state: PortableState): PortableState =>
  Object.fromEntries(
    Object.entries(state).flatMap(([name, tensor]) =>
      name.startsWith(`${part}.`) ? [[name.slice(part.length + 1), tensor]] : [],
    ),
  );

export const portablePart = (
  find: FindOptimizer,
  context: PortableOptimizerContext,
  name: string,
): PortableOptimizer => {
  const config = context.config.parts![name];
  return find(config.id).portable({ ...context, config });
};

export const fusedPart = (
  find: FindOptimizer,
  context: FusedOptimizerContext,
  name: string,
  part: FusedOptimizerContext,
): Promise<FusedOptimizer> => find(context.configs()[0].parts![name].id).fused(part);

/** An update's input as one of its parts sees it. */
export const partInput = (input: PortableInput, name: string): PortableInput => ({
  ...input,
  config: input.config.parts![name],
});

/** Planned length of the learned part, before what a lane's own state adds. */
export const horizonOf = (config: OptimizerConfig, numSteps: number): number =>
  learnedSettings(config.parts!.learned, numSteps).horizon;

/** Rows of `a` where the lane's flag `[lanes]` is set, else of `b`: by selection, so a NaN stays where it is. */
export function pickLanes<T extends Tensor>(tf: Tf, flags: Tensor1D, a: T, b: T): T {
  const shape = [flags.shape[0], ...new Array<number>(b.rank - 1).fill(1)];
  return tf.where(tf.broadcastTo(tf.reshape(flags, shape), b.shape), a, b);
}

/** `pickLanes` for every tensor of a state. */
export const pickState = (tf: Tf, flags: Tensor1D, a: PortableState, b: PortableState): PortableState =>
  Object.fromEntries(
    Object.entries(b).map(([name, tensor]) => [name, pickLanes(tf, flags, a[name], tensor)]),
  );

export const zerosOf = (tf: Tf, state: PortableState): PortableState =>
  Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, tf.zerosLike(tensor)]));

/** Column `index` of a `[lanes, words]`, as `[lanes]`. */
export const column = (tf: Tf, rows: Tensor, index: number): Tensor1D =>
  tf.reshape(tf.slice(rows, [0, index], [rows.shape[0], 1]), [rows.shape[0]]);

/** `1` where a flag `[lanes]` is set, times `value`. */
export const flagged = (tf: Tf, flags: Tensor1D, value = 1): Tensor1D =>
  tf.mul<Tensor1D>(tf.cast(flags, 'float32'), value);

/** Lanes whose learned part has made all the steps it planned. */
export function planEnded(tf: Tf, scheduler: Tensor, horizon: number): Tensor1D {
  const planned = tf.add<Tensor1D>(column(tf, scheduler, Header.extraSteps), horizon);
  return tf.greaterEqual(column(tf, scheduler, Header.iteration), planned);
}

/** The scheduler with other extra steps, `[lanes]`. */
export function withExtraSteps(tf: Tf, scheduler: Tensor, extraSteps: Tensor1D): Tensor {
  const lanes = scheduler.shape[0];
  const before = tf.slice(scheduler, [0, 0], [lanes, Header.extraSteps]);
  const after = tf.slice(scheduler, [0, Header.extraSteps + 1], [lanes, -1]);
  return tf.concat([before, tf.reshape(extraSteps, [lanes, 1]), after], 1);
}

/** What a guard that watches the loss remembers of its minimum. */
export interface Minimum {
  /** Whether the loss of this step is the lowest so far, `[lanes]`, bool. */
  readonly better: Tensor1D;
  /** Whether any finite loss has been seen, bool. */
  readonly known: Tensor1D;
  readonly finite: Tensor1D;
  /** The lowest loss, `[lanes]`. */
  readonly best: Tensor1D;
}

/** Folds a loss `[lanes]` in; columns 0 and 1 of `memory` say whether there was one, and the lowest. */
export function foldMinimum(tf: Tf, memory: Tensor, loss: Tensor1D): Minimum {
  const seen = tf.greater<Tensor1D>(column(tf, memory, 0), 0);
  const best = column(tf, memory, 1);
  const finite = tf.isFinite(loss);
  const lower = tf.logicalOr(tf.logicalNot(seen), tf.less<Tensor1D>(loss, best));
  const better = tf.logicalAnd<Tensor1D>(finite, lower);
  return { better, finite, known: tf.logicalOr(seen, better), best: tf.where(better, loss, best) };
}

/** `params + update`, with entries bounded as the task wants them. */
export function moved(tf: Tf, { bounded }: PortableInput, params: Tensor2D, update: Tensor2D): Tensor2D {
  const next = tf.add<Tensor2D>(params, update);
  return bounded ? bounded(next) : next;
}

/** Columns `[lanes]` as one `[lanes, words]`. */
export const memoryOf = (tf: Tf, columns: readonly Tensor1D[]): Tensor2D =>
  tf.stack([...columns], 1) as Tensor2D;
