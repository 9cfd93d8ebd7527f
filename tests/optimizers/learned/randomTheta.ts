import { type Theta, type ThetaShape, thetaLayout } from '../../../src/checkpoints/theta';
import { prngKey, uniform } from '../../../src/core/prng';

/** Weights without meaning, uniform within the bound. */
export const randomTheta = (shape: ThetaShape, seed: number, bound = 0.3): Theta => ({
  ...shape,
  values: uniform(prngKey(seed), thetaLayout(shape).size, -bound, bound),
});
