/** Starting values of parameters. */
import { foldIn, normal, type PrngKey, uniform } from '../core/prng';
import { type Shape, sizeOf } from './graph';

/** How a tensor's values begin. */
export type Start =
  | { readonly kind: 'constant'; readonly value: number }
  /** Normal around 0; `truncated`: drawn anew beyond two standard deviations. */
  | { readonly kind: 'normal'; readonly deviation: number; readonly truncated?: true }
  /** Uniform within ±sqrt(6 / (in + out)) (Glorot and Bengio 2010, eq. 16). */
  | { readonly kind: 'glorotUniform' }
  /** Normal of variance 2 / in (He et al. 2015, arXiv:1502.01852, eq. 10). */
  | { readonly kind: 'heNormal' }
  /** Trained elsewhere, row-major. */
  | { readonly kind: 'values'; readonly values: Float32Array<ArrayBuffer> };

export const ZEROS: Start = { kind: 'constant', value: 0 };
export const ONES: Start = { kind: 'constant', value: 1 };

/** Entries that meet one output, and outputs that one entry meets; kernels `[k, k, in, out]` count their taps. */
function fans(shape: Shape): { readonly entries: number; readonly outputs: number } {
  const taps = sizeOf(shape.slice(0, -2));
  return { entries: taps * (shape.at(-2) ?? 1), outputs: taps * (shape.at(-1) ?? 1) };
}

/** Values of a tensor, row-major; equal keys give equal values. */
export function startValues(start: Start, shape: Shape, key: PrngKey): Float32Array<ArrayBuffer> {
  const size = sizeOf(shape);
  const { entries, outputs } = fans(shape);
  switch (start.kind) {
    case 'constant':
      return new Float32Array(size).fill(start.value);
    case 'values':
      return start.values.slice();
    case 'normal':
      return start.truncated
        ? truncated(key, size).map((z) => start.deviation * z)
        : normal(key, size).map((z) => start.deviation * z);
    case 'glorotUniform': {
      const bound = Math.sqrt(6 / (entries + outputs));
      return uniform(key, size, -bound, bound);
    }
    case 'heNormal':
      return normal(key, size).map((z) => Math.sqrt(2 / entries) * z);
  }
}

/** Standard normal draws, those beyond ±2 replaced by draws of further keys. */
function truncated(key: PrngKey, size: number): Float32Array<ArrayBuffer> {
  const draws = normal(key, size);
  for (let round = 0; draws.some((z) => Math.abs(z) > 2); round++) {
    const others = normal(foldIn(key, round), size);
    draws.forEach((z, i) => {
      if (Math.abs(z) > 2) draws[i] = others[i];
    });
  }
  return draws;
}
