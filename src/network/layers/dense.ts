/** x w + b over the last axis. */
import type { Node } from '../graph';
import { affine } from './arithmetic';
import type { Site } from './model';

export interface DenseSpec {
  readonly type: 'dense';
  readonly units: number;
}

export function dense({ units }: Pick<DenseSpec, 'units'>, x: Node, site: Site): Node {
  const w = site.parameter('w', [x.shape.at(-1)!, units]);
  return affine(x, w, site.parameter('b', [units]));
}
