/**
 * CIFAR-10's binary version: records of a label and a picture of 32 x 32, its red, green and blue planes in turn.
 *
 * Source: cs.toronto.edu/~kriz/cifar.html, "Binary version".
 */
import { DataError } from '../../core/errors';
import type { LabelledExamples } from '../pictures';

const SIDE = 32;
const PLANE = SIDE * SIDE;
const CHANNELS = 3;
const RECORD = 1 + CHANNELS * PLANE;
const CLASSES = 10;

/** Nothing but its length tells such a file. */
export const isCifar = (bytes: Uint8Array): boolean => bytes.length > 0 && bytes.length % RECORD === 0;

/** Channels come last, as everywhere here. Throws `DataError`. */
export function readCifar(bytes: Uint8Array<ArrayBuffer>): LabelledExamples {
  const count = bytes.length / RECORD;
  const pictures = new Uint8Array(count * CHANNELS * PLANE);
  const labels = new Uint8Array(count);
  for (let example = 0; example < count; example++) {
    const start = example * RECORD;
    const label = bytes[start];
    if (label >= CLASSES) {
      throw new DataError(
        `its record ${example} has the label ${label}, CIFAR-10 has 0 to 9; it is damaged, or no batch of CIFAR-10`,
      );
    }
    labels[example] = label;
    for (let channel = 0; channel < CHANNELS; channel++) {
      const plane = start + 1 + channel * PLANE;
      let to = example * CHANNELS * PLANE + channel;
      for (let pixel = 0; pixel < PLANE; pixel++, to += CHANNELS) pictures[to] = bytes[plane + pixel];
    }
  }
  return { pictures, labels, extents: { height: SIDE, width: SIDE, channels: CHANNELS } };
}
