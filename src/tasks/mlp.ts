/**
 * Regression with a tanh network: a = tanh(a W + b) through the hidden layers, a linear last one, mean
 * squared error over all outputs of the batch. Serves golden files and meta-training.
 */
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { type ParamLayout, paramLayout } from '../core/paramLayout';
import { bitsAt, foldIn, type PrngKey, uniform } from '../core/prng';
import type { FusedLoss, FusedTaskContext, PortableLoss, TaskInstance, Tf } from './types';

export interface MlpProblem {
  /** Units of every layer, inputs and outputs included: `[3, 8, 2]`. */
  readonly sizes: readonly number[];
  /** `[samples, sizes[0]]`, row-major. */
  readonly inputs: Float32Array<ArrayBuffer>;
  /** `[samples, sizes.at(-1)]`. */
  readonly targets: Float32Array<ArrayBuffer>;
  /** Samples per step, drawn with replacement; 0 is all of them in order. */
  readonly batch: number;
}

/** Widest layer the fused kernel holds in workgroup memory. */
const MAX_WIDTH = 128;

export function createMlp(problem: MlpProblem): TaskInstance {
  const { sizes, inputs, targets, batch } = problem;
  const layers = sizes.length - 1;
  const samples = inputs.length / sizes[0];
  if (layers < 1 || !Number.isInteger(samples) || targets.length !== samples * sizes[layers]) {
    throw new Error(
      `layers ${sizes.join('-')} do not fit ${inputs.length} inputs and ${targets.length} targets`,
    );
  }
  const layout = mlpLayoutOf(sizes);
  const all = Uint32Array.from({ length: samples }, (_, index) => index);
  const drawn = (key: PrngKey) => (batch === 0 ? all : draw(key, batch, samples));
  return {
    layout,
    init: (key) => initMlp(key, sizes),
    portable: (tf) => portableLoss(tf, problem, drawn),
    fused: (context) => fusedLoss(context, problem, layout.size, samples),
    referenceLoss: (params, key) => {
      const indices = drawn(key);
      const out = forward(params, sizes, inputs, indices);
      const width = sizes[layers];
      let sum = 0;
      out.forEach((value, at) => {
        const target = targets[indices[Math.floor(at / width)] * width + (at % width)];
        sum += (value - target) ** 2;
      });
      return sum / out.length;
    },
  };
}

/** Per layer a weight `[in, out]` and a bias `[out]`; a layer is a module. */
export const mlpLayoutOf = (sizes: readonly number[]): ParamLayout =>
  paramLayout(
    Array.from({ length: sizes.length - 1 }, (_, index) => [
      { name: `w${index + 1}`, shape: [sizes[index], sizes[index + 1]], module: `layer${index + 1}` },
      { name: `b${index + 1}`, shape: [sizes[index + 1]], module: `layer${index + 1}` },
    ]).flat(),
  );

/** Weights uniform within ±sqrt(6 / (in + out)) (Glorot & Bengio 2010, eq. 16), biases 0. */
export function initMlp(key: PrngKey, sizes: readonly number[]): Float32Array<ArrayBuffer> {
  const tensors: Float32Array[] = [];
  for (let layer = 0; layer + 1 < sizes.length; layer++) {
    const bound = Math.sqrt(6 / (sizes[layer] + sizes[layer + 1]));
    tensors.push(uniform(foldIn(key, layer), sizes[layer] * sizes[layer + 1], -bound, bound));
    tensors.push(new Float32Array(sizes[layer + 1]));
  }
  const params = new Float32Array(tensors.reduce((sum, tensor) => sum + tensor.length, 0));
  let offset = 0;
  for (const tensor of tensors) {
    params.set(tensor, offset);
    offset += tensor.length;
  }
  return params;
}

/** `count` sample indices below `samples` < 65,536, with replacement: the upper word of bits * samples. */
function draw(key: PrngKey, count: number, samples: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) =>
    Math.floor((bitsAt(key, index) * samples) / 2 ** 32),
  );
}

