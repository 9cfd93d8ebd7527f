/** Tables that tell the unroll kernel where tensors and accumulators lie, and the sizes that follow from them. */
import type { ParamLayout } from '../core/paramLayout';
import { factorTables, type TensorFactors } from '../optimizers/learned/factors';

export interface UnrollTables {
  /**
   * Sections of equal columns: of every parameter its tensor, row entry and column entry;
   * of every entry first element, stride and count; of every tensor first element, size, first row entry
   * and row entries (0 where not factored).
   */
  readonly words: Uint32Array<ArrayBuffer>;
  readonly entries: number;
}

/** Tensors may have up to two dimensions; throws otherwise. */
export function unrollTables(layout: ParamLayout): UnrollTables {
  const { tensors, entries } = factorTables(layout);
  const params: number[][] = [];
  const entryRows: number[][] = [];
  const tensorRows: number[][] = [];
  tensors.forEach((tensor, index) => {
    const { shape, offset, size, factored, entry, rows } = tensor;
    if (shape.length > 2) throw new Error(`an unroll takes tensors of two dimensions, got [${shape}]`);
    for (let i = 0; i < size; i++) params.push([index, ...entriesOf(tensor, i)]);
    entryRows.push(...entryTable(tensor));
    tensorRows.push([offset, size, entry, factored ? rows : 0]);
  });
  const sections = [params, entryRows, tensorRows].flatMap(columnsOf);
  return { words: Uint32Array.from(sections), entries };
}

/** Column after column of rows of equal length. */
const columnsOf = (rows: readonly number[][]): number[] =>
  rows[0].flatMap((_, column) => rows.map((row) => row[column]));

/** The entries of `v_row` and `v_col` that element `i` of a tensor takes part in. */
function entriesOf({ factored, entry, rows, rowLosesSecond, second }: TensorFactors, i: number): number[] {
  if (!factored) return [entry + i, entry + i];
  const [first, last] = [Math.floor(i / second), i % second];
  return rowLosesSecond ? [entry + first, entry + rows + last] : [entry + last, entry + rows + first];
}

/** Sizes that every entry is the mean over: `v_row` (or `v_diag`), then `v_col`. */
function entryTable({ factored, offset, size, first, second, rowLosesSecond }: TensorFactors): number[][] {
  if (!factored) return Array.from({ length: size }, (_, i) => [offset + i, 1, 1]);
  const alongFirst = Array.from({ length: first }, (_, a) => [offset + a * second, 1, second]);
  const alongSecond = Array.from({ length: second }, (_, b) => [offset + b, second, first]);
  return rowLosesSecond ? [...alongFirst, ...alongSecond] : [...alongSecond, ...alongFirst];
}
