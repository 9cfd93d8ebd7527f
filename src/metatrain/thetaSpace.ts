/**
 * The coordinates in which theta is perturbed and trained: theta = base, and at the trained places
 * scale * phi. Perturbations have one standard deviation, so the scales say how far each weight's natural
 * unit is from the others'.
 */

import { mlpLayout, type Theta, type ThetaShape, thetaLayout } from '../checkpoints/theta';
import { normal, type PrngKey } from '../core/prng';

/** First the per-parameter MLP, then the scheduler with the MLP frozen (Celo, arXiv:2501.12670, section 4). */
export type Phase = 'mlp' | 'scheduler';

/**
 * A step is 0.001 direction exp(0.001 magnitude) times the tensor's size: with these scales a unit of phi is
 * a step of five percent, and a factor of exp(0.2). Steps of that size are what a good optimizer begins
 * with: at a scale of 10 in place of 50 it takes four times as many outer steps to learn them.
 */
const DIRECTION_SCALE = 50;
const MAGNITUDE_SCALE = 200;

/**
 * Of the scheduler's weights, by the first part of their names. Perturbed as much as the readout, gates that remember
 * for a thousand steps would move the step scale more than there is to learn.
 */
const SCHEDULER_SCALES = { scale: 1, max: 0.5, input: 0.5, init: 0.3, lstm: 0.1 } as const;

export interface ThetaSpace {
  readonly phase: Phase;
  readonly shape: ThetaShape;
  /** Every weight, `[thetaLayout(shape).size]`; the trained ones are overwritten. */
  readonly base: Float32Array<ArrayBuffer>;
  /** Places of the trained weights in theta, and theta per phi at each. */
  readonly places: Uint32Array;
  readonly scales: Float32Array;
}

/** All weights of Celo with `hidden` units, `start` at first; trained are the MLP's or the scheduler's. */
export function thetaSpace(phase: Phase, hidden: number, start?: Float32Array): ThetaSpace {
  const shape: ThetaShape = { architecture: 'celo', hidden, banks: 1 };
  const { size } = thetaLayout(shape);
  const mlpAt = size - mlpLayout.size;
  const units = phase === 'mlp' ? mlpUnits(mlpAt) : schedulerUnits(shape);
  return {
    phase,
    shape,
    base: Float32Array.from(start ?? new Float32Array(size)),
    places: Uint32Array.from(units, ({ place }) => place),
    scales: Float32Array.from(units, ({ scale }) => scale),
  };
}

/** All weights before the MLP. */
function schedulerUnits(shape: ThetaShape): { place: number; scale: number }[] {
  return thetaLayout(shape).segments.flatMap(({ name, offset, size }) => {
    if (name === 'mlp') return [];
    const scale = SCHEDULER_SCALES[name.split('/')[0] as keyof typeof SCHEDULER_SCALES];
    return Array.from({ length: size }, (_, i) => ({ place: offset + i, scale }));
  });
}

/** The MLP's weights in use: its third output is not. */
function mlpUnits(mlpAt: number): { place: number; scale: number }[] {
  return mlpLayout.segments.flatMap(({ name, offset, size }) => {
    const first = mlpAt + offset;
    const places = Array.from({ length: size }, (_, i) => first + i);
    if (name !== 'w2' && name !== 'b2') return places.map((place) => ({ place, scale: 1 }));
    return places
      .filter((_, i) => i % 3 !== 2)
      .map((place) => ({ place, scale: (place - first) % 3 === 0 ? DIRECTION_SCALE : MAGNITUDE_SCALE }));
  });
}

/**
 * Where a phase starts. The MLP: weights normal with variance 1 / inputs (the last layer's are far smaller, so
 * that untrained steps are), biases 0. The scheduler: as it is in `base`.
 */
export function initialPhi(
  { phase, shape, base, places, scales }: ThetaSpace,
  key: PrngKey,
): Float64Array<ArrayBuffer> {
  if (phase === 'scheduler') return Float64Array.from(places, (place, i) => base[place] / scales[i]);
  const draws = normal(key, places.length);
  const mlpAt = thetaLayout(shape).size - mlpLayout.size;
  const spread = new Float64Array(mlpLayout.size);
  for (const { name, shape: extents, offset, size } of mlpLayout.segments) {
    if (extents.length === 1) continue;
    spread.fill(name === 'w2' ? 0.02 : 1 / Math.sqrt(extents[0]), offset, offset + size);
  }
  return Float64Array.from(places, (place, i) => spread[place - mlpAt] * draws[i]);
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
