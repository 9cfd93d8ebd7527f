/** Tables that tell the unroll kernel where tensors and accumulators lie, and the sizes that follow from them. */
import type { ParamLayout } from '../core/paramLayout';
import { factorPlan, type TensorFactors } from '../learned/factors';

/** Elements of one strip at most: what one thread sums on its own. */
const STRIP = 64;

export interface UnrollPlan {
  /**
   * `vec4u` rows: per parameter (tensor, row entry, column entry, factored), per entry (first element,
   * stride, count, 0), per tensor (first element, size, first row entry, row entries), per strip (first
   * element, size, tensor, strips of the tensor if it is its first).
   */
  readonly words: Uint32Array<ArrayBuffer>;
  readonly entries: number;
  readonly strips: number;
}

/** Tensors may have up to two dimensions; throws otherwise. */
export function unrollPlan(layout: ParamLayout): UnrollPlan {
  const { tensors, entries } = factorPlan(layout);
  const params: number[][] = [];
  const entryRows: number[][] = [];
  const tensorRows: number[][] = [];
  const strips: number[][] = [];
  tensors.forEach((tensor, index) => {
    const { shape, offset, size, factored, entry, rows } = tensor;
    if (shape.length > 2) throw new Error(`an unroll takes tensors of two dimensions, got [${shape}]`);
    for (let i = 0; i < size; i++) params.push([index, ...entriesOf(tensor, i), factored ? 1 : 0]);
    entryRows.push(...entryTable(tensor));
    tensorRows.push([offset, size, entry, factored ? rows : 0]);
    const count = Math.ceil(size / STRIP);
    for (let s = 0; s < count; s++) {
      const first = s * STRIP;
      strips.push([offset + first, Math.min(STRIP, size - first), index, s === 0 ? count : 0]);
    }
  });
  return {
    words: Uint32Array.from([...params, ...entryRows, ...tensorRows, ...strips].flat()),
    entries,
    strips: strips.length,
  };
}

/** The entries of `v_row` and `v_col` that element `i` of a tensor takes part in. */
function entriesOf({ factored, entry, rows, rowLosesSecond, second }: TensorFactors, i: number): number[] {
  if (!factored) return [entry + i, entry + i];
  const [first, last] = [Math.floor(i / second), i % second];
  return rowLosesSecond ? [entry + first, entry + rows + last] : [entry + last, entry + rows + first];
}

/** What every entry is the mean of: `v_row` (or `v_diag`), then `v_col`. */
function entryTable({ factored, offset, size, first, second, rowLosesSecond }: TensorFactors): number[][] {
  if (!factored) return Array.from({ length: size }, (_, i) => [offset + i, 1, 1, 0]);
  const alongFirst = Array.from({ length: first }, (_, a) => [offset + a * second, 1, second, 0]);
  const alongSecond = Array.from({ length: second }, (_, b) => [offset + b, second, first, 0]);
  return rowLosesSecond ? [...alongFirst, ...alongSecond] : [...alongSecond, ...alongFirst];
}
