/**
 * Portable loss and gradient of an LTC network: TensorFlow.js operations with a leading lane axis, gradient
 * by automatic differentiation, hence independent of the hand-derived one of `kernels/ltc`.
 *
 * Sources are gathered and destinations summed by products with one-hot matrices over the live synapses
 * only: entries without a synapse never enter, and their gradient is exactly 0. The solver step is written
 * as v + (P - D v) / D rather than P / D: then the gradient of the capacitance is one sum of small
 * differences instead of a small difference of two sums, and 40 times more accurate in float32.
 */
import type * as TF from '@tensorflow/tfjs-core';
import { normal, type PrngKey } from '../../core/prng';
import type { PortableLoss, Tf } from '../types';
import { type LtcProblem, ltcLayout, type Synapse, synapsesOf } from './problem';

export interface LtcPortableLoss extends PortableLoss {
  /**
   * Output `[lanes, B, T, O]` and states after every time step `[lanes, B, T, N]`, on the sequences of
   * `batchKeys` (as in `lossAndGrads`), or on the clean ones without. The caller disposes them.
   */
  forward(
    params: TF.Tensor2D,
    batchKeys?: readonly PrngKey[],
  ): { readonly output: TF.Tensor4D; readonly states: TF.Tensor4D };
  dispose(): void;
}

export function createLtcPortable(tf: Tf, problem: LtcProblem): LtcPortableLoss {
  const { batch, time, inputs, outputs, noise } = problem;
  const live = liveEntries(problem);
  const constants = {
    live: tf.tensor1d(live.indices, 'int32'),
    place: tf.tensor1d(live.places, 'int32'),
    input: tf.tensor3d(Float32Array.from(problem.input), [1, batch * time, inputs]),
    target: tf.tensor4d(Float32Array.from(problem.target), [1, batch, time, outputs]),
    recurrent: oneHot(tf, synapsesOf(problem.adjacency), problem.units, problem.units),
    sensory: oneHot(tf, synapsesOf(problem.sensoryAdjacency), inputs, problem.units),
  };

  /** `[lanes, B * T, S]`, or one lane for all without noise. */
  const sequences = (batchKeys: readonly PrngKey[] | undefined): TF.Tensor3D => {
    if (noise === 0 || !batchKeys) return constants.input;
    const count = batch * time * inputs;
    const draws = new Float32Array(batchKeys.length * count);
    batchKeys.forEach((key, lane) => {
      draws.set(normal(key, count), lane * count);
    });
    const shape: [number, number, number] = [batchKeys.length, batch * time, inputs];
    return tf.add(constants.input, tf.mul(tf.tensor3d(draws, shape), noise));
  };
  const gather = (params: TF.Tensor2D): TF.Tensor2D => tf.gather(params, constants.live, 1);
  const run = (entries: TF.Tensor2D, input: TF.Tensor3D) =>
    forward(tf, problem, tf.split(entries, live.sizes, 1) as TF.Tensor2D[], input, constants);
  const lossOf = (output: TF.Tensor4D): TF.Tensor1D =>
    tf.mean(tf.square(tf.sub(output, constants.target)), [1, 2, 3]);

  return {
    lossAndGrads: (params, batchKeys) =>
      tf.tidy(() => {
        const input = sequences(batchKeys);
        const entries = gather(params);
        const differentiated = tf.valueAndGrad((x: TF.Tensor2D) => lossOf(run(x, input).output));
        const { value, grad } = differentiated(entries, tf.ones([params.shape[0]]));
        const loss = value as TF.Tensor1D;
        // The column of zeros is where entries without a synapse find their gradient.
        const padded = tf.concat2d([grad, tf.zeros<TF.Rank.R2>([params.shape[0], 1])], 1);
        const grads = tf.gather(padded, constants.place, 1);
        if (noise === 0) return { loss, grads };
        return { loss, grads, metric: lossOf(run(entries, constants.input).output) };
      }),
    forward: (params, batchKeys) => tf.tidy(() => run(gather(params), sequences(batchKeys))),
    dispose: () => {
      const { recurrent, sensory, ...tensors } = constants;
      tf.dispose([
        ...Object.values(tensors),
        recurrent.source,
        recurrent.destination,
        sensory.source,
        sensory.destination,
      ]);
    },
  };
}

interface OneHot {
  /** `[1, rows, synapses]`, 1 at the source of each synapse. */
  readonly source: TF.Tensor3D;
  /** `[1, synapses, cells]`, 1 at its destination. */
  readonly destination: TF.Tensor3D;
}

function oneHot(tf: Tf, synapses: readonly Synapse[], rows: number, cells: number): OneHot {
  const count = synapses.length;
  const source = new Float32Array(rows * count);
  const destination = new Float32Array(count * cells);
  synapses.forEach((synapse, n) => {
    source[synapse.source * count + n] = 1;
    destination[n * cells + synapse.destination] = 1;
  });
  return {
    source: tf.tensor3d(source, [1, rows, count]),
    destination: tf.tensor3d(destination, [1, count, cells]),
  };
}

interface LiveEntries {
  /** Places in the flat parameter vector that the output depends on, tensor by tensor. */
  readonly indices: number[];
  /** How many of them each tensor has. */
  readonly sizes: number[];
  /** For every parameter its place in `indices`, or the number of indices for one without a synapse. */
  readonly places: number[];
}

