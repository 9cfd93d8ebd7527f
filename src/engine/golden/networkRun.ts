/** Runs a golden network in float64 and through an executor, and measures every result. */

import { gradient } from '../../network/gradient';
import { evaluate } from '../../network/reference';
import { networkTask } from '../../tasks/network';
import type { Bench } from './bench';
import type { Measurement } from './measure';
import { buildCase, type NetworkCase, type Told } from './networkFile';

/** Bounds in double precision; entries carry twelve digits. */
const DOUBLE_OUTPUT = 1e-10;
const DOUBLE_GRADIENT = 1e-9;
/** Outputs: ten times what float32 errs in the reference, at least this. */
const LEAST_OUTPUT = 1e-5;
/** Gradients, of the case's largest. */
const GRADIENT = 1e-4;
/** Losses of Adam, relative. */
const LOSS = 1e-3;

export async function measureNetworkCase(
  bench: Bench,
  golden: NetworkCase,
  onProgress?: (done: number, total: number) => void,
): Promise<Measurement[]> {
  return [
    ...measureDouble(golden),
    ...(await measureExecutor(bench, golden)),
    ...(await measureTraining(bench, golden, onProgress)),
  ];
}

/** Largest difference from what is told, norm and largest entry included. */
export function toldError(told: Told, values: ArrayLike<number>): number {
  const all = Array.from(values);
  const norm = Math.sqrt(all.reduce((total, x) => total + x * x, 0));
  const max = all.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const errors = [
    Math.abs(norm - told.norm) / Math.sqrt(Math.max(1, all.length)),
    Math.abs(max - told.max),
    ...told.at.map((at, i) => Math.abs(all[at] - told.values[i])),
  ];
  return errors.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...errors);
}

const largestOf = ({ grads }: NetworkCase): number =>
  Math.max(...Object.values(grads).map(({ max }) => max)) || 1;

function measureDouble(golden: NetworkCase): Measurement[] {
  const { model, input, output, loss, values } = buildCase(golden);
  const trained = [...model.parameters.map(({ node }) => node), input];
  const names = [...model.parameters.map(({ name }) => name), 'input'];
  const [y, value, ...grads] = evaluate([output, loss, ...gradient(loss, trained)], values);
  const scale = Math.max(1, golden.output.max);
  return [
    of('float64 output', toldError(golden.output, y) / scale, DOUBLE_OUTPUT, 'of largest entry'),
    of('float64 loss', Math.abs(value[0] - golden.value), DOUBLE_OUTPUT * scale, 'absolute'),
    ...gradientErrors(golden, names, grads).map(([name, error]) =>
      of(`float64 grads.${name}`, error, DOUBLE_GRADIENT, 'of largest entry'),
    ),
  ];
}

async function measureExecutor(bench: Bench, golden: NetworkCase): Promise<Measurement[]> {
  const { model, input, output, loss, values } = buildCase(golden);
  const trained = [...model.parameters.map(({ node }) => node), input];
  const names = [...model.parameters.map(({ name }) => name), 'input'];
  const {
    results: [y, value],
    grads,
  } = await bench.differentiate([output, loss], loss, trained, values);
  const bound = Math.max(LEAST_OUTPUT, 10 * (golden.float32?.output ?? 0));
  return [
    of('output', toldError(golden.output, y), bound, 'absolute'),
    of('loss', Math.abs(value[0] / golden.value - 1), LOSS, 'relative'),
    ...gradientErrors(golden, names, grads).map(([name, error]) =>
      of(`grads.${name}`, error, GRADIENT, 'of largest entry'),
    ),
  ];
}

/** Of the case's largest gradient; those that the file does not tell are left out. */
const gradientErrors = (
  golden: NetworkCase,
  names: readonly string[],
  grads: readonly ArrayLike<number>[],
): (readonly [string, number])[] =>
  names.flatMap((name, index) => {
    const told = golden.grads[name];
    return told ? [[name, toldError(told, grads[index]) / largestOf(golden)] as const] : [];
  });

const of = (
  quantity: string,
  error: number,
  tolerance: number,
  measure: Measurement['measure'],
): Measurement => ({ quantity, error, tolerance, measure });

async function measureTraining(
  bench: Bench,
  golden: NetworkCase,
  onProgress?: (done: number, total: number) => void,
): Promise<Measurement[]> {
  const { adam } = golden;
  if (!adam) return [];
  const { model, loss, values } = buildCase(golden, true);
  const task = networkTask({
    parameters: model.parameters,
    start: () => ({ kind: 'constant', value: 0 }),
    loss,
    given: [],
  });
  const params = Float64Array.from(model.parameters.flatMap(({ node }) => [...values.get(node)!]));
  const steps = adam.losses.length;
  const executor = await bench.open({
    task,
    optimizer: { id: 'adam', options: { learningRate: adam.learningRate } },
    numSteps: steps,
    params,
  });
  try {
    const losses: number[] = [];
    while (losses.length < steps) {
      losses.push(...(await executor.run(losses.length, Math.min(5, steps - losses.length))).loss);
      onProgress?.(losses.length, steps);
    }
    const errors = adam.losses.map((expected, step) => Math.abs(losses[step] / expected - 1));
    const error = errors.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...errors);
    return [of('adam.losses', error, LOSS, 'relative')];
  } finally {
    executor.dispose();
  }
}
