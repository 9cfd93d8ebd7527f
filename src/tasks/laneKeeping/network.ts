/** The network that steers: convolutions over every frame, then one that remembers. */
import { foldIn, type PrngKey } from '../../core/prng';
import type { LayerSpec } from '../../network/layers';
import type { Parameter } from '../../network/layers/model';
import { ONES, type Start, ZEROS } from '../../network/starts';
import { ltcStart } from '../ltc/model';
import type { LtcProblem, LtcWiring } from '../ltc/problem';
import { autoNcp } from '../ltc/wiring';

/** Which network. */
export interface SteeringNetwork {
  readonly head: 'ltc' | 'lstm';
  /** Liquid cells, and solver steps per frame. */
  readonly cells: number;
  readonly unfolds: number;
  /** Of the LSTM. */
  readonly units: number;
  readonly norm: 'none' | 'batch';
  /** Filters of the first convolution. */
  readonly width: number;
}

/** AutoNCP's dial, as in the examples of ncps, and a seed as in LTC sine. */
const SPARSITY = 0.5;
const WIRING_SEED = 22222;

/** Features of a frame that the head is given. */
const featuresOf = ({ width }: SteeringNetwork): number => 2 * width;

/** The cells of a liquid head and what leads to them. */
function wiringOf(network: SteeringNetwork): LtcWiring {
  const [units, inputs] = [network.cells, featuresOf(network)];
  const { adjacency, sensoryAdjacency } = autoNcp(units, 1, inputs, SPARSITY, WIRING_SEED);
  return { units, inputs, outputs: 1, adjacency, sensoryAdjacency };
}

/** The liquid head on the features of one drive, `[time, features]`, for what looks into it; its target is of no account. */
export function liquidProblem(network: SteeringNetwork, input: ArrayLike<number>): LtcProblem {
  const wiring = wiringOf(network);
  const time = input.length / wiring.inputs;
  return {
    ...wiring,
    batch: 1,
    time,
    input,
    target: new Float64Array(time),
    constraint: 'implicit',
    unfolds: network.unfolds,
    elapsed: 1,
    epsilon: 1e-8,
    noise: 0,
    noiseMode: 'step',
  };
}

/** `[n, time, height, width, 1]` to features of every frame, `[n, time, features]`. */
export function eyeLayers(network: SteeringNetwork): readonly LayerSpec[] {
  const { head, width, norm } = network;
  const convolution = (filters: number, kernel: number): LayerSpec[] => [
    // A bias before batch normalisation has no effect, and noise for a gradient.
    { type: 'conv2d', filters, kernel, stride: 2, ...(norm === 'batch' ? { bias: false } : {}) },
    ...(norm === 'batch' ? [{ type: 'batchNorm' } as const] : []),
    { type: 'relu' },
  ];
  return [
    {
      type: 'timeDistributed',
      layers: [
        ...convolution(width, 5),
        ...convolution(2 * width, 3),
        ...convolution(2 * width, 3),
        { type: 'flatten' },
        { type: 'dense', units: featuresOf(network) },
        // Without it a few steps of Adam drive features to where nothing behind them has a slope.
        { type: 'layerNorm' },
        // Liquid synapses begin to open between 0.3 and 0.8.
        ...(head === 'ltc' ? [{ type: 'sigmoid' } as const] : []),
      ],
    },
  ];
}

/** Features to steering, `[n, time, 1]`. */
export function headLayers(network: SteeringNetwork): readonly LayerSpec[] {
  if (network.head === 'lstm')
    return [
      { type: 'lstm', units: network.units },
      { type: 'dense', units: 1 },
    ];
  const { units, outputs, adjacency, sensoryAdjacency } = wiringOf(network);
  return [{ type: 'ltc', units, outputs, adjacency, sensoryAdjacency, unfolds: network.unfolds }];
}

/** He normal before ReLU; of the LSTM Haiku's, as in `trajectory`; the liquid cells' values come from `liquidStart`. */
export function startOf({ name, shape }: Parameter): Start {
  if (/scale$/.test(name)) return ONES;
  if (!/\/w$/.test(name) || /ltc\//.test(name)) return ZEROS;
  if (/conv2d/.test(name)) return { kind: 'heNormal' };
  if (/lstm/.test(name)) return { kind: 'normal', deviation: 1 / Math.sqrt(shape[0]), truncated: true };
  return { kind: 'glorotUniform' };
}

/** Folded into a start's key, far from the indices of tensors. */
const LIQUID = 0x6c697175;

/** Starting values of the liquid cells, in the order of their tensors. */
export const liquidStart = (network: SteeringNetwork, key: PrngKey): Float32Array<ArrayBuffer> =>
  ltcStart(wiringOf(network), foldIn(key, LIQUID));
