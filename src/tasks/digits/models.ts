/**
 * Networks that tell what is on a picture, as lists of layers. Biases whose gradient is 0 whatever the loss are left out: those of
 * convolutions before a norm, and of an attention's keys.
 */
import type { LayerSpec } from '../../network/layers';

/** Dense layers of so many units, each followed by ReLU. */
export const mlp = (hidden: readonly number[]): readonly LayerSpec[] => [
  { type: 'flatten' },
  ...hidden.flatMap((units): LayerSpec[] => [{ type: 'dense', units }, { type: 'relu' }]),
];

/** Two convolutions of 3 x 3, each followed by ReLU and the largest of every 2 x 2: `channels`, then twice as many. */
export const cnn = (channels: number): readonly LayerSpec[] => [
  ...[channels, 2 * channels].flatMap((filters): LayerSpec[] => [
    { type: 'conv2d', filters, kernel: 3 },
    { type: 'relu' },
    { type: 'maxPool', size: 2 },
  ]),
  { type: 'flatten' },
];

export interface ResNet {
  /** Of the first stage; each stage has twice as many as the one before. */
  readonly channels: number;
  /** Of a stage. */
  readonly blocks: number;
  readonly norm: 'batch' | 'group';
}

/** Channels of a group at most. */
const GROUP = 4;

/**
 * A residual network in its first form (He et al. 2016, arXiv:1512.03385, section 4.2): three stages, the second and third of which
 * begin by halving rows and columns. The first convolution halves them as well, as for large pictures (table 1 there).
 */
export function resNet({ channels, blocks, norm }: ResNet): readonly LayerSpec[] {
  const normed = (filters: number): LayerSpec =>
    norm === 'batch'
      ? { type: 'batchNorm' }
      : { type: 'groupNorm', groups: filters % GROUP === 0 ? filters / GROUP : 1 };
  const convolved = (filters: number, kernel: number, stride: number): LayerSpec[] => [
    { type: 'conv2d', filters, kernel, stride, bias: false },
    normed(filters),
  ];
  const block = (filters: number, stride: number, grows: boolean): LayerSpec[] => [
    {
      type: 'residual',
      layers: [...convolved(filters, 3, stride), { type: 'relu' }, ...convolved(filters, 3, 1)],
      ...(grows ? { shortcut: convolved(filters, 1, stride) } : {}),
    },
    { type: 'relu' },
  ];
  const stages = [1, 2, 4].flatMap((times, stage) =>
    Array.from({ length: blocks }, (_, index) => {
      const grows = stage > 0 && index === 0;
      return block(times * channels, grows ? 2 : 1, grows);
    }).flat(),
  );
  return [...convolved(channels, 3, 2), { type: 'relu' }, ...stages, { type: 'globalAveragePool' }];
}

export interface Vit {
  /** Rows and columns of a patch. */
  readonly patch: number;
  readonly depth: number;
  /** Of a token; a multiple of `heads`. */
  readonly width: number;
  readonly heads: number;
  /** What is read of all tokens: a token of its own, or their mean. */
  readonly token: 'class' | 'mean';
}

/** A vision transformer (Dosovitskiy et al. 2021, arXiv:2010.11929, equations 1 to 4), without dropout. */
export function vit({ patch, depth, width, heads, token }: Vit): readonly LayerSpec[] {
  const block: readonly LayerSpec[] = [
    { type: 'residual', layers: [{ type: 'layerNorm' }, { type: 'attention', heads, keyBias: false }] },
    {
      type: 'residual',
      layers: [
        { type: 'layerNorm' },
        { type: 'dense', units: 4 * width },
        { type: 'gelu' },
        { type: 'dense', units: width },
      ],
    },
  ];
  const ends: Readonly<Record<Vit['token'], LayerSpec>> = {
    class: { type: 'takeToken', index: 0 },
    mean: { type: 'meanPool' },
  };
  return [
    { type: 'patchEmbed', patch, units: width },
    ...(token === 'class' ? [{ type: 'classToken' } as const] : []),
    { type: 'positionEmbedding' },
    ...Array.from({ length: depth }, () => block).flat(),
    { type: 'layerNorm' },
    ends[token],
  ];
}
