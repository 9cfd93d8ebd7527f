/**
 * From samples as stored to float32 that keep their levels: 1.7e9 + 0 to 11 has twelve in float64 and one in
 * float32, so what is far from 0 compared with its span is measured from its smallest value.
 */
import { DataError } from '../../../core/errors';
import type { Samples } from '../../../data/formats/samples';

export interface NarrowSamples {
  readonly values: Float32Array<ArrayBuffer>;
  /** Largest minus smallest, in the file's units. */
  readonly span: number;
}

/** Magnitudes from which float32 rounds to more than 2^-20 of the span. */
const FAR = 16;
const LARGEST = 3.4028234663852886e38;
/** Spans below this leave float32 with fewer than its 24 bits. */
const SMALLEST_SPAN = 2 ** -100;

/** Applies scale and shift, and narrows; `samples` is used up. Throws `DataError` where there is nothing to learn. */
export function narrow({ values, scale = 1, shift = 0 }: Samples): NarrowSamples {
  const { low, high } = rangeOf(values);
  const ends = [low * scale + shift, high * scale + shift];
  const [min, max] = [Math.min(...ends), Math.max(...ends)];
  const largest = Math.max(Math.abs(min), Math.abs(max));
  const span = max - min;
  if (!(largest <= LARGEST && span <= LARGEST)) {
    throw new DataError(
      `its samples reach ${largest.toPrecision(3)}, more than float32 holds (3.4e38); divide them first`,
    );
  }
  if (!(max > min)) throw new DataError(`all its samples are ${min}, so there is nothing to learn`);
  if (span < SMALLEST_SPAN) {
    throw new DataError(
      `its samples differ by ${span.toPrecision(3)} at most, too little for float32; multiply them first`,
    );
  }
  if (values instanceof Float32Array && scale === 1 && shift === 0) return { values, span };
  const offset = largest >= FAR * span ? min : 0;
  // Scaled float32 can stay where they are.
  const out = values instanceof Float32Array ? values : new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i] * scale + shift - offset;
  return { values: out, span };
}

function rangeOf(values: Samples['values']): { readonly low: number; readonly high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      throw new DataError('it holds samples that are not finite numbers; replace them first');
    }
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
