/** Curves that recurrent networks learn to answer with, and the waves they are made from. */

export interface Sequence {
  readonly inputs: number;
  /** `[time, inputs]`. */
  readonly input: Float64Array;
  /** `[time]`. */
  readonly target: Float64Array;
}

/** Samples curves at `time` angles from 0 to `end`, both included. */
function sample(
  time: number,
  end: number,
  waves: readonly ((angle: number) => number)[],
  answer: (angle: number) => number,
): Sequence {
  const angles = Float64Array.from({ length: time }, (_, n) => (end * n) / (time - 1));
  return {
    inputs: waves.length,
    input: Float64Array.from(Array.from(angles).flatMap((angle) => waves.map((wave) => wave(angle)))),
    target: angles.map(answer),
  };
}

const { PI, sin, cos } = Math;
const harmonic = (n: number) => (angle: number) => sin(n * angle);

export const CURVES = {
  'fourier-sine': (time: number) =>
    sample(
      time,
      4 * PI,
      [1, 2, 3].map(harmonic),
      (a) => (2 / PI) * (sin(a) - sin(2 * a) / 2 + sin(3 * a) / 3),
    ),
  'fourier-square': (time: number) =>
    sample(
      time,
      4 * PI,
      [1, 3, 5].map(harmonic),
      (a) => (4 / PI) * (sin(a) + sin(3 * a) / 3 + sin(5 * a) / 5),
    ),
  ncps: (time: number) => sample(time, 3 * PI, [sin, cos], (a) => sin(2 * a)),
};