function liveEntries(problem: LtcProblem): LiveEntries {
  const layout = ltcLayout(problem);
  const wired: Record<string, number[][]> = {};
  for (const name of ['sigma', 'mu', 'w', 'erev']) {
    wired[name] = problem.adjacency.map((row) => [...row]);
    wired[`sensory_${name}`] = problem.sensoryAdjacency.map((row) => [...row]);
  }
  const lists = layout.segments.map(({ name, offset, size }) => {
    const mask = wired[name]?.flat();
    return Array.from({ length: size }, (_, n) => offset + n).filter((_, n) => mask?.[n] !== 0);
  });
  const indices = lists.flat();
  const places = new Array<number>(layout.size).fill(indices.length);
  indices.forEach((index, place) => {
    places[index] = place;
  });
  return { indices, sizes: lists.map((list) => list.length), places };
}

/** Live synapses of every lane, `[lanes, 1, synapses]` each. */
interface Synapses {
  readonly sigma: TF.Tensor3D;
  readonly mu: TF.Tensor3D;
  /** Effective, hence not negative where there is a constraint. */
  readonly w: TF.Tensor3D;
  readonly erev: TF.Tensor3D;
}

/** Sums over the synapses that end in a cell, `[lanes, rows, N]`, given their sources' values `[lanes, rows, sources]`. */
function synapticSums(
  tf: Tf,
  { source, destination }: OneHot,
  { sigma, mu, w, erev }: Synapses,
  values: TF.Tensor3D,
): { readonly conductance: TF.Tensor3D; readonly current: TF.Tensor3D } {
  const presynaptic = tf.matMul(values, source);
  const a = tf.mul<TF.Tensor3D>(w, tf.sigmoid(tf.mul(sigma, tf.sub(presynaptic, mu))));
  return {
    conductance: tf.matMul(a, destination),
    current: tf.matMul(tf.mul<TF.Tensor3D>(a, erev), destination),
  };
}

/** `tensors` are the live entries of the layout's tensors, `[lanes, n]` each; `input` is `[lanes or 1, B * T, S]`. */
function forward(
  tf: Tf,
  { batch, time, units, outputs, unfolds, elapsed, epsilon, constraint }: LtcProblem,
  tensors: readonly TF.Tensor2D[],
  input: TF.Tensor3D,
  wiring: { readonly recurrent: OneHot; readonly sensory: OneHot },
): { output: TF.Tensor4D; states: TF.Tensor4D } {
  const [rawLeak, vleak, cm, sigma, mu, w, erev, ...rest] = tensors;
  const [sensorySigma, sensoryMu, sensoryW, sensoryErev, inputW, inputB, outputW, outputB] = rest;
  const lanes = rawLeak.shape[0];
  const positive = (raw: TF.Tensor2D) => (constraint === 'implicit' ? tf.softplus(raw) : raw);
  const row = (x: TF.Tensor) => tf.reshape<TF.Rank.R3>(x, [lanes, 1, -1]);
  const gleak = row(positive(rawLeak));
  const kappa = row(tf.mul(positive(cm), unfolds / elapsed));
  const recurrent = { sigma: row(sigma), mu: row(mu), w: row(positive(w)), erev: row(erev) };

  // What does not change within a time step, for all time steps at once.
  const u = tf.add<TF.Tensor3D>(tf.mul(input, row(inputW)), row(inputB));
  const sensory = synapticSums(
    tf,
    wiring.sensory,
    {
      sigma: row(sensorySigma),
      mu: row(sensoryMu),
      w: row(positive(sensoryW)),
      erev: row(sensoryErev),
    },
    u,
  );
  const perStep = (x: TF.Tensor3D, constant: TF.Tensor) => {
    const all = tf.add<TF.Tensor3D>(x, constant);
    // The gradient of tf.unstack fails where there is one piece only.
    if (time === 1) return [all];
    return tf.unstack(tf.reshape(all, [lanes, batch, time, units]), 2) as TF.Tensor3D[];
  };
  const steadyCurrent = perStep(sensory.current, tf.mul(gleak, row(vleak)));
  const steadyConductance = perStep(sensory.conductance, tf.add(gleak, epsilon));

  let v = tf.zeros<TF.Rank.R3>([lanes, batch, units]);
  const perTime: TF.Tensor3D[] = [];
  for (let t = 0; t < time; t++) {
    for (let m = 0; m < unfolds; m++) {
      const sums = synapticSums(tf, wiring.recurrent, recurrent, v);
      const conductance = tf.add(sums.conductance, steadyConductance[t]);
      const current = tf.add(sums.current, steadyCurrent[t]);
      const drive = tf.sub(current, tf.mul(conductance, v));
      v = tf.add(v, tf.div(drive, tf.add(kappa, conductance)));
    }
    perTime.push(v);
  }
  const states = tf.stack(perTime, 2) as TF.Tensor4D;
  const perOutput = (x: TF.Tensor2D) => tf.reshape<TF.Rank.R4>(x, [lanes, 1, 1, outputs]);
  const motor = tf.slice(states, [0, 0, 0, 0], [lanes, batch, time, outputs]);
  const output = tf.add<TF.Tensor4D>(tf.mul(motor, perOutput(outputW)), perOutput(outputB));
  return { output, states };
}
