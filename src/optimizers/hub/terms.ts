/**
 * The terms of a mix's step, for every parameter: the numbers that its kernel, or its TensorFlow.js form, made
 * the step from. Nothing here is computed anew.
 */
import type { Tensor2D } from '@tensorflow/tfjs-core';

/**
 * In the order of the kernel: the gradient as the mix saw it (clipped to the arm's norm); σ of the softmax (or the
 * constant share), σ after clipping to [B, A], and the hand-designed share after inversion and after leaving out what is
 * not finite; the hand-designed and the learned proposal.
 */
export const MIX_TERMS = ['grads', 'rawSigma', 'sigma', 'share', 'hand', 'learned'] as const;
export type MixTerm = (typeof MIX_TERMS)[number];

/** Of all lanes of an arm, `[lanes, size]` each. */
export type PortableTerms = Readonly<Record<MixTerm, Tensor2D>>;

export interface FusedTerms {
  /** Keeps them in the step of this slot of the chunks to come, or in none. */
  keep(slot: number | null): void;
  /** `f32[count, MIX_TERMS.length, size]` from float `first` on. */
  readonly buffer: GPUBuffer;
  readonly first: number;
  /** As `PortableOptimizer.moments`. */
  readonly moments: Readonly<Record<string, string>>;
}
