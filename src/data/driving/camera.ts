/**
 * A road as a camera in the car sees it, in grey: a flat ground in perspective, row by row. Only additions, products, quotients and
 * roundings, so that its bytes are the same on every machine.
 */
import { bitsAt, foldIn, type PrngKey, randomBits } from '../../core/prng';
import { type Pose, type Road, SPACING } from './road';
import type { Marking, Scene } from './scene';

/** Pixels of a frame; twice as wide as high. */
export interface FrameSize {
  readonly height: number;
  readonly width: number;
}

/** Metres of the camera above the ground. */
const HEIGHT = 1.3;
/** Focal length over the frame's width: 60° are seen. */
const FOCAL = 0.866;
/** Where the horizon is, from the top, as a share of the height. */
const HORIZON = 0.3;
/** Half the lane and half a marking, metres. */
const HALF_LANE = 1.6;
const HALF_MARKING = 0.09;
/** Metres of paint, and from one dash to the next. */
const DASH = 3;
const DASHES = 6;
/** Where the road points so far aside that the row shows no more of it: least cosine. */
const LEAST_AHEAD = 0.25;
/** Grains of the asphalt, metres, and where they are too small to be seen. */
const GRAIN = 0.25;
const GRAIN_SEEN = 15;
/** Metres of a marking that are worn alike. */
const WORN_PIECE = 0.5;

/** Random numbers around 0 with deviation 1, in a table, for noise and grain: sums of four bytes each. */
const TABLE = 2 ** 16;
const MASK = TABLE - 1;
const BYTES_DEVIATION = 147.8;
let drawn: Float64Array | undefined;
function table(): Float64Array {
  drawn ??= Float64Array.from(randomBits([0x64726976, 0], TABLE), (bits) => {
    const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
    return (sum - 510) / BYTES_DEVIATION;
  });
  return drawn;
}

/** The road where a row of the frame meets it, from the car. */
interface Crossing {
  /** Metres ahead, and of the centre line to the left. */
  readonly ahead: number;
  readonly left: number;
  /** Part of the road's direction that points ahead. */
  readonly cosine: number;
  /** Metres along the road, and how many of them a row sees. */
  readonly along: number;
  readonly depth: number;
}

/** Where a frame shows a place on the ground, so many metres ahead and to the left: column and row, in pixels. */
export function onFrame(
  ahead: number,
  left: number,
  { height, width }: FrameSize,
): readonly [column: number, row: number] {
  const scale = (FOCAL * width) / ahead;
  return [width / 2 - scale * left, HORIZON * height + scale * HEIGHT];
}

/** Writes a frame `[height, width]` to `out`. `noise`: deviation in grey levels; `key`: that of the frame. */
export function photograph(
  out: Uint8ClampedArray,
  { height, width }: FrameSize,
  road: Road,
  pose: Pose,
  scene: Scene,
  noise: number,
  key: PrngKey,
): void {
  const values = new Float64Array(width);
  const across = Float64Array.from({ length: width }, (_, i) => scene.across * ((i + 0.5) / width - 0.5));
  const draws = table();
  const from = bitsAt(foldIn(key, 7), 0) & MASK;
  const places = crossings({ height, width }, road, pose);
  for (let row = 0; row < height; row++) {
    const place = places[row];
    if (place) paintRow(values, place, scene);
    else values.fill(row + 0.5 > HORIZON * height ? scene.grass : scene.sky);
    const light = 1 + scene.down * ((row + 0.5) / height - 0.5);
    const begin = row * width;
    for (let column = 0; column < width; column++) {
      const draw = draws[(from + begin + column) & MASK];
      out[begin + column] = values[column] * (light + across[column]) + noise * draw;
    }
  }
}

