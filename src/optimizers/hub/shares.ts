/**
 * HUB's weights: the share of the hand-designed proposal, per parameter, as plain data and in TensorFlow.js.
 *
 * Source: HUB, arXiv:2305.16823, equations 3 (softmax of |g| over a layer), 7 (invert), 8 and 9 (block-wise),
 * 10 and 11 (clipping).
 */
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { ParamLayout } from '../../core/paramLayout';
import type { Tf } from '../../tasks/types';
import type { OptimizerConfig } from '../types';
import { type HubOptions, hubSettings } from './settings';

/** Segment indices of every layer, in the order of their first segment. */
export function layersOf(layout: ParamLayout, kind: 'tensor' | 'module'): readonly (readonly number[])[] {
  if (kind === 'tensor') return layout.segments.map((_, index) => [index]);
  const byModule = new Map<string, number[]>();
  layout.segments.forEach(({ module }, index) => {
    byModule.set(module, [...(byModule.get(module) ?? []), index]);
  });
  return [...byModule.values()];
}

/**
 * Which tensors are inverted (mostly hand-designed). Block-wise, new blocks are those that the layout says are, or, where it
 * says nothing, the last `newBlocks` modules: the prose has new blocks lean on the learned proposal and the others on the
 * hand-designed one, the equations as printed say the opposite.
 */
export function invertedSegments(layout: ParamLayout, config: OptimizerConfig): readonly boolean[] {
  const { blocks, invert, newBlocks } = hubSettings(config);
  if (blocks === 'off') return layout.segments.map(() => invert);
  if (blocks === 'listed') return layout.segments.map(({ name }) => config.blocks?.[name] === 'invert');
  const modules = [...new Set(layout.segments.map(({ module }) => module))];
  const last = new Set(modules.slice(Math.max(0, modules.length - newBlocks)));
  return layout.segments.map(({ module, origin }) => {
    const fresh = origin ? origin === 'new' : last.has(module);
    return fresh === (blocks === 'printed');
  });
}

export interface Shares {
  /** Softmax of |g| over the layer, or the constant share. */
  readonly raw: Tensor2D;
  /** After clipping, before any inversion. */
  readonly sigma: Tensor2D;
}

/** σ of every parameter, `[lanes, size]`. */
export function handShares(tf: Tf, layout: ParamLayout, grads: Tensor2D, options: HubOptions): Shares {
  const { weighting, temperature, share, upper, lower, layer } = options;
  const lanes = grads.shape[0];
  const magnitude = tf.abs(grads);
  const parts: Tensor2D[] = new Array(layout.segments.length);
  for (const members of layersOf(layout, layer)) {
    const sizes = members.map((index) => layout.segments[index].size);
    const g = tf.concat(
      members.map((index) => {
        const { offset, size } = layout.segments[index];
        return tf.slice(magnitude, [0, offset], [lanes, size]);
      }),
      1,
    );
    const raised = tf.exp(tf.div(tf.sub(g, tf.max(g, 1, true)), temperature));
    const sigma = weighting === 'manual' ? tf.fill(g.shape, share) : tf.div(raised, tf.sum(raised, 1, true));
    tf.split(sigma, sizes, 1).forEach((part, place) => {
      parts[members[place]] = part as Tensor2D;
    });
  }
  const raw = tf.concat(parts, 1);
  return { raw, sigma: tf.clipByValue(raw, lower, upper) };
}

/** 1 where a tensor is inverted, `[1, size]`, bool. */
export function invertedMask(tf: Tf, layout: ParamLayout, config: OptimizerConfig): Tensor2D {
  const flags = new Uint8Array(layout.size);
  invertedSegments(layout, config).forEach((inverted, index) => {
    const { offset, size } = layout.segments[index];
    if (inverted) flags.fill(1, offset, offset + size);
  });
  return tf.tensor2d(flags, [1, layout.size], 'bool');
}

export interface Blend {
  readonly blend: Tensor2D;
  /** Share of the hand-designed proposal, as it was taken. */
  readonly share: Tensor2D;
  /** The hand-designed part of the blend. */
  readonly handPart: Tensor2D;
  /** Where a proposal was left out, bool. */
  readonly leftOut: Tensor2D;
}

/**
 * The blend of two proposals `[lanes, size]`. At a share of exactly 1 or 0 it is one of them bit for bit,
 * whatever the other is. With `skip`, where just one proposal is finite it is taken whole.
 */
export function blendProposals(
  tf: Tf,
  sigma: Tensor2D,
  inverted: Tensor2D,
  hand: Tensor2D,
  learned: Tensor2D,
  skip: boolean,
): Blend {
  const rest = tf.sub(1, sigma);
  const mask = tf.broadcastTo(inverted, sigma.shape);
  const learnedShare = tf.where(mask, sigma, rest);
  let handShare = tf.where(mask, rest, sigma);
  const onlyHand = tf.logicalAnd(tf.isFinite(hand), tf.logicalNot(tf.isFinite(learned)));
  const onlyLearned = tf.logicalAnd(tf.isFinite(learned), tf.logicalNot(tf.isFinite(hand)));
  if (skip) {
    const orLearned = tf.where(onlyLearned, tf.zerosLike(handShare), handShare);
    handShare = tf.where(onlyHand, tf.onesLike(handShare), orLearned);
  }
  const [all, none] = [tf.equal(handShare, 1), tf.equal(handShare, 0)];
  const handPart = tf.mul(handShare, hand);
  const mixed = tf.add(handPart, tf.mul(learnedShare, learned));
  return {
    blend: tf.where(all, hand, tf.where(none, learned, mixed)) as Tensor2D,
    share: handShare as Tensor2D,
    handPart: tf.where(all, hand, tf.where(none, tf.zerosLike(hand), handPart)) as Tensor2D,
    leftOut: (skip ? tf.logicalOr(onlyHand, onlyLearned) : tf.zerosLike(onlyHand)) as Tensor2D,
  };
}
