/**
 * Pictures moved a little as they are drawn, each in its own way and anew in every step: data augmentation, in double
 * precision. `kernels/network/motions.wgsl` and `moved.wgsl` are the same on the GPU.
 *
 * Source: Simard, Steinkraus and Platt 2003, "Best practices for convolutional neural networks applied to visual document
 * analysis", section 2, whose elastic deformations are left out.
 */
import { bitsAt, foldIn, type PrngKey, unitFloat } from '../../core/prng';
import { type PictureExtents, pictureSize } from '../../data/pictures';

/** How far pictures may be moved. */
export interface Augmentation {
  readonly extents: PictureExtents;
  /** Whole pixels at most, along either axis and either way. */
  readonly reach: number;
  /** Turn at most, either way, radians. */
  readonly most: number;
}

/** Choices by name; none of them mirrors a picture, for a mirrored digit is none. */
export const augmentations = {
  none: null,
  shift: { reach: 2, most: 0 },
  turn: { reach: 2, most: Math.PI / 12 },
} as const;

/** Folded into the key of a draw. Its permutation takes bits below 2^19 of that key, so nothing is drawn twice. */
export const MOTION = 0x6175676d;

/** Where a picture goes: turned clockwise about its centre, then shifted by whole pixels. */
export interface Motion {
  readonly right: number;
  readonly down: number;
  readonly sine: number;
  readonly cosine: number;
}

/**
 * The motion of the picture at a place of a batch; `key`: that of the draw. Of 2^32 draws five divide all but one, so shifts are
 * equally likely to 2^-32.
 */
export function drawnMotion(key: PrngKey, place: number, { reach, most }: Augmentation): Motion {
  const own = foldIn(key, MOTION);
  const shift = (index: number) => (bitsAt(own, 3 * place + index) % (2 * reach + 1)) - reach;
  const angle = most * (2 * unitFloat(bitsAt(own, 3 * place + 2)) - 1);
  return { right: shift(0), down: shift(1), sine: Math.sin(angle), cosine: Math.cos(angle) };
}

/** A picture after its motion, bilinear between pixels; zeros come in. */
export function moved(
  picture: ArrayLike<number>,
  extents: PictureExtents,
  { right, down, sine, cosine }: Motion,
): Float64Array<ArrayBuffer> {
  const { height, width, channels } = extents;
  const [middle, centre] = [(width - 1) / 2, (height - 1) / 2];
  const entry = (x: number, y: number, channel: number) =>
    x >= 0 && y >= 0 && x < width && y < height ? picture[(y * width + x) * channels + channel] : 0;
  return Float64Array.from({ length: pictureSize(extents) }, (_, i) => {
    const pixel = Math.floor(i / channels);
    const channel = i % channels;
    // From where in the picture this entry comes: shifted back, then turned back.
    const toX = (pixel % width) - middle - right;
    const toY = Math.floor(pixel / width) - centre - down;
    const [fromX, fromY] = [cosine * toX + sine * toY + middle, cosine * toY - sine * toX + centre];
    const [x, y] = [Math.floor(fromX), Math.floor(fromY)];
    const [partX, partY] = [fromX - x, fromY - y];
    const upper = (1 - partX) * entry(x, y, channel) + partX * entry(x + 1, y, channel);
    const lower = (1 - partX) * entry(x, y + 1, channel) + partX * entry(x + 1, y + 1, channel);
    return (1 - partY) * upper + partY * lower;
  });
}
