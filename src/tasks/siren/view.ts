/** One lane as the page draws it: the data beside what the network makes of it. */
import type { GridData, TaskView, ViewOptions } from '../types';
import { NORMALISED_PEAK, psnrOfLoss } from './grid';
import { type SirenProblem, sirenFunction } from './problem';

/** A picture: a whole image, or one plane of a volume. Values are normalised, 0 black to 100 white. */
export interface SirenPlane {
  /** Such as "z = 32 of 64"; empty for a picture. */
  readonly label: string;
  /** The axis it is perpendicular to, 0 the slowest, and the sample on it; -1 and 0 for a picture. */
  readonly axis: number;
  readonly index: number;
  /** Of the arrays, row-major: at most `MAX_SIDE` each. */
  readonly height: number;
  readonly width: number;
  /** Width over height of the data, whatever share of its samples is shown along either axis. */
  readonly aspect: number;
  readonly target: Float32Array;
  readonly reconstruction: Float32Array;
}

export interface SirenView extends TaskView {
  readonly kind: 'siren';
  readonly dims: number;
  /** Extents of the data, slowest axis first. */
  readonly shape: readonly number[];
  /** One plane for a picture; for a volume one per axis. */
  readonly planes: readonly SirenPlane[];
  /** Scale of the planes' values. */
  readonly range: readonly [number, number];
  /** In decibels, over the samples shown; the loss curve has the batch's. */
  readonly psnr: number;
  /** The span PSNR refers to, in the data's units, and its name: "8-bit range 255". */
  readonly peak: number;
  readonly peakLabel: string;
  /** Whether every sample of the data is shown; if not, PSNR is of those that are. */
  readonly complete: boolean;
  readonly params: number;
  /** The data's, as `GridData` has them. */
  readonly dtype: string;
  readonly bytes: number;
  readonly packed: boolean;
  readonly lost: NonNullable<GridData['lost']>;
  /** Those bytes over the bytes of the parameters as float32. */
  readonly ratio: number;
}

export const MAX_SIDE = 128;
/** Multiply-adds a view may take: about 0.1 s (the lake takes 30 ms). Larger networks are shown on a coarser grid. */
const VIEW_OPERATIONS = 2.4e7;

/** Every how-many-th sample of an axis is shown so that no more than `side` are. */
const strideOf = (extent: number, side: number): number => Math.ceil(extent / side);

export function sirenView(
  problem: SirenProblem,
  params: ArrayLike<number>,
  { dtype, bytes, packed = false, lost = [] }: GridData,
  peakLabel: string,
  { slices = [] }: ViewOptions = {},
): SirenView {
  const { grid, network, layout } = problem;
  const { shape } = grid;
  const cuts = shape.length === 2 ? [-1] : [0, 1, 2];
  const points = Math.floor(VIEW_OPERATIONS / (layout.size * cuts.length));
  const side = Math.max(16, Math.min(MAX_SIDE, Math.floor(Math.sqrt(points))));
  const evaluate = sirenFunction(network, params);
  let squares = 0;
  let shown = 0;

  const planes = cuts.map((axis): SirenPlane => {
    const extent = axis < 0 ? 1 : shape[axis];
    const wanted = slices[axis] ?? Math.floor(extent / 2);
    const index = axis < 0 ? 0 : Math.min(extent - 1, Math.max(0, Math.round(wanted)));
    const [down, across] = shape.map((_, k) => k).filter((k) => k !== axis);
    const rows = strideOf(shape[down], side);
    const columns = strideOf(shape[across], side);
    const height = Math.ceil(shape[down] / rows);
    const width = Math.ceil(shape[across] / columns);
    const target = new Float32Array(height * width);
    const reconstruction = new Float32Array(height * width);
    const place = shape.map(() => 0);
    if (axis >= 0) place[axis] = index;
    const position = new Float64Array(shape.length);
    const starts = shape.map((_, k) => shape.slice(0, k).reduce((sum, size) => sum + size, 0));
    for (let row = 0, i = 0; row < height; row++) {
      for (let column = 0; column < width; column++, i++) {
        place[down] = row * rows;
        place[across] = column * columns;
        let sample = 0;
        for (let k = 0; k < shape.length; k++) {
          sample = sample * shape[k] + place[k];
          position[k] = grid.axes[starts[k] + place[k]];
        }
        target[i] = grid.targets[sample];
        const value = evaluate(position);
        reconstruction[i] = value;
        squares += (value - grid.targets[sample]) ** 2;
      }
    }
    shown += target.length;
    const label = axis < 0 ? '' : `${'zyx'[axis]} = ${index} of ${extent}`;
    const aspect = shape[across] / shape[down];
    return { label, axis, index, height, width, aspect, target, reconstruction };
  });

  return {
    kind: 'siren',
    dims: shape.length,
    shape,
    planes,
    range: [0, NORMALISED_PEAK],
    psnr: psnrOfLoss(grid, squares / shown),
    peak: grid.peak,
    peakLabel,
    complete: shape.length === 2 && shown === grid.samples,
    params: layout.size,
    dtype,
    bytes,
    packed,
    lost,
    ratio: bytes / (4 * layout.size),
  };
}
