/** The mixture of all families. */
import { familyTexts } from '../../texts/families';
import type { TaskFamily, TaskVariant } from '../types';
import { inr } from './inr';
import { mlp } from './mlp';
import { pathological } from './pathological';
import { quadratic } from './quadratic';
import { recurrent } from './recurrent';

const parts = [mlp, quadratic, recurrent, inr, pathological] as const;

/**
 * Pairs per variant of each family. In equal parts, what large steps gain on the quadratics and the pathological
 * function outweighs what they lose on pictures, and the optimizer gives those up.
 */
const SHARES: readonly (readonly [TaskFamily, pairs: readonly number[]])[] = [
  [mlp, [2, 2, 2]],
  [recurrent, [6, 2]],
  [inr, [3, 3]],
  [quadratic, [1, 1]],
  [pathological, [1, 1]],
];

/** Every variant as often as its share, spread so that any few turns hold something of everything. */
function inTurns(): TaskVariant[] {
  const shares = SHARES.flatMap(([{ variants }, pairs]) =>
    variants.map((variant, index) => ({ variant, pairs: pairs[index], given: 0 })),
  );
  const total = shares.reduce((sum, { pairs }) => sum + pairs, 0);
  return Array.from({ length: total }, (_, turn) => {
    const owed = ({ pairs, given }: (typeof shares)[number]) => (pairs * (turn + 1)) / total - given;
    const next = shares.reduce((best, share) => (owed(share) > owed(best) ? share : best));
    next.given++;
    return next.variant;
  });
}

export const broad: TaskFamily = {
  id: 'broad',
  ...familyTexts.broad,
  variants: parts.flatMap(({ variants }) => variants),
  turns: inTurns(),
  parts,
};
