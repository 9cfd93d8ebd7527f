/**
 * The scheduler that meta-training starts from: an LSTM whose step scale decays.
 *
 * The MLP's steps are relative to the size of a tensor, so that alone they never become small. Trained under
 * S = 1 it has to find steps that do at the start of a run and at its end; trained under a scale that decays
 * it need not.
 *
 * Units that do not see each other are drawn at random, with memories from a few to a thousand steps, and
 * those that fit best are kept, one after another (orthogonal matching pursuit: Pati, Rezaiifar &
 * Krishnaprasad 1993). Meta-training then moves all weights, those that are 0 here too.
 */

import { lstmInputs, thetaLayout } from '../checkpoints/theta';
import { foldIn, normal, type PrngKey, uniform } from '../core/prng';

/** The first step has a sixth of the scale: recurrent networks do not survive a large one. */
const WARMUP = 6;
/** Steps after which the scale begins to fall, and how fast: as t to the power -0.75. */
const ONSET = 20;
const POWER = 0.75;
/** Remainder of the linear decay over the planned length. */
const REST = 0.01;

/** Planned length at which the power of the length is 1. */
const MIDDLE = 500;

/**
 * The scale that the scheduler is fitted to. With a `lengthPower` above 0, steps are larger in short runs: what they
 * gain there the same MLP, whose steps suit one length, cannot give.
 */
export function decayingScale(step: number, horizon: number, lengthPower: number): number {
  const left = REST + (1 - REST) * (1 - Math.min(1, step / horizon));
  const warm = (step + 1) / (step + WARMUP);
  return warm * left * (1 + step / ONSET) ** -POWER * (MIDDLE / horizon) ** lengthPower;
}

/** Planned lengths of the runs fitted; every run counts the same. */
const LENGTHS = [100, 200, 400, 1000, 2000] as const;
/** Units drawn for each one kept. */
const DRAWS = 24;
/** Of the ridge that keeps the readout's weights small. */
const RIDGE = 1e-4;
/** Where the time inputs bend; the nine inputs after them, of the loss, have weights of 0. */
const BENDS = [0.03, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1] as const;

/** One unit of the LSTM that sees time and itself alone. */
interface Unit {
  readonly hidden: number;
  readonly cell: number;
  /** Of the layer behind a maximum with 0, and of the one without, `[9]` each. */
  readonly max: Float32Array;
  readonly input: Float32Array;
  /** Weights of their sum and biases for the gates i, g, f, o. */
  readonly gates: Float32Array;
  readonly biases: Float32Array;
}

/** Weights of Celo's scheduler of `hidden` units: theta up to the MLP. Equal keys, equal weights. */
export function startScheduler(hidden: number, lengthPower: number, key: PrngKey): Float32Array<ArrayBuffer> {
  const units = Array.from({ length: DRAWS * hidden }, (_, draw) => drawUnit(foldIn(key, draw)));
  const { goal, weight } = goals(lengthPower);
  const chosen = pursue(units.map(outputs), goal, weight, hidden);
  const solution = regression(
    chosen.map((index) => outputs(units[index])),
    goal,
    weight,
  );
  return assemble(
    chosen.map((index) => units[index]),
    solution,
  );
}