/** Per row of the frame, where it shows the road; none above the horizon and where the road has gone out of sight. */
function crossings({ height, width }: FrameSize, road: Road, pose: Pose): readonly (Crossing | undefined)[] {
  const result: (Crossing | undefined)[] = new Array(height).fill(undefined);
  let point = 0;
  // From the nearest row on, so that points are gone through once.
  for (let row = height - 1; row >= 0; row--) {
    const below = row + 0.5 - HORIZON * height;
    if (below <= 0) return result;
    const ahead = (HEIGHT * FOCAL * width) / below;
    const aheadOf = (index: number) =>
      (road[index].x - pose.x) * pose.cosine + (road[index].y - pose.y) * pose.sine;
    while (point + 1 < road.length && aheadOf(point + 1) < ahead) point++;
    if (point + 1 === road.length) return result;
    const [near, far] = [road[point], road[point + 1]];
    const cosine = far.cosine * pose.cosine + far.sine * pose.sine;
    if (cosine < LEAST_AHEAD) return result;
    const part = (ahead - aheadOf(point)) / (aheadOf(point + 1) - aheadOf(point));
    const [x, y] = [near.x + part * (far.x - near.x), near.y + part * (far.y - near.y)];
    result[row] = {
      ahead,
      left: (y - pose.y) * pose.cosine - (x - pose.x) * pose.sine,
      cosine,
      along: (point + part) * SPACING,
      depth: ahead / below / cosine,
    };
  }
  return result;
}

/** Grey levels of a row of the ground, before the light. */
function paintRow(values: Float64Array, place: Crossing, scene: Scene): void {
  const { ahead, left, cosine, along } = place;
  const width = values.length;
  const draws = table();
  const [leftPaint, rightPaint] = [scene.left, scene.right].map((side) => paint(side.marking, place));
  const [leftEdge, rightEdge] = [scene.left, scene.right].map((side) => HALF_LANE + side.shoulder);
  // Metres across the road that a pixel is wide, and one over that.
  const pixel = (ahead * cosine) / (FOCAL * width);
  const inverse = 1 / pixel;
  const cell = Math.floor(along / GRAIN) * 251 + TABLE;
  const grain = ahead < GRAIN_SEEN ? scene.grain : 0;
  for (let column = 0; column < width; column++) {
    // Metres to the left of the centre line.
    const aside = (width / 2 - column - 0.5) * pixel - left * cosine;
    const rough = grain === 0 ? 0 : grain * draws[(cell + Math.floor(aside / GRAIN)) & MASK];
    const asphalt = share((leftEdge - aside) * inverse) * share((rightEdge + aside) * inverse);
    const painted =
      leftPaint * line((aside - HALF_LANE) * inverse, HALF_MARKING * inverse) +
      rightPaint * line((aside + HALF_LANE) * inverse, HALF_MARKING * inverse);
    values[column] = scene.grass + asphalt * (scene.asphalt + rough - scene.grass) + painted * scene.paint;
  }
}

/** How much of a pixel is on this side of an edge so many pixels from its centre. */
const share = (pixels: number): number => (pixels > 0.5 ? 1 : pixels < -0.5 ? 0 : pixels + 0.5);

/** How much of a pixel a line covers, its middle and half its width in pixels from the pixel's centre. */
const line = (middle: number, half: number): number =>
  middle > half + 0.5 || middle < -half - 0.5 ? 0 : share(middle + half) - share(middle - half);

/** How much paint of a marking a row sees, from 0 to 1. */
function paint({ dashed, worn, phase }: Marking, { along, depth }: Crossing): number {
  const gone = worn * Math.abs(table()[Math.floor((along + 8 * phase) / WORN_PIECE) & MASK]);
  const left = Math.max(0, 1 - gone);
  if (!dashed) return left;
  /** Metres of paint up to here. */
  const upTo = (metres: number) => {
    const dash = Math.floor(metres / DASHES);
    return dash * DASH + Math.min(DASH, metres - dash * DASHES);
  };
  const at = along + phase;
  return (left * (upTo(at + depth / 2) - upTo(at - depth / 2))) / depth;
}
