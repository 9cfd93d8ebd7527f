/** Runs a golden case of the LTC cell through an executor and measures every result, in the order of computation. */
import { tensorOf } from '../../core/paramLayout';
import type { LtcFusedLoss } from '../../tasks/ltc/fused';
import { createLtc, type LtcInstance } from '../../tasks/ltc/model';
import type { LtcPortableLoss } from '../../tasks/ltc/portable';
import type { Executor } from '../executor';
import type { Bench } from './bench';
import type { LtcAdam, LtcCase } from './ltcFile';
import { absoluteError, type Measurement, relativeError, scaledError } from './measure';

/** States and outputs, absolute: 30 times what the library's own float32 errs. */
const STATE_TOLERANCE = 1e-5;
/** Gradients, of the tensor's largest entry: 30 times what the library's own float32 errs. */
const GRADIENT_TOLERANCE = 1e-4;
/** Losses on the way of Adam, relative; the library's own float32 errs by 7e-6 in 25 updates. */
const LOSS_TOLERANCE = 1e-3;
/** Beyond it the library's own float32 and float64 part: 3e-6 at 200 updates, 4 % at 300. */
const LAST_COMPARABLE_UPDATE = 200;

export type OnProgress = (done: number, total: number) => void;

export interface LtcRunOptions {
  readonly onProgress?: OnProgress;
  /** Updates of `adam_long` at most; the others' losses are left out. Default: all. */
  readonly maxUpdates?: number;
}

/** Every result that the case holds, measured; the first that is too far off names the cause. */
export async function measureLtcCase(
  bench: Bench,
  golden: LtcCase,
  adam: LtcAdam,
  options: LtcRunOptions = {},
): Promise<Measurement[]> {
  const { task, capture } = captureLoss(createLtc(golden.problem));
  const { clipNorm, ...hyper } = adam;
  const executor = await bench.open({
    task,
    optimizer: { id: 'adam', options: hyper },
    clipNorm,
    numSteps: lastUpdate(golden, options),
    params: golden.params,
  });
  try {
    const evaluated = await executor.evaluate(0);
    const forward = await readForward(bench, golden, capture, executor);
    return [
      ...compareForward(golden, forward),
      ...compareGrads(golden, evaluated.loss[0], await executor.readGrads()),
      ...(await measureTraining(golden, executor, options)),
    ];
  } finally {
    executor.dispose();
  }
}

interface Captured {
  fused?: LtcFusedLoss;
  portable?: LtcPortableLoss;
}

/** The task as it is, with its loss kept within reach: states are asked of the very kernel that trains. */
function captureLoss(base: LtcInstance): { task: LtcInstance; capture: Captured } {
  const capture: Captured = {};
  const task: LtcInstance = {
    ...base,
    portable: (tf) => (capture.portable = base.portable(tf)),
    fused: async (context) => (capture.fused = await base.fused(context)),
  };
  return { task, capture };
}

interface Forward {
  readonly output: Float32Array;
  readonly states: Float32Array;
  /** `[B, T * K + 1, N]`; the portable form does not keep them. */
  readonly unfoldStates?: Float32Array;
}

async function readForward(
  { tf }: Bench,
  golden: LtcCase,
  { fused, portable }: Captured,
  executor: Executor,
): Promise<Forward> {
  if (fused) return fused.trace();
  if (!tf || !portable) throw new Error('the executor built no loss');
  const params = tf.tensor2d(await executor.readLane(0), [1, golden.layout.size]);
  const results = tf.tidy(() => portable.forward(params));
  try {
    const [output, states] = await Promise.all([results.output.data(), results.states.data()]);
    return { output: output as Float32Array, states: states as Float32Array };
  } finally {
    tf.dispose([params, results.output, results.states]);
  }
}

function compareForward({ problem, expected }: LtcCase, forward: Forward): Measurement[] {
  const found: Measurement[] = [];
  const add = (quantity: string, actual: Float32Array, reference: Float64Array | undefined) => {
    if (!reference) return;
    const error = absoluteError(actual, reference);
    found.push({ quantity, error, tolerance: STATE_TOLERANCE, measure: 'absolute' });
  };
  if (forward.unfoldStates) {
    add('unfold_states_first_step', firstStep(problem, forward.unfoldStates), expected.unfoldStates);
  }
  add('states', forward.states, expected.states);
  add('output', forward.output, expected.output);
  return found;
}

