/**
 * Which axes of a tensor the factored accumulators keep, and where all accumulators of a lane lie.
 *
 * Source: Adafactor (arXiv:1804.04235) as in `learned_optimizers/common.py` of learned_optimization: axes
 * sorted by size, ascending and stable; d0 is the last (largest), d1 the one before it. Tensors of rank 0
 * and 1 are not factored; those of rank 2 and more always are, however small.
 */
import type { ParamLayout } from '../../core/paramLayout';

/** Decays of the moving averages: of the gradient, and of the factored squares. */
export const DECAYS = [0.9, 0.99, 0.999] as const;

export interface TensorFactors {
  readonly offset: number;
  readonly size: number;
  readonly shape: readonly number[];
  readonly factored: boolean;
  /**
   * The tensor as `[outer, first, mid, second, inner]`, where `first` and `second` are the factored axes in
   * the tensor's order; all 1 but `inner` where it is not factored.
   */
  readonly outer: number;
  readonly first: number;
  readonly mid: number;
  readonly second: number;
  readonly inner: number;
  /** Whether d0, the axis that `v_row` has lost, is `second`. */
  readonly rowLosesSecond: boolean;
  /** Entries of `v_row` and `v_col`; of `v_diag` and 0 where not factored. */
  readonly rows: number;
  readonly columns: number;
  /** First entry of `v_row` (or `v_diag`) in the lane's factors; `v_col` follows. */
  readonly entry: number;
  /** Number of dimensions larger than 1. */
  readonly rank: number;
}

export interface FactorTables {
  readonly tensors: readonly TensorFactors[];
  /** Entries of one lane, three numbers each. */
  readonly entries: number;
}

export function factorTables(layout: ParamLayout): FactorTables {
  let entries = 0;
  const tensors = layout.segments.map(({ shape, offset, size }) => {
    const axes = factoredAxes(shape);
    const split = axes ? splitShape(shape, axes) : { outer: 1, first: 1, mid: 1, second: 1, inner: size };
    const rowLosesSecond = axes !== null && axes.d0 > axes.d1;
    const [d0, d1] = rowLosesSecond ? [split.second, split.first] : [split.first, split.second];
    const [rows, columns] = axes ? [size / d0, size / d1] : [size, 0];
    const tensor: TensorFactors = {
      offset,
      size,
      shape,
      factored: axes !== null,
      ...split,
      rowLosesSecond,
      rows,
      columns,
      entry: entries,
      rank: shape.filter((extent) => extent > 1).length,
    };
    entries += rows + columns;
    return tensor;
  });
  return { tensors, entries };
}

function factoredAxes(shape: readonly number[]): { d0: number; d1: number } | null {
  if (shape.length < 2) return null;
  const sorted = shape.map((_, axis) => axis).sort((a, b) => shape[a] - shape[b] || a - b);
  return { d0: sorted[sorted.length - 1], d1: sorted[sorted.length - 2] };
}

function splitShape(shape: readonly number[], { d0, d1 }: { d0: number; d1: number }) {
  const [a, b] = d0 < d1 ? [d0, d1] : [d1, d0];
  const product = (from: number, to: number) =>
    shape.slice(from, to).reduce((all, extent) => all * extent, 1);
  return {
    outer: product(0, a),
    first: shape[a],
    mid: product(a + 1, b),
    second: shape[b],
    inner: product(b + 1, shape.length),
  };
}
