/** The four tasks of lopt-golden.json in double precision: loss and gradient of flat parameters. */
import { type ParamLayout, paramLayout } from '../../../src/core/paramLayout';

type Nested = number | readonly Nested[];
type Tensors = Readonly<Record<string, Nested>>;

export interface GoldenRun {
  readonly spec: {
    readonly optimizer: string;
    readonly hand?: { readonly optimizer: string; readonly lr: number; readonly weight_decay?: number };
    readonly weighting?: 'default' | 'invert' | 'blockwise';
    readonly layer?: 'tensor' | 'module';
    readonly clip?: { readonly A: number; readonly B: number } | null;
  };
  readonly loss: readonly number[];
  readonly params: Readonly<Record<string, Tensors>>;
  readonly sigma?: Readonly<Record<string, Tensors>>;
  readonly trace?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly float32_max_abs_diff: Readonly<Record<string, number>>;
}

export interface GoldenTask {
  readonly names: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly start: Tensors;
  readonly steps: number;
  readonly num_steps: number;
  readonly layers?: readonly (readonly string[])[];
  readonly blocks?: Readonly<Record<string, 'default' | 'invert'>>;
  readonly runs: Readonly<Record<string, GoldenRun>>;
}

const flat = (value: Nested): number[] => (typeof value === 'number' ? [value] : value.flatMap(flat));

function shapeOf(value: Nested): number[] {
  return typeof value === 'number' ? [] : [value.length, ...shapeOf(value[0])];
}

/** Layout of a task's tensors; modules as `layers` groups them. */
export function layoutOf(task: GoldenTask): ParamLayout {
  return paramLayout(
    task.names.map((name) => ({
      name,
      shape: shapeOf(task.start[name]),
      module: task.layers?.find((group) => group.includes(name))?.join('+') ?? name,
    })),
  );
}

/** Tensors in the order of the layout, end to end. */
export const flatten = (task: GoldenTask, tensors: Tensors): number[] =>
  task.names.flatMap((name) => flat(tensors[name]));

type LossAndGrads = (params: ArrayLike<number>) => { readonly loss: number; readonly grads: number[] };

export function lossOf(name: string, task: GoldenTask): LossAndGrads {
  if (name === 'mlp') return mlpLoss(task);
  return name === 'pathological' ? pathologicalLoss(task) : quadraticLoss(task);
}

function quadraticLoss(task: GoldenTask): LossAndGrads {
  const a = flatten(task, task.data.a as Tensors);
  const c = flatten(task, task.data.c as Tensors);
  return (params) => {
    let loss = 0;
    const grads = a.map((factor, i) => {
      loss += 0.5 * factor * (params[i] - c[i]) ** 2;
      return factor * (params[i] - c[i]);
    });
    return { loss, grads };
  };
}

function pathologicalLoss(task: GoldenTask): LossAndGrads {
  const lambda = task.data.lambda as number;
  return (params) => {
    const x = Array.from(params);
    const s = x.reduce((sum, value) => sum + Math.abs(value), 0);
    if (s === 0) return { loss: 0, grads: x.map(() => 0) };
    const slope = 1 + 2 * lambda * s + Math.cos(1 / s) + Math.sin(1 / s) / s;
    return {
      loss: s * (1 + lambda * s + Math.cos(1 / s)),
      grads: x.map((value) => Math.sign(value) * slope),
    };
  };
}

/** pred = tanh(x @ w1 + b1) @ w2 + b2, mean squared error over all elements; backward pass by hand. */
function mlpLoss(task: GoldenTask): LossAndGrads {
  const x = task.data.x as number[][];
  const y = task.data.y as number[][];
  const [inputs, hidden, outputs] = [3, 8, 2];
  const [atB1, atW2, atB2] = [24, 32, 48];
  return (params) => {
    const grads = new Array<number>(50).fill(0);
    let loss = 0;
    const count = x.length * outputs;
    x.forEach((row, sample) => {
      const h = Array.from({ length: hidden }, (_, j) => {
        let sum = params[atB1 + j];
        for (let i = 0; i < inputs; i++) sum += row[i] * params[i * hidden + j];
        return Math.tanh(sum);
      });
      const dh = new Array<number>(hidden).fill(0);
      for (let k = 0; k < outputs; k++) {
        let pred = params[atB2 + k];
        for (let j = 0; j < hidden; j++) pred += h[j] * params[atW2 + j * outputs + k];
        const error = pred - y[sample][k];
        loss += error ** 2 / count;
        const d = (2 * error) / count;
        grads[atB2 + k] += d;
        for (let j = 0; j < hidden; j++) {
          grads[atW2 + j * outputs + k] += d * h[j];
          dh[j] += d * params[atW2 + j * outputs + k];
        }
      }
      for (let j = 0; j < hidden; j++) {
        const d = dh[j] * (1 - h[j] ** 2);
        grads[atB1 + j] += d;
        for (let i = 0; i < inputs; i++) grads[i * hidden + j] += d * row[i];
      }
    });
    return { loss, grads };
  };
}

/** Ten times what float32 does to the reference program itself, at least 1e-6. */
export const tolerance = (run: GoldenRun, step: string): number =>
  Math.max(1e-6, 10 * run.float32_max_abs_diff[step]);

/** Largest absolute difference; NaN counts as infinite. */
export function largestError(got: ArrayLike<number>, want: ArrayLike<number>): number {
  let worst = got.length === want.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i] - want[i]);
    if (!(error <= worst)) worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  }
  return worst;
}
