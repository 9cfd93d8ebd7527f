/** The mixture of all families. */
import type { TaskFamily } from '../types';
import { inr } from './inr';
import { mlp } from './mlp';
import { pathological } from './pathological';
import { quadratic } from './quadratic';
import { recurrent } from './recurrent';

const parts = [mlp, quadratic, recurrent, inr, pathological] as const;

/** Variants in turns, so that any number of pairs is spread over the families. */
const most = Math.max(...parts.map(({ variants }) => variants.length));
const inTurns = Array.from({ length: most }, (_, turn) =>
  parts.flatMap(({ variants }) => variants[turn] ?? []),
).flat();

export const broad: TaskFamily = {
  id: 'broad',
  label: 'Broad',
  summary: 'Networks, quadratics, recurrent networks, pictures and the pathological function in equal parts.',
  variants: inTurns,
  parts,
};
