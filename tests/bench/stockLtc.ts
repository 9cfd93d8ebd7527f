/**
 * The LTC cell written the plain way in stock TensorFlow.js operations, one lane, with automatic
 * differentiation: what a reader of the paper would write first, and what the fused kernel is measured
 * against. Symbols as in `tasks/ltc/problem.ts`; `ncps.torch.LTCCell`, implicit mode.
 */
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { ParamLayout } from '../../src/core/paramLayout';
import type { LtcProblem } from '../../src/tasks/ltc/problem';
import type { Tf } from '../../src/tasks/types';

type Named = Readonly<Record<string, Tensor>>;

/** A training run in stock operations: variables, loss and TensorFlow.js' own Adam. */
export function stockTraining(tf: Tf, problem: LtcProblem, layout: ParamLayout, start: Float32Array) {
  const variables = Object.fromEntries(
    layout.segments.map(({ name, shape, offset, size }) => {
      const values = tf.tensor(start.subarray(offset, offset + size), [...shape]);
      return [name, tf.variable(values, true, name)];
    }),
  );
  const optimizer = tf.train.adam(0.01, 0.9, 0.999, 1e-8);
  const loss = () => tf.tidy(() => stockLoss(tf, problem, variables));
  return {
    /** One step; the gradient it used, `[layout.size]`. */
    async step(): Promise<Float32Array> {
      const { value, grads } = optimizer.computeGradients(loss, Object.values(variables));
      optimizer.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      const flat = tf.concat(layout.segments.map(({ name }) => tf.reshape(grads[name], [-1])));
      const values = (await flat.data()) as Float32Array;
      tf.dispose([value, flat, ...Object.values(grads)]);
      return values;
    },
  };
}

function stockLoss(tf: Tf, problem: LtcProblem, params: Named): Scalar {
  const { time, inputs, outputs, units } = problem;
  const mask = tf.abs(tf.tensor2d(problem.adjacency.map((row) => [...row])));
  const sensoryMask = tf.abs(tf.tensor2d(problem.sensoryAdjacency.map((row) => [...row])));
  const input = tf.tensor2d(Float32Array.from(problem.input), [time, inputs]);
  const target = tf.tensor2d(Float32Array.from(problem.target), [time, outputs]);
  let v: Tensor1D = tf.zeros([units]);
  const losses: Tensor[] = [];
  for (let t = 0; t < time; t++) {
    const x = tf.reshape(tf.slice(input, [t, 0], [1, inputs]), [inputs]);
    v = timeStep(tf, problem, params, { mask, sensoryMask }, x as Tensor1D, v);
    const motor = tf.slice(v, [0], [outputs]);
    const y = tf.add(tf.mul(motor, params.output_w), params.output_b);
    losses.push(tf.square(tf.sub(y, tf.reshape(tf.slice(target, [t, 0], [1, outputs]), [outputs]))));
  }
  return tf.mean(tf.concat(losses)) as Scalar;
}

function timeStep(
  tf: Tf,
  { unfolds, elapsed, epsilon, units, inputs }: LtcProblem,
  params: Named,
  { mask, sensoryMask }: { mask: Tensor2D; sensoryMask: Tensor2D },
  x: Tensor1D,
  start: Tensor1D,
): Tensor1D {
  const u = tf.reshape(tf.add(tf.mul(x, params.input_w), params.input_b), [inputs, 1]);
  const sensoryGate = tf.sigmoid(tf.mul(params.sensory_sigma, tf.sub(u, params.sensory_mu)));
  const sensory = tf.mul(sensoryMask, tf.mul(tf.softplus(params.sensory_w), sensoryGate));
  const sensoryNumerator = tf.sum(tf.mul(sensory, params.sensory_erev), 0);
  const sensoryDenominator = tf.sum(sensory, 0);
  const kappa = tf.mul(tf.softplus(params.cm), unfolds / elapsed);
  const leak = tf.softplus(params.gleak);
  const weights = tf.softplus(params.w);
  let v = start;
  for (let k = 0; k < unfolds; k++) {
    const gate = tf.sigmoid(tf.mul(params.sigma, tf.sub(tf.reshape(v, [units, 1]), params.mu)));
    const conductance = tf.mul(mask, tf.mul(weights, gate));
    const numerator = tf.add(
      tf.add(tf.mul(kappa, v), tf.mul(leak, params.vleak)),
      tf.add(tf.sum(tf.mul(conductance, params.erev), 0), sensoryNumerator),
    );
    const denominator = tf.add(
      tf.add(kappa, leak),
      tf.add(tf.add(tf.sum(conductance, 0), sensoryDenominator), epsilon),
    );
    v = tf.div(numerator, denominator) as Tensor1D;
  }
  return v;
}