/** `[B, K + 1, N]` of `[B, T * K + 1, N]`. */
function firstStep({ batch, time, unfolds, units }: LtcCase['problem'], all: Float32Array): Float32Array {
  const kept = (unfolds + 1) * units;
  const stride = (time * unfolds + 1) * units;
  const result = new Float32Array(batch * kept);
  for (let item = 0; item < batch; item++) {
    result.set(all.subarray(item * stride, item * stride + kept), item * kept);
  }
  return result;
}

function compareGrads({ layout, expected }: LtcCase, loss: number, grads: Float32Array): Measurement[] {
  const found: Measurement[] = [];
  if (expected.loss !== undefined) {
    const error = relativeError([loss], [expected.loss]);
    found.push({ quantity: 'loss', error, tolerance: LOSS_TOLERANCE, measure: 'relative' });
  }
  for (const { name } of expected.grads ? layout.segments : []) {
    const error = scaledError(tensorOf(grads, layout, name), tensorOf(expected.grads!, layout, name));
    found.push({
      quantity: `grads.${name}`,
      error,
      tolerance: GRADIENT_TOLERANCE,
      measure: 'of largest entry',
    });
  }
  return found;
}

/** Trains as long as the case has losses; entry m of the losses is the one after m updates. */
async function measureTraining(
  golden: LtcCase,
  executor: Executor,
  options: LtcRunOptions,
): Promise<Measurement[]> {
  const { adamLosses, adamFinalParams, adamLong } = golden.expected;
  const total = lastUpdate(golden, options);
  if (!adamLosses && !adamLong) return [];
  const losses: number[] = [];
  const found: Measurement[] = [];
  const advance = async (to: number) => {
    while (losses.length < to) {
      const from = losses.length;
      // Short pieces, so that progress shows on a slow backend.
      const { loss } = await executor.run(from, Math.min(5, to - from));
      losses.push(...loss);
      options.onProgress?.(losses.length, total);
    }
  };
  if (adamLosses) {
    const updates = adamLosses.length - 1;
    await advance(updates);
    const last = await executor.evaluate(updates);
    const error = relativeError([...losses, last.loss[0]], adamLosses);
    found.push({ quantity: 'adam.losses', error, tolerance: LOSS_TOLERANCE, measure: 'relative' });
    if (adamFinalParams) {
      const distance = absoluteError(await executor.readLane(0), adamFinalParams);
      found.push({
        quantity: 'adam.final_params',
        error: distance,
        tolerance: null,
        measure: 'absolute',
        note: 'for information',
      });
    }
  }
  if (adamLong) {
    await advance(total);
    const all = [...losses, (await executor.evaluate(total)).loss[0]];
    found.push(...compareLong(adamLong, all));
  }
  return found;
}

function compareLong(
  { steps, losses }: NonNullable<LtcCase['expected']['adamLong']>,
  actual: readonly number[],
): Measurement[] {
  const error = (chosen: readonly number[]) =>
    relativeError(
      chosen.map((step) => actual[step]),
      chosen.map((step) => losses[steps.indexOf(step)]),
    );
  const near = steps.filter((step) => step <= LAST_COMPARABLE_UPDATE && step < actual.length);
  const far = steps.filter((step) => step > LAST_COMPARABLE_UPDATE && step < actual.length);
  const found: Measurement[] = [];
  if (near.length > 0) {
    found.push({
      quantity: `adam_long to ${near.at(-1)}`,
      error: error(near),
      tolerance: LOSS_TOLERANCE,
      measure: 'relative',
    });
  }
  if (far.length > 0) {
    found.push({
      quantity: `adam_long to ${far.at(-1)}`,
      error: error(far),
      tolerance: null,
      measure: 'relative',
      note: "for information: the reference's own float32 is 4 % off at 300",
    });
  }
  return found;
}

/** The number of updates that all results of the case need. */
function lastUpdate({ expected }: LtcCase, { maxUpdates = Number.POSITIVE_INFINITY }: LtcRunOptions): number {
  const short = (expected.adamLosses?.length ?? 1) - 1;
  const long = Math.max(0, ...(expected.adamLong?.steps ?? []).filter((step) => step <= maxUpdates));
  return Math.max(short, long);
}
