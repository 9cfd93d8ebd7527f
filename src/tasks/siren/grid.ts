/**
 * The samples a network learns: a grid of coordinates in [-1, 1], both ends included, in `ij` order
 * (row-major, first axis slowest), and the values there, normalised to [0, 100] by their own range.
 */
import { DataError } from '../../core/errors';
import { bitsAt, type PrngKey } from '../../core/prng';
import type { GridData } from '../types';

/** Upper end of the normalised values. */
export const NORMALISED_PEAK = 100;

export interface SampleGrid {
  /** Extents, 2 or 3 of them, slowest axis first. */
  readonly shape: readonly number[];
  /** Number of samples, the product of the extents. */
  readonly samples: number;
  /** Coordinates along each axis in turn, `f32[sum of extents]`. */
  readonly axes: Float32Array<ArrayBuffer>;
  /** Normalised values, `f32[samples]`. */
  readonly targets: Float32Array<ArrayBuffer>;
  /** Largest minus smallest value, in the data's own units. */
  readonly span: number;
  /** The span PSNR refers to, in the data's own units. */
  readonly peak: number;
}

/** Coordinates of `extent` samples from -1 to 1, both included; a single sample lies at 0. */
export function axisCoordinates(extent: number): number[] {
  return Array.from({ length: extent }, (_, i) => (extent === 1 ? 0 : (2 * i - (extent - 1)) / (extent - 1)));
}

/**
 * Smallest and largest sample. Throws `DataError`, a sentence about "it", where a sample is not finite or
 * all are equal.
 */
export function valueRange(values: Float32Array): { readonly min: number; readonly max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      throw new DataError('it holds samples that are not finite numbers; replace them first');
    }
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!(max > min)) throw new DataError(`all its samples are ${min}, so there is nothing to learn`);
  return { min, max };
}

/** Normalises data. Throws `DataError` where there is nothing to learn or a value is not finite. */
export function sampleGrid(data: Pick<GridData, 'name' | 'shape' | 'values' | 'peak'>): SampleGrid {
  const { shape, values } = data;
  const samples = shape.reduce((product, extent) => product * extent, 1);
  if (shape.length < 2 || shape.length > 3 || samples !== values.length) {
    throw new DataError(
      `"${data.name}" must be a picture or a volume, got shape ${shape.join(' x ')} with ${values.length} samples`,
    );
  }
  const { min, max } = valueRange(values);
  const span = max - min;
  const targets = Float32Array.from(values, (value) => ((value - min) / span) * NORMALISED_PEAK);
  return {
    shape,
    samples,
    axes: Float32Array.from(shape.flatMap(axisCoordinates)),
    targets,
    span,
    peak: data.peak,
  };
}

/** Writes the coordinate of sample `index` to `out[at...]`. */
export function locate(grid: SampleGrid, index: number, out: { [i: number]: number }, at = 0): void {
  let rest = index;
  let first = grid.axes.length;
  for (let axis = grid.shape.length - 1; axis >= 0; axis--) {
    const extent = grid.shape[axis];
    first -= extent;
    out[at + axis] = grid.axes[first + (rest % extent)];
    rest = Math.floor(rest / extent);
  }
}

/**
 * Samples of one batch: the whole grid in order where `batch` covers it, else `batch` draws with
 * replacement, the `i`-th being floor(bits_i * samples / 2^32) (bias below samples / 2^32).
 */
export function batchIndices(grid: SampleGrid, batch: number, key: PrngKey): Uint32Array {
  if (batch >= grid.samples) return Uint32Array.from({ length: grid.samples }, (_, index) => index);
  return Uint32Array.from({ length: batch }, (_, i) => scaleBits(bitsAt(key, i), grid.samples));
}

/** floor(bits * count / 2^32) for unsigned 32-bit numbers, exactly: every product stays below 2^48. */
export function scaleBits(bits: number, count: number): number {
  const high = Math.floor(count / 65536) * bits;
  const low = (count % 65536) * bits;
  return Math.floor((high + Math.floor(low / 65536)) / 65536);
}

/** Peak signal-to-noise ratio in decibels at a loss (mean squared error of normalised values). */
export function psnrOfLoss(grid: Pick<SampleGrid, 'span' | 'peak'>, loss: number): number {
  const meanSquare = loss * (grid.span / NORMALISED_PEAK) ** 2;
  return 10 * Math.log10(grid.peak ** 2 / meanSquare);
}
