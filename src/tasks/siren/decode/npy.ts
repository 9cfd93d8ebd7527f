/** NumPy arrays as pictures and volumes. */
import { DataError } from '../../../core/errors';
import { readArray, readNpyHeader } from '../../../data/formats/npy';
import {
  BYTES_OF,
  checkRoom,
  countSamples,
  countStored,
  Greys,
  roomFor,
  type Samples,
  type SampleType,
} from '../../../data/formats/samples';
import type { DataAxis, SurplusAxes } from '../../types';
import type { Choose } from './part';

export async function decodeNpy(bytes: Uint8Array<ArrayBuffer>, choose: Choose): Promise<Samples> {
  const header = readNpyHeader(bytes);
  const { shape, type, dataStart } = header;
  const surplus = surplusOf(shape, type);
  const count = surplus.picks > 0 ? countStored(shape) : countSamples(shape);
  checkRoom(count, type, bytes.length - dataStart);
  const excess = bytes.length - dataStart - count * BYTES_OF[type];
  if (excess > 0) {
    throw new DataError(
      `its .npy header leaves ${excess} bytes over behind the samples; save one array alone in the file`,
    );
  }
  const part = surplus.picks > 0 ? await choose(surplus) : {};
  return colourToLuma(readArray(bytes, header, part));
}

/** Axes to choose from: any of more than one sample, but those of a picture in colour. */
function surplusOf(shape: readonly number[], type: SampleType): SurplusAxes {
  const all = shape.map((extent, axis) => ({ id: `axis${axis}`, extent }));
  const isLong = ({ extent }: DataAxis) => extent > 1;
  if (isColour(shape, type)) {
    const axes = all.slice(0, -3).filter(isLong);
    return { axes, picks: Math.max(0, axes.length - 1), rest: shape.slice(-3, -1) };
  }
  const axes = all.filter(isLong);
  return { axes, picks: Math.max(0, axes.length - 3), rest: [] };
}

/**
 * Whether the last axis is one of colours, with at most one axis before height and width; where there are more, only if
 * the array is no volume as it is.
 */
function isColour(shape: readonly number[], type: SampleType): boolean {
  const channels = shape[shape.length - 1];
  const [height, width] = shape.slice(-3);
  const isVolume = shape.length > 4 && shape.filter((extent) => extent > 1).length <= 3;
  const fits = channels === 3 || (channels === 4 && /^uint(8|16)$/.test(type));
  return shape.length >= 3 && !isVolume && fits && height > channels && width > channels;
}

/**
 * `[height, width, 3]` is a picture in colour, and so is `[height, width, 4]` of 8 or 16 bits, whose opacity lays it on
 * white; with a further axis before, a stack of them. Arrays that are no larger along their other axes are volumes.
 */
function colourToLuma(samples: Samples): Samples {
  const { shape, values, dtype } = samples;
  if (!isColour(shape, dtype)) return samples;
  const channels = shape[shape.length - 1];
  const white = dtype === 'uint8' || dtype === 'uint16' ? 2 ** (8 * BYTES_OF[dtype]) - 1 : 0;
  const greys = new Greys();
  const out = roomFor(values.length / channels, dtype);
  for (let i = 0, at = 0; i < out.length; i++, at += channels) {
    const grey = greys.luma(values[at], values[at + 1], values[at + 2]);
    const opacity = values[at + 3];
    const own = channels === 3 ? grey : greys.onWhite((grey * opacity) / white, opacity, white);
    out[i] = white > 0 ? Math.round(own) : own;
  }
  return { ...samples, shape: shape.slice(0, -1), values: out, lost: greys.lost() };
}
