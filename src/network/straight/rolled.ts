/**
 * Loops for what is done alike to the entries along an axis, such as to all times of a sequence: where all that is read follows one
 * another in memory. A network then is as long a text for a thousand times as for ten.
 */
import { isOperation, type Node, type Shape, sizeOf } from '../graph';
import { broadcastStrides, places, stridesOf } from '../operation';
import { expressed } from './expressed';
import type { Entries } from './scalars';
import { type Scalar, strideOf, type Values } from './values';

/** Shorter axes are written out. */
const LEAST_TURNS = 16;

/** Entries of a node by a loop; null where there is nothing to loop over. */
export function rolled(values: Values, node: Node, inputs: readonly Entries[]): Entries | null {
  if (isOperation(node, 'map')) return rolledMap(values, node, inputs);
  if (isOperation(node, 'sum')) return rolledSum(values, node, inputs[0]);
  if (isOperation(node, 'matmul')) return rolledProduct(values, node, inputs);
  return null;
}

/** Axes that are long enough, the longest first. */
const axesOf = (shape: Shape): readonly number[] =>
  shape
    .map((_, axis) => axis)
    .filter((axis) => shape[axis] >= LEAST_TURNS)
    .sort((a, b) => shape[b] - shape[a]);

/** Whether every series goes on regularly, and one of them goes on at all. */
const regular = (series: readonly (readonly Scalar[])[]): boolean => {
  const strides = series.map(strideOf);
  return strides.every((stride) => stride !== null) && strides.some((stride) => stride !== 0);
};

/** Maps along an axis; its first entry, which may be another's (where a sequence begins), by itself. */
function rolledMap(
  values: Values,
  { shape, inputs, attributes: { expression } }: Node<'map'>,
  entries: readonly Entries[],
): Entries | null {
  const at = inputs.map((each) => places(shape, broadcastStrides(each.shape, shape)));
  const read = (input: number, i: number) => entries[input][at[input][i]];
  const strides = stridesOf(shape);
  for (const axis of axesOf(shape)) {
    const starts = places(shape.with(axis, 1), strides);
    const along = (start: number) => Array.from({ length: shape[axis] }, (_, t) => start + t * strides[axis]);
    const lines = Array.from(starts, along);
    for (const first of [0, 1]) {
      const series = lines.flatMap((line) =>
        inputs.map((_, input) => line.slice(first).map((i) => read(input, i))),
      );
      if (!regular(series)) continue;
      const loop = values.along(series, []);
      const results = new Array<Scalar>(sizeOf(shape));
      const kept = lines.map((_, line) =>
        values.keep(
          loop,
          values.inside(loop, () =>
            expressed(values, expression, (input) =>
              values.inTurns(loop, series[line * inputs.length + input]),
            ),
          ),
        ),
      );
      lines.forEach((line, index) => {
        if (first === 1) results[line[0]] = expressed(values, expression, (input) => read(input, line[0]));
        line.slice(first).forEach((i, t) => {
          results[i] = values.at(kept[index], t);
        });
      });
      return results;
    }
  }
  return null;
}

/** Sums over one axis and what lies on it; others are summed within. */
function rolledSum(
  values: Values,
  { inputs: [x], shape, attributes: { axes } }: Node<'sum'>,
  entries: Entries,
): Entries | null {
  const strides = stridesOf(x.shape);
  for (const axis of axesOf(x.shape)) {
    if (!axes.includes(axis)) continue;
    const into = places(
      x.shape,
      stridesOf(shape).map((stride, each) => (shape[each] === 1 ? 0 : stride)),
    );
    const starts = places(x.shape.with(axis, 1), strides);
    const along = (start: number) =>
      Array.from({ length: x.shape[axis] }, (_, t) => entries[start + t * strides[axis]]);
    for (const first of [0, 1]) {
      const series = Array.from(starts, (start) => along(start).slice(first));
      if (!regular(series)) continue;
      const initial = new Array<Scalar>(sizeOf(shape)).fill(values.number(0));
      if (first === 1) {
        for (const start of starts) initial[into[start]] = values.add(initial[into[start]], entries[start]);
      }
      const loop = values.along(series, initial);
      const added = initial.map(() => values.number(0));
      starts.forEach((start, index) => {
        const term = values.inTurns(loop, series[index]);
        added[into[start]] = values.inside(loop, () => values.add(added[into[start]], term));
      });
      return initial.map((first, place) => values.carry(loop, first, added[place]));
    }
  }
  return null;
}

/** Products of matrices over their rows, or over what is summed. */
function rolledProduct(
  values: Values,
  { inputs: [a], shape, attributes: { transposed } }: Node<'matmul'>,
  [left, right]: readonly Entries[],
): Entries | null {
  const [rows, columns] = shape.slice(-2);
  if (sizeOf(shape) !== rows * columns) return null; // a batch
  const inner = a.shape.at(transposed[0] ? -2 : -1)!;
  const count = (length: number) => Array.from({ length }, (_, i) => i);
  const l = (i: number, k: number) => left[transposed[0] ? k * rows + i : i * inner + k];
  const r = (k: number, j: number) => right[transposed[1] ? j * inner + k : k * columns + j];
  const across = count(inner).map((k) => count(rows).map((i) => l(i, k)));
  if (rows >= LEAST_TURNS && regular(across)) {
    const loop = values.along(across, right);
    const x = across.map((series) => values.inTurns(loop, series));
    const kept = count(columns).map((j) =>
      values.keep(
        loop,
        values.inside(loop, () => values.sum(x.map((each, k) => values.mul(each, r(k, j))))),
      ),
    );
    return count(rows).flatMap((i) => kept.map((range) => values.at(range, i)));
  }
  const [lines, stacks] = [
    count(rows).map((i) => count(inner).map((k) => l(i, k))),
    count(columns).map((j) => count(inner).map((k) => r(k, j))),
  ];
  if (inner >= LEAST_TURNS && regular([...lines, ...stacks])) {
    const loop = values.along([...lines, ...stacks], []);
    const [x, y] = [lines, stacks].map((all) => all.map((series) => values.inTurns(loop, series)));
    return count(rows).flatMap((i) =>
      count(columns).map((j) =>
        values.carry(
          loop,
          values.number(0),
          values.inside(loop, () => values.mul(x[i], y[j])),
        ),
      ),
    );
  }
  return null;
}
