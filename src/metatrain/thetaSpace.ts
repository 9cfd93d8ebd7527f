/**
 * The coordinates in which theta is perturbed and trained: theta = base, and at the trained places
 * scale * phi. Perturbations have one standard deviation, so the scales say how far each weight's natural
 * unit is from the others'.
 */
import { normal, type PrngKey } from '../core/prng';
import { mlpLayout, type Theta, type ThetaShape, thetaLayout } from '../learned/theta';

/** First the per-parameter MLP, then the scheduler with the MLP frozen (Celo, arXiv:2501.12670, section 4). */
export type Phase = 'mlp' | 'scheduler';

/**
 * A step is 0.001 direction exp(0.001 magnitude) times the tensor's size: with these scales a unit of phi is
 * a step of five percent, and a factor of exp(0.2). Steps of that size are what a good optimizer begins
 * with: at a scale of 10 in place of 50 it takes four times as many outer steps to learn them.
 */
const DIRECTION_SCALE = 50;
const MAGNITUDE_SCALE = 200;

export interface ThetaSpace {
  readonly shape: ThetaShape;
  /** Every weight, `[thetaLayout(shape).size]`; the trained ones are overwritten. */
  readonly base: Float32Array<ArrayBuffer>;
  /** Places of the trained weights in theta, and theta per phi at each. */
  readonly places: Uint32Array;
  readonly scales: Float32Array;
}

/** The MLP alone, or a scheduler on top of `mlp`'s weights. */
export function thetaSpace(phase: Phase, hidden: number, mlp?: Theta): ThetaSpace {
  const shape: ThetaShape = { architecture: 'celo', hidden: phase === 'mlp' ? 0 : hidden, banks: 1 };
  const layout = thetaLayout(shape);
  const base = new Float32Array(layout.size);
  const mlpAt = layout.size - mlpLayout.size;
  if (mlp) base.set(mlp.values.subarray(mlp.values.length - mlpLayout.size), mlpAt);
  const units =
    phase === 'mlp' ? mlpUnits() : Array.from({ length: mlpAt }, (_, place) => ({ place, scale: 1 }));
  return {
    shape,
    base,
    places: Uint32Array.from(units, ({ place }) => place),
    scales: Float32Array.from(units, ({ scale }) => scale),
  };
}

/** The MLP's weights in use: its third output is not. */
function mlpUnits(): { place: number; scale: number }[] {
  return mlpLayout.segments.flatMap(({ name, offset, size }) => {
    const places = Array.from({ length: size }, (_, i) => offset + i);
    if (name !== 'w2' && name !== 'b2') return places.map((place) => ({ place, scale: 1 }));
    return places
      .filter((_, i) => i % 3 !== 2)
      .map((place) => ({ place, scale: (place - offset) % 3 === 0 ? DIRECTION_SCALE : MAGNITUDE_SCALE }));
  });
}

/**
 * Where training starts. MLP: weights normal with variance 1 / inputs (the last layer's are
 * far smaller, so that untrained steps are), biases 0. Scheduler: likewise, and S = 0.1 exp(s) = 1.
 */
export function initialPhi({ shape, places, scales }: ThetaSpace, key: PrngKey): Float64Array<ArrayBuffer> {
  const draws = normal(key, places.length);
  const layout = shape.hidden === 0 ? mlpLayout : thetaLayout(shape);
  const spread = new Float64Array(layout.size);
  const level = new Float64Array(layout.size);
  for (const { name, shape: extents, offset, size } of layout.segments) {
    if (extents.length === 2 && !name.startsWith('scale'))
      spread.fill(1 / Math.sqrt(extents[0]), offset, offset + size);
    if (name === 'w2') spread.fill(0.02, offset, offset + size);
    if (name === 'scale/b') level.fill(Math.LN10, offset, offset + size);
  }
  return Float64Array.from(places, (place, i) => {
    const unit = spread[place] * draws[i] + level[place];
    return shape.hidden === 0 ? unit : unit / scales[i];
  });
}

/** Theta at phi plus `sign` times a perturbation, into `target`. */
export function writeTheta(
  { base, places, scales }: ThetaSpace,
  phi: Float64Array,
  perturbation: Float32Array | null,
  sign: number,
  target: Float32Array,
): void {
  target.set(base);
  for (let i = 0; i < places.length; i++) {
    target[places[i]] = scales[i] * (phi[i] + sign * (perturbation ? perturbation[i] : 0));
  }
}

/** The optimizer at phi. */
export function thetaAt(space: ThetaSpace, phi: Float64Array): Theta {
  const values = new Float32Array(space.base.length);
  writeTheta(space, phi, null, 0, values);
  return { ...space.shape, values };
}
