/** Contents of the card of one weight, apart from how it is drawn. */
import type { ParameterAnatomy } from '../../engine/types';
import { findOptimizer } from '../../optimizers';
import { driveTexts } from '../../texts/hub';
import { formatExact, formatValue } from '../format';

/** Weights side by side at most where a layer has no columns of its own. */
const WIDEST = 40;

/** Columns of the picture of a layer: its last axis, unless that makes a strip. */
export function pictureColumns(shape: readonly number[]): number {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const last = shape.at(-1) ?? 1;
  const strip = last > 4 * (size / last) || 4 * last < size / last;
  if (shape.length > 1 && !strip) return last;
  return size <= WIDEST ? size : Math.ceil(Math.sqrt(3 * size));
}

/** The weight that a key goes to, or null where the key means nothing here. */
export function neighbour(key: string, index: number, columns: number, size: number): number | null {
  const by: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -10 * columns,
    PageDown: 10 * columns,
    Home: -size,
    End: size,
  };
  return key in by ? Math.min(size - 1, Math.max(0, index + by[key])) : null;
}

/** Such as w[3, 2]; a scalar is its tensor. */
export const weightName = ({ tensor, place }: Pick<ParameterAnatomy, 'tensor' | 'place'>): string =>
  place.length === 0 ? tensor : `${tensor}[${place.join(', ')}]`;

/** Symbol of a vector of an optimizer's state, as in its formula. */
export const momentSymbol = (optimizerId: string, name: string): string =>
  findOptimizer(optimizerId).stateSymbols?.[name] ?? name;

export interface Mix {
  /** σ weighs the learned proposal here. */
  readonly inverted: boolean;
  /** Share of the learned proposal. */
  readonly learnedShare: number;
  /** The proposal that was left out because it is not a finite number. */
  readonly leftOut: 'hand' | 'learned' | null;
  /** A bound held the weight where the step would have gone beyond. */
  readonly bounded: boolean;
}

/** How the numbers of a weight belong together. */
export function mixOf({ sigma, share, hand, learned, update, before, after }: ParameterAnatomy): Mix {
  const leftOut =
    Number.isFinite(hand) === Number.isFinite(learned) ? null : Number.isFinite(hand) ? 'learned' : 'hand';
  // Which of the two the share is, also where an option was changed since.
  const inverted = leftOut === null && Math.abs(share - sigma) > Math.abs(share - (1 - sigma));
  return {
    inverted,
    learnedShare: leftOut !== null ? 1 - share : inverted ? sigma : 1 - sigma,
    leftOut,
    bounded: Number.isFinite(after) && after !== Math.fround(before + update),
  };
}

/** Where the smallest and the largest of the parts and their sum lie, around 0; never empty. */
export function reachOf(...ends: readonly number[]): readonly [number, number] {
  const finite = ends.filter(Number.isFinite);
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  return low === high ? [-1, 1] : [low, high];
}

/** The weight of this layer with the largest gradient whose σ lies in the bin, or null. */
export function steepestWithin(
  { layerGradients, layerSigma }: ParameterAnatomy,
  from: number,
  to: number,
): number | null {
  let best: number | null = null;
  layerSigma.forEach((sigma, index) => {
    if (sigma < from || (sigma >= to && to < 1)) return;
    if (best === null || Math.abs(layerGradients[index]) > Math.abs(layerGradients[best])) best = index;
  });
  return best;
}

/** The numbers as a table, as exact as they are. */
export function anatomyRows(
  anatomy: ParameterAnatomy,
  names: {
    readonly hand: string;
    readonly learned: string;
    readonly handId: string;
    readonly manual: boolean;
  },
): readonly (readonly string[])[] {
  const words = driveTexts.anatomy;
  const { moments, gradient, rawSigma, sigma, share, hand, learned, update, before, after } = anatomy;
  const rows: [string, number][] = [
    [words.gradient, gradient],
    ...Object.entries(moments).map(([name, value]): [string, number] => [
      words.moment(momentSymbol(names.handId, name), names.hand),
      value,
    ]),
    [words.proposalHand(names.hand), hand],
    [words.proposalLearned(names.learned), learned],
    [names.manual ? words.rawManual : words.raw, rawSigma],
    [words.sigma, sigma],
    [words.shareRow, share],
    [words.update, update],
    [words.before, before],
    [words.after, after],
  ];
  return rows.map(([name, value]) => [name, formatValue(value, 7)]);
}

/** Bounds of σ in words. */
export const boundsOf = (options: Readonly<Record<string, unknown>>): readonly [string, string] => [
  formatExact(Number(options.lower)),
  formatExact(Number(options.upper)),
];
