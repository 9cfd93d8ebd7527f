/** x w + b over the last axis. */
import type { Node } from '../graph';
import { affine } from './arithmetic';
import type { Site } from './model';

export interface DenseSpec {
  readonly type: 'dense';
  readonly units: number;
  /** Default: there is one. */
  readonly bias?: boolean;
}

export function dense({ units, bias = true }: Omit<DenseSpec, 'type'>, x: Node, site: Site): Node {
  const w = site.parameter('w', [x.shape.at(-1)!, units]);
  return affine(x, w, bias ? site.parameter('b', [units]) : undefined);
}