/** Outputs in double precision, `[indices, out]`. */
function forward(
  params: ArrayLike<number>,
  sizes: readonly number[],
  inputs: Float32Array,
  indices: Uint32Array,
): Float64Array {
  const layers = sizes.length - 1;
  const out = new Float64Array(indices.length * sizes[layers]);
  indices.forEach((sample, row) => {
    let activation = Float64Array.from(inputs.subarray(sample * sizes[0], (sample + 1) * sizes[0]));
    let offset = 0;
    for (let layer = 0; layer < layers; layer++) {
      const [wide, next] = [sizes[layer], sizes[layer + 1]];
      activation = Float64Array.from({ length: next }, (_, j) => {
        let z = params[offset + wide * next + j];
        for (let k = 0; k < wide; k++) z += activation[k] * params[offset + k * next + j];
        return layer + 1 < layers ? Math.tanh(z) : z;
      });
      offset += (wide + 1) * next;
    }
    out.set(activation, row * sizes[layers]);
  });
  return out;
}

function portableLoss(
  tf: Tf,
  { sizes, inputs, targets }: MlpProblem,
  drawn: (key: PrngKey) => Uint32Array,
): PortableLoss {
  const layers = sizes.length - 1;
  const allInputs = tf.tensor2d(inputs, [inputs.length / sizes[0], sizes[0]]);
  const allTargets = tf.tensor2d(targets, [targets.length / sizes[layers], sizes[layers]]);
  const gather = (source: Tensor2D, keys: readonly PrngKey[]) =>
    tf.stack(
      keys.map((key) => tf.gather(source, tf.tensor1d(Int32Array.from(drawn(key)), 'int32'))),
    ) as Tensor3D;
  return {
    lossAndGrads: (params, keys) =>
      tf.tidy(() => {
        const [lanes] = params.shape;
        const x = gather(allInputs, keys);
        const y = gather(allTargets, keys);
        const lossOf = (flat: Tensor2D): Tensor1D => {
          let activation: Tensor3D = x;
          let offset = 0;
          for (let layer = 0; layer < layers; layer++) {
            const [wide, next] = [sizes[layer], sizes[layer + 1]];
            const weights = tf.reshape(tf.slice2d(flat, [0, offset], [lanes, wide * next]), [
              lanes,
              wide,
              next,
            ]);
            const bias = tf.reshape(tf.slice2d(flat, [0, offset + wide * next], [lanes, next]), [
              lanes,
              1,
              next,
            ]);
            const z = tf.add(tf.matMul(activation, weights as Tensor3D), bias) as Tensor3D;
            activation = layer + 1 < layers ? tf.tanh(z) : z;
            offset += (wide + 1) * next;
          }
          return tf.mean(tf.squaredDifference(activation, y), [1, 2]) as Tensor1D;
        };
        const loss = lossOf(params);
        // Lanes are independent, so the gradient of the sum is each lane's own.
        const grads = tf.grad((flat) => tf.sum(lossOf(flat as Tensor2D)))(params) as Tensor2D;
        return { loss, grads };
      }),
    dispose: () => tf.dispose([allInputs, allTargets]),
  };
}

async function fusedLoss(
  { runtime, lanes, params, status, batchKeys, grads, loss }: FusedTaskContext,
  { sizes, inputs, targets, batch }: MlpProblem,
  size: number,
  samples: number,
): Promise<FusedLoss> {
  const width = Math.max(...sizes);
  if (width > MAX_WIDTH) throw new Error(`layers may be ${MAX_WIDTH} wide at most, got ${width}`);
  const { mlpKernel } = await import('../kernels/mlp');
  const buffers = { inputs: runtime.buffer('inputs', inputs), targets: runtime.buffer('targets', targets) };
  const kernel = await runtime.bind(
    mlpKernel,
    { params, status, keys: batchKeys, ...buffers, grads, loss },
    { size, samples, batch },
    {
      LAYERS: sizes.length - 1,
      SIZES: sizes,
      UNITS: sizes.reduce((sum, units) => sum + units, 0),
      WIDTH: width,
      // Two tiles of activations fill the 16 KiB of workgroup memory that every device has.
      TILE: Math.min(64, 2 ** Math.floor(Math.log2(2000 / width))),
    },
  );
  return {
    encode: (pass) => pass.dispatch(kernel, lanes),
    destroy: () => runtime.free(buffers.inputs, buffers.targets),
  };
}
