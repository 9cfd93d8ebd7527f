/** Layers over pictures `[n, rows, columns, channels]`. */
import { concat, conv, type Node, pool, reshape, ShapeError, shapeWords } from '../graph';
import { mean, plus, repeated } from './arithmetic';
import type { Site } from './model';

export interface Conv2dSpec {
  readonly type: 'conv2d';
  readonly filters: number;
  readonly kernel: number;
  readonly stride?: number;
  /** `same` (default): as many rows as strides fit, zeros around; `valid`: none. */
  readonly padding?: 'same' | 'valid';
  readonly bias?: boolean;
}

export interface PoolSpec {
  readonly type: 'maxPool' | 'averagePool';
  readonly size: number;
  /** Default: `size`. */
  readonly stride?: number;
}

export interface PatchEmbedSpec {
  readonly type: 'patchEmbed';
  readonly patch: number;
  readonly units: number;
}

export function conv2d(spec: Omit<Conv2dSpec, 'type'>, x: Node, site: Site): Node {
  const { filters, kernel, stride = 1, padding = 'same', bias = true } = spec;
  if (x.shape.length !== 4) throw new ShapeError(`it wants pictures, and gets ${shapeWords(x.shape)}`);
  const around = (extent: number): [number, number] => {
    if (padding === 'valid') return [0, 0];
    const total = Math.max((Math.ceil(extent / stride) - 1) * stride + kernel - extent, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  };
  const w = site.parameter('w', [kernel, kernel, x.shape[3], filters]);
  const y = conv(x, w, { stride, padding: [around(x.shape[1]), around(x.shape[2])] });
  return bias ? plus(y, site.parameter('b', [filters])) : y;
}

export const pooled = ({ type, size, stride = size }: PoolSpec, x: Node): Node =>
  pool(x, type === 'maxPool' ? 'max' : 'mean', { size, stride });

/** Mean over rows and columns: `[n, channels]`. */
export const globalAveragePool = (x: Node): Node => reshape(mean(x, [1, 2]), [x.shape[0], x.shape[3]]);

/** Patches row by row: `[n, patches, units]`. */
export function patchEmbed({ patch, units }: PatchEmbedSpec, x: Node, site: Site): Node {
  const y = conv2d({ filters: units, kernel: patch, stride: patch, padding: 'valid' }, x, site);
  return reshape(y, [y.shape[0], y.shape[1] * y.shape[2], units]);
}

/** A trained token before the others of `[n, tokens, d]`. */
export function classToken(x: Node, site: Site): Node {
  const [count, , width] = x.shape;
  const token = reshape(site.parameter('token', [1, width]), [1, 1, width]);
  return concat([repeated(token, count), x], 1);
}

export const positionEmbedding = (x: Node, site: Site): Node =>
  plus(x, site.parameter('table', x.shape.slice(1)));
