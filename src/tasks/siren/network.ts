/**
 * SIREN, a network of sines that maps a coordinate to a sample: its parameters, their start and its size.
 *
 * Source: Sitzmann et al. 2020, arXiv:2006.09661, section 3.2 and supplement 1.5; frequencies, starts of
 * the last layer and of the biases, and the parameter budget as in the reference code of the SIREN
 * experiments of HUB (arXiv:2305.16823), `RichealYoung/ImplicitNeuralCompression`, `utils/networks.py`.
 */
import { type ParamEntry, type ParamLayout, paramLayout } from '../../core/paramLayout';
import { foldIn, type PrngKey, uniform } from '../../core/prng';

/** Frequency of the hidden sine layers: sin(30 (W x + b)). */
export const HIDDEN_FREQUENCY = 30;

export interface SirenNetwork {
  /** Number of coordinates, 2 or 3. */
  readonly dims: number;
  /** Linear maps, first and last included, at least 2. */
  readonly layers: number;
  /** Units of each sine layer. */
  readonly width: number;
  /** Frequency of the first layer, w0. */
  readonly frequency: number;
}

type Size = Pick<SirenNetwork, 'dims' | 'layers' | 'width'>;

/** Inputs and outputs of every layer. */
export function layerShapes({
  dims,
  layers,
  width,
}: Size): { readonly inputs: number; readonly outputs: number }[] {
  return Array.from({ length: layers }, (_, layer) => ({
    inputs: layer === 0 ? dims : width,
    outputs: layer === layers - 1 ? 1 : width,
  }));
}

/** Per layer a weight `[in, out]` and a bias `[out]`; a layer is a module. */
export function sirenLayout(network: Size): ParamLayout {
  return paramLayout(
    layerShapes(network).flatMap(({ inputs, outputs }, layer): ParamEntry[] => [
      { name: `layer${layer}/weight`, shape: [inputs, outputs], module: `layer${layer}` },
      { name: `layer${layer}/bias`, shape: [outputs], module: `layer${layer}` },
    ]),
  );
}

/**
 * Start of one lane: weights uniform in ±1/in (first layer) or ±sqrt(6/in)/30 (all others, the last linear
 * one too), biases uniform in ±1/sqrt(in). Tensor `i` draws from `foldIn(key, i)`.
 */
export function initSiren(network: Size, key: PrngKey): Float32Array<ArrayBuffer> {
  const layout = sirenLayout(network);
  const shapes = layerShapes(network);
  const params = new Float32Array(layout.size);
  layout.segments.forEach((segment, index) => {
    const layer = index >> 1;
    const { inputs } = shapes[layer];
    const weight = layer === 0 ? 1 / inputs : Math.sqrt(6 / inputs) / HIDDEN_FREQUENCY;
    const bound = index % 2 === 0 ? weight : 1 / Math.sqrt(inputs);
    params.set(uniform(foldIn(key, index), segment.size, -bound, bound), segment.offset);
  });
  return params;
}

/**
 * Width at which a network has about `budget` parameters, weights and biases together: the positive root
 * of (layers - 2) w^2 + (dims + layers) w + 1 = budget, rounded, as `calc_features` of the reference code.
 * 0 or less where the budget is too small for any network.
 */
export function widthForBudget(budget: number, dims: number, layers: number): number {
  const a = layers - 2;
  const b = dims + layers;
  const c = 1 - budget;
  return Math.round(a === 0 ? -c / b : (-b + Math.sqrt(Math.max(0, b * b - 4 * a * c))) / (2 * a));
}
