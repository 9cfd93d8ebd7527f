/** Normalisation by mean and variance, then scale and offset by channel. */
import { type Node, reshape, ShapeError, slice } from '../graph';
import { plus, standardised, times } from './arithmetic';
import type { Calibration, Site } from './model';

export type NormSpec =
  | { readonly type: 'batchNorm' | 'layerNorm'; readonly epsilon?: number }
  | { readonly type: 'groupNorm'; readonly groups: number; readonly epsilon?: number };

export function norm(spec: NormSpec, x: Node, site: Site): Node {
  const channels = x.shape.at(-1)!;
  const scale = site.parameter('scale', [channels]);
  const offset = site.parameter('offset', [channels]);
  return plus(times(normalised(spec, x, site.calibration), scale), offset);
}

function normalised(spec: NormSpec, x: Node, calibration?: Calibration): Node {
  const last = x.shape.length - 1;
  switch (spec.type) {
    case 'batchNorm':
      return standardised(
        x,
        Array.from({ length: last }, (_, axis) => axis),
        spec.epsilon ?? 1e-5,
        // Where layers run over time as well, an example is several rows, one after the other.
        calibration && slice(x, 0, 0, (x.shape[0] / calibration.of) * calibration.rows),
      );
    case 'layerNorm':
      return standardised(x, [last], spec.epsilon ?? 1e-6);
    case 'groupNorm': {
      const { groups, epsilon = 1e-5 } = spec;
      const channels = x.shape[last];
      if (channels % groups !== 0) {
        throw new ShapeError(`${channels} channels are not ${groups} groups of the same size`);
      }
      const places = x.shape.slice(1, -1).reduce((size, extent) => size * extent, 1);
      const grouped = reshape(x, [x.shape[0], places, groups, channels / groups]);
      return reshape(standardised(grouped, [1, 3], epsilon), x.shape);
    }
  }
}
