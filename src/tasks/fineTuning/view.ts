/** What fine-tuning has changed: filters of the first layer, and how far every block has gone. */
import type { FileTensors } from '../../checkpoints/formats/tensors';
import type { Origin, ParamLayout, ParamSegment } from '../../core/paramLayout';
import type { ClassView } from '../network/classView';
import type { TaskView } from '../types';

/** What a block is, for the reader. */
export type BlockKind =
  | 'convolution'
  | 'patches'
  | 'token'
  | 'positions'
  | 'attention'
  | 'dense'
  | 'norm'
  | 'head';

export interface BlockChange {
  readonly kind: BlockKind;
  /** Which of its kind, from 1; 0 where there is one. */
  readonly number: number;
  readonly origin: Origin;
  readonly size: number;
  /** Of the squared length of the way from the start to now; 0 to 1, NaN where nothing has moved. */
  readonly share: number;
  /** Length of its way over the length of what it was; infinite where that was 0. */
  readonly relative: number;
}

/** Filters of the first layer, `[count, side, side]` each. */
export interface FirstFilters {
  readonly count: number;
  readonly side: number;
  readonly before: Float32Array;
  readonly after: Float32Array;
}

export interface FineTuningView extends TaskView {
  readonly kind: 'fineTuning';
  /** What the network says of held-out pictures. */
  readonly said: ClassView;
  readonly filters: FirstFilters;
  readonly blocks: readonly BlockChange[];
}

export interface Change {
  readonly layout: ParamLayout;
  /** `[size]` each: at the start of the run, and now. */
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
  /** Where the layout has no first layer, for it is frozen. */
  readonly pretrained: FileTensors;
}

export const fineTuningView = (said: ClassView, change: Change): FineTuningView => ({
  kind: 'fineTuning',
  said,
  filters: firstFilters(change),
  blocks: blockChanges(change),
});

/** The first tensor of a body is the kernel `[side, side, 1, count]` of its first layer. */
function firstFilters({ layout, before, after, pretrained }: Change): FirstFilters {
  const [[name, { shape, values }]] = pretrained;
  const [side, , , count] = shape;
  const segment = layout.segments.find((each) => each.name === name);
  const turned = (params: ArrayLike<number>) => {
    const [from, kernel] = segment ? [segment.offset, params] : [0, values];
    return Float32Array.from({ length: count * side * side }, (_, i) => {
      const [filter, place] = [Math.floor(i / (side * side)), i % (side * side)];
      return kernel[from + place * count + filter];
    });
  };
  return { count, side, before: turned(before), after: turned(after) };
}

function blockChanges({ layout, before, after }: Change): BlockChange[] {
  const blocks = new Map<string, ParamSegment[]>();
  for (const segment of layout.segments) {
    const [layer] = segment.module.split('/');
    blocks.set(layer, [...(blocks.get(layer) ?? []), segment]);
  }
  const all = [...blocks.values()];
  const kinds = all.map((segments, index) => kindOf(segments, index === all.length - 1));
  const ways = all.map((segments) => squares(segments, (i) => after[i] - before[i]));
  const way = ways.reduce((sum, square) => sum + square, 0);
  return all.map((segments, index) => {
    const alike = kinds.filter((kind) => kind === kinds[index]).length;
    const number = kinds.slice(0, index + 1).filter((kind) => kind === kinds[index]).length;
    return {
      kind: kinds[index],
      number: alike > 1 ? number : 0,
      origin: segments[0].origin ?? 'new',
      size: segments.reduce((sum, { size }) => sum + size, 0),
      share: ways[index] / way,
      relative: Math.sqrt(ways[index] / squares(segments, (i) => before[i])),
    };
  });
}

/** Sum of the squares of `value` over the entries of some tensors. */
function squares(segments: readonly ParamSegment[], value: (index: number) => number): number {
  let sum = 0;
  for (const { offset, size } of segments) for (let i = offset; i < offset + size; i++) sum += value(i) ** 2;
  return sum;
}

const KINDS: readonly (readonly [RegExp, BlockKind])[] = [
  [/attention/, 'attention'],
  [/conv2d/, 'convolution'],
  [/patchEmbed/, 'patches'],
  [/classToken/, 'token'],
  [/positionEmbedding/, 'positions'],
  [/dense/, 'dense'],
];

function kindOf(segments: readonly ParamSegment[], isLast: boolean): BlockKind {
  if (isLast) return 'head';
  const kind = KINDS.find(([pattern]) => segments.some(({ name }) => pattern.test(name)));
  return kind ? kind[1] : 'norm';
}