function drawUnit(key: PrngKey): Unit {
  const inputs = normal(foldIn(key, 0), 2 * BENDS.length);
  const gates = normal(foldIn(key, 1), 9);
  const [memory] = uniform(foldIn(key, 2), 1, -1, 6);
  const spread = 1 / Math.sqrt(2 * BENDS.length);
  return {
    hidden: 0,
    cell: gates[8],
    max: inputs.subarray(0, BENDS.length).map((draw) => spread * draw),
    input: inputs.subarray(BENDS.length).map((draw) => spread * draw),
    gates: gates.subarray(0, 4),
    // A forget gate's bias of -1 to 6 remembers for 2 to 1,000 steps.
    biases: Float32Array.of(gates[4], gates[5], memory, gates[7]),
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** The unit's hidden state at every step of all runs, one after another; as the cell in learned/network.ts. */
function outputs({ hidden, cell, max, input, gates, biases }: Unit): Float64Array {
  const all = new Float64Array(LENGTHS.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const length of LENGTHS) {
    let h = hidden;
    let c = cell;
    for (let step = 0; step < length; step++) {
      let top = 0;
      let sum = 0;
      for (let k = 0; k < BENDS.length; k++) {
        const x = Math.tanh(10 * (step / length - BENDS[k]));
        top += x * max[k];
        sum += x * input[k];
      }
      const y = sum + Math.max(top, 0);
      const written = sigmoid(gates[0] * y + biases[0]) * Math.tanh(gates[1] * y + biases[1]);
      c = sigmoid(gates[2] * y + biases[2] + 1) * c + written;
      h = sigmoid(gates[3] * y + biases[3]) * Math.tanh(c);
      all[at++] = h;
    }
  }
  return all;
}

/** log S / 0.1 at every step of all runs, and what a step's error counts. */
function goals(lengthPower: number): { goal: Float64Array; weight: Float64Array } {
  const goal = LENGTHS.flatMap((length) =>
    Array.from({ length }, (_, step) => Math.log(decayingScale(step, length, lengthPower) / 0.1)),
  );
  const weight = LENGTHS.flatMap((length) => new Array<number>(length).fill(1 / (length * LENGTHS.length)));
  return { goal: Float64Array.from(goal), weight: Float64Array.from(weight) };
}

function product(a: Float64Array, b: Float64Array, weight: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += weight[i] * a[i] * b[i];
  return sum;
}

/** Subtracts from `column` what it has of `along`, a column of norm 1. */
function project(column: Float64Array, along: Float64Array, weight: Float64Array): void {
  const share = product(column, along, weight);
  for (let i = 0; i < column.length; i++) column[i] -= share * along[i];
}

/** The columns that together with a constant explain the goal best, chosen one by one. */
function pursue(columns: Float64Array[], goal: Float64Array, weight: Float64Array, count: number): number[] {
  const rest = goal.slice();
  const left = columns.map((column) => column.slice());
  const chosen: number[] = [];
  let along: Float64Array = new Float64Array(goal.length).fill(1);
  for (;;) {
    project(rest, along, weight);
    for (const column of left) project(column, along, weight);
    if (chosen.length === count) return chosen;
    let best = -1;
    let gain = 0;
    left.forEach((column, index) => {
      // The ridge keeps a column that is nearly in the span of the others from being blown up.
      const found = product(column, rest, weight) ** 2 / (product(column, column, weight) + RIDGE);
      if (chosen.includes(index) || found <= gain) return;
      best = index;
      gain = found;
    });
    chosen.push(best);
    const norm = Math.sqrt(product(left[best], left[best], weight));
    along = left[best].map((value) => value / norm);
  }
}

/** Weights of the columns, then a constant, that miss the goal least. */
function regression(columns: Float64Array[], goal: Float64Array, weight: Float64Array): Float64Array {
  const all = [...columns, new Float64Array(goal.length).fill(1)];
  const matrix = all.map((a, i) =>
    Float64Array.from(all, (b, j) => product(a, b, weight) + (i === j && i < columns.length ? RIDGE : 0)),
  );
  return solve(
    matrix,
    Float64Array.from(all, (column) => product(column, goal, weight)),
  );
}

/** Elimination without pivots, which a positive definite matrix does not need; overwrites both. */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) {
      const factor = matrix[j][i] / matrix[i][i];
      for (let k = i; k < size; k++) matrix[j][k] -= factor * matrix[i][k];
      right[j] -= factor * right[i];
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) right[i] -= matrix[i][k] * right[k];
    right[i] /= matrix[i][i];
  }
  return right;
}

/** The units side by side, with a readout: a scheduler of theta. */
function assemble(units: readonly Unit[], readout: Float64Array): Float32Array<ArrayBuffer> {
  const hidden = units.length;
  const { segments } = thetaLayout({ architecture: 'celo', hidden, banks: 1 });
  const at = (name: string) => segments.find((segment) => segment.name === name)!.offset;
  const weights = new Float32Array(at('mlp'));
  const inputs = lstmInputs('celo');
  units.forEach((unit, h) => {
    weights[at('init/hidden') + h] = unit.hidden;
    weights[at('init/cell') + h] = unit.cell;
    for (let k = 0; k < inputs; k++) {
      weights[at('max/w') + k * hidden + h] = unit.max[k] ?? 0;
      weights[at('input/w') + k * hidden + h] = unit.input[k] ?? 0;
    }
    for (let gate = 0; gate < 4; gate++) {
      weights[at('lstm/w') + 4 * h * hidden + gate * hidden + h] = unit.gates[gate];
      weights[at('lstm/b') + gate * hidden + h] = unit.biases[gate];
    }
    weights[at('scale/w') + h] = readout[h];
  });
  weights[at('scale/b')] = readout[hidden];
  return weights;
}
