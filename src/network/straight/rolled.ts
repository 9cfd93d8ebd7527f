/**
 * Loops for what is done alike to the entries along an axis, such as to all times of a sequence: where all that is read follows one
 * another in memory. A network then is as long a text for a thousand times as for ten.
 */
import { isOperation, type Node, type Shape, sizeOf } from '../graph';
import { broadcastStrides, places, stridesOf } from '../operation';
import { expressed } from './expressed';
import { type Entries, type Scalar, strideOf, type Values } from './values';

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
  return strides.every((stride) => stride !== null) && strides.some((stride) => stride!.by !== 0);
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

/** Sums along an axis, which is summed over or not. */
function rolledSum(
  values: Values,
  { inputs: [x], shape, attributes: { axes } }: Node<'sum'>,
  entries: Entries,
): Entries | null {
  const strides = stridesOf(x.shape);
  const into = places(
    x.shape,
    stridesOf(shape).map((stride, axis) => (shape[axis] === 1 ? 0 : stride)),
  );
  for (const axis of axesOf(x.shape)) {
    const starts = places(x.shape.with(axis, 1), strides);
    const line = (start: number) =>
      Array.from({ length: x.shape[axis] }, (_, t) => start + t * strides[axis]);
    for (const first of [0, 1]) {
      const lines = Array.from(starts, (start) => line(start).slice(first));
      const series = lines.map((places) => places.map((place) => entries[place]));
      if (!regular(series)) continue;
      // Of the entries that are summed in a turn, by where the first turn's sum goes.
      const sums = new Map<number, Scalar>();
      const results = new Array<Scalar>(sizeOf(shape)).fill(values.number(0));
      if (first === 1) {
        for (const start of starts) results[into[start]] = values.add(results[into[start]], entries[start]);
      }
      const loop = values.along(series, results);
      starts.forEach((start, index) => {
        const term = values.inTurns(loop, series[index]);
        const before = sums.get(into[start]);
        sums.set(into[start], before ? values.inside(loop, () => values.add(before, term)) : term);
      });
      for (const [place, sum] of sums) {
        if (axes.includes(axis)) results[place] = values.carry(loop, results[place], sum);
        else {
          const kept = values.keep(loop, sum);
          for (let t = first; t < x.shape[axis]; t++) {
            results[place + t * stridesOf(shape)[axis]] = values.at(kept, t - first);
          }
        }
      }
      return results;
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
