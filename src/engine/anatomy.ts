/** One weight of a lane that mixes two proposals, out of what the executor kept of its last step. */
import type { ArmConfig } from '../config/types';
import type { ParamLayout } from '../core/paramLayout';
import { layersOf } from '../optimizers/hub/shares';
import type { LaneTerms } from './executor';
import type { ParameterAnatomy, ParameterTarget } from './types';

/**
 * The numbers of the weight asked for, or of the one with the largest gradient in its layer where none is.
 * Null where there is no such layer.
 */
export function parameterAnatomy(
  target: ParameterTarget,
  { optimizer }: ArmConfig,
  layout: ParamLayout,
  { step, terms, update, before, after, moments }: LaneTerms,
): ParameterAnatomy | null {
  const module = optimizer.options.layer === 'module';
  const members = layersOf(layout, module ? 'module' : 'tensor')[target.layer];
  if (!members) return null;
  const segments = members.map((index) => layout.segments[index]);
  const gather = (values: Float32Array): Float32Array<ArrayBuffer> => {
    const all = new Float32Array(segments.reduce((sum, { size }) => sum + size, 0));
    let at = 0;
    for (const { offset, size } of segments) {
      all.set(values.subarray(offset, offset + size), at);
      at += size;
    }
    return all;
  };
  const grads = gather(terms.grads);
  const index = target.index === null ? largest(grads) : Math.min(target.index, grads.length - 1);
  let rest = index;
  const segment = segments.find(({ size }) => {
    if (rest < size) return true;
    rest -= size;
    return false;
  })!;
  const at = segment.offset + rest;
  const { armId, seed, layer } = target;
  return {
    armId,
    seed,
    layer,
    step,
    index,
    tensor: segment.name,
    place: placeOf(rest, segment.shape),
    shape: segments.length === 1 ? segment.shape : [grads.length],
    gradient: terms.grads[at],
    rawSigma: terms.rawSigma[at],
    sigma: terms.sigma[at],
    share: terms.share[at],
    hand: terms.hand[at],
    learned: terms.learned[at],
    update: update[at],
    before: before[at],
    after: after[at],
    moments: Object.fromEntries(Object.entries(moments).map(([name, values]) => [name, values[at]])),
    layerGradients: grads,
    layerSigma: gather(terms.sigma),
  };
}

/** Place of the entry of largest magnitude. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]) > Math.abs(values[best])) best = i;
  return best;
}

/** Indices along the axes of a row-major tensor. */
export function placeOf(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  let rest = index;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place.unshift(rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}
