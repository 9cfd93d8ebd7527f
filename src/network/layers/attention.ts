/** Scaled dot-product attention of several heads (Vaswani et al. 2017, arXiv:1706.03762, section 3.2). */
import { constant, matmul, type Node, reshape, ShapeError, transpose } from '../graph';
import { plus, scaled, softmax } from './arithmetic';
import { dense } from './dense';
import type { Site } from './model';

export interface AttentionSpec {
  readonly type: 'attention';
  readonly heads: number;
  /** Whether no position sees later ones. */
  readonly causal?: boolean;
  /** Whether keys have a bias (default), which changes nothing: a softmax takes away what all its scores have in common. */
  readonly keyBias?: boolean;
}

/** What is added to the score of a position that is not to be seen. */
const UNSEEN = -1e30;

export function attention(
  { heads, causal = false, keyBias = true }: AttentionSpec,
  x: Node,
  site: Site,
): Node {
  const [count, time, width] = x.shape;
  if (width % heads !== 0) throw new ShapeError(`a width of ${width} is not ${heads} heads of the same size`);
  const size = width / heads;
  const split = (name: string) =>
    transpose(
      reshape(dense({ units: width, bias: name !== 'key' || keyBias }, x, site.within(name)), [
        count,
        time,
        heads,
        size,
      ]),
      [0, 2, 1, 3],
    );
  const [query, key, value] = ['query', 'key', 'value'].map(split);
  const scores = scaled(matmul(query, key, [false, true]), 1 / Math.sqrt(size));
  const seen = causal ? plus(scores, laterUnseen(time)) : scores;
  const heard = matmul(softmax(seen), value);
  const joined = reshape(transpose(heard, [0, 2, 1, 3]), [count, time, width]);
  return dense({ units: width }, joined, site.within('out'));
}

const laterUnseen = (time: number): Node =>
  constant(
    Array.from({ length: time * time }, (_, i) => (i % time > Math.floor(i / time) ? UNSEEN : 0)),
    [time, time],
  );
