/** What kernels of written-out networks (network/straight) have in common: sums in registers, and where they go. */

/** Threads of a workgroup: one SIMD vector of a software adapter. */
export const STRAIGHT_THREADS = 4;

/** Statements of a network; see `StraightProgram`. */
export interface StraightStatements {
  readonly before: readonly string[];
  /** For an example; they add to `loss`, to `metric` where there is one, and to `g0`, `g1`, ... */
  readonly each: readonly string[];
  /** Parameters. */
  readonly size: number;
}

const sumsOf = (size: number, metric: boolean): readonly string[] => [
  ...Array.from({ length: size }, (_, i) => `g${i}`),
  'loss',
  ...(metric ? ['metric'] : []),
];

/** Sums that begin at 0. */
export const declareSums = (size: number, metric = false): readonly string[] =>
  sumsOf(size, metric).map((name) => `var ${name} = 0.0;`);

/** Gradient, loss and metric, to be written one after another from `partials[partial]` on. */
export const writeSums = (size: number, metric = false): readonly string[] =>
  sumsOf(size, metric).map((name, index) => `partials[partial + ${index}u] = ${name};`);
