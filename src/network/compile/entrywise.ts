/** Kernels of entries, sums, maxima and windows: a thread computes one entry at a time. */
import { type Node, type Shape, sizeOf } from '../graph';
import { Coordinates, type Term, times, within } from './coordinates';
import type { Group } from './fuse';
import { frame, type KernelText, loadLines, memberLines, type PlaceOf } from './kernel';
import { type Place, PlaceTable } from './places';
import { scalarText } from './scalar';
import type { View } from './view';

/** Threads of a workgroup. */
const THREADS = 64;
/** Workgroups of a dispatch at most; threads take further entries in turn. */
const MAX_GROUPS = 2048;

/** Sums with fewer results are cut, so that there is work for so many threads. */
const WANTED_THREADS = 4096;
/** Terms that a thread adds at least before a sum is cut. */
const LEAST_TERMS = 16;

const SMALLEST = '-3.4028234663852886e38f';

type Places = (view: View) => Place;

/** The loop over the entries of a lane that a thread computes. */
function overEntries(size: number, flat: string, body: readonly string[]): readonly string[] {
  return [
    `for (var ${flat} = group.x * ${THREADS}u + thread.x; ${flat} < ${size}u; ${flat} += groups.x * ${THREADS}u) {`,
    ...body.map((line) => `  ${line}`),
    '}',
  ];
}

const groupsOf = (size: number): readonly [number, number] => [
  Math.min(MAX_GROUPS, Math.ceil(size / THREADS)),
  1,
];

/** `entry`: the anchor's value of entry o is named `value` by its statements. */
function kernel(
  name: string,
  group: Group,
  places: PlaceTable,
  placeOf: PlaceOf,
  operations: number,
  entry: (coordinates: Coordinates) => readonly string[],
): KernelText {
  const coordinates = new Coordinates('o', group.size);
  const first = entry(coordinates);
  const own = coordinates.lines.splice(0);
  const body = overEntries(group.size, 'o', [
    ...own,
    ...first,
    ...memberLines(group, places, placeOf, coordinates, 'o', 'value'),
  ]);
  return {
    name,
    text: frame(places, [THREADS, 1], 1, body),
    buffers: places.buffers,
    places,
    groups: groupsOf(group.size),
    batch: 1,
    operations,
  };
}

/** A map, and all that is computed with it. */
export const mapKernel = (group: Group, placesOf: Places, placeOf: PlaceOf): KernelText =>
  kernel(`map ${group.size}`, group, new PlaceTable(placesOf), placeOf, group.size, () => []);

/** In how many parts a sum is computed: as its shape tells, so that bits depend on nothing else. */
export function partsOfSum({ anchor, size }: Group): number {
  const { shape } = anchor!.inputs[0];
  const longest = shape[longestAxis(anchor as Node<'sum'>)];
  const terms = sizeOf(shape) / size;
  if (terms < 4 * LEAST_TERMS || size >= WANTED_THREADS) return 1;
  return Math.max(1, Math.min(Math.ceil(WANTED_THREADS / size), Math.floor(terms / LEAST_TERMS), longest));
}

function longestAxis({ inputs: [x], attributes: { axes } }: Node<'sum' | 'max'>): number {
  return axes.reduce((best, axis) => (x.shape[axis] > x.shape[best] ? axis : best));
}

/** A sum or maximum over axes. With `parts`, `[parts, size]` is written to `partial`: term n goes to part n mod `parts`. */
export function sumKernel(
  group: Group,
  placesOf: Places,
  placeOf: PlaceOf,
  parts: number,
  partial: Place | null,
): KernelText {
  const anchor = group.anchor as Node<'sum' | 'max'>;
  const { shape } = anchor.inputs[0];
  const places = new PlaceTable(placesOf);
  const name = `${anchor.operation} ${shape.join('x')} over ${anchor.attributes.axes.join(',')}`;
  if (!partial) {
    return kernel(name, group, places, placeOf, sizeOf(shape), (coordinates) =>
      reduction(group, anchor, places, coordinates, '0u', 1),
    );
  }
  const coordinates = new Coordinates('o', group.size);
  const lines = reduction(group, anchor, places, coordinates, 'part', parts);
  const { buffer, start } = places.place(partial);
  const body = overEntries(group.size * parts, 'p', [
    `let part = p / ${group.size}u;`,
    `let o = p - part * ${group.size}u;`,
    ...coordinates.lines,
    ...lines,
    `${buffer}[${start} + p] = value;`,
  ]);
  return {
    name: `${name} in ${parts}`,
    text: frame(places, [THREADS, 1], 1, body),
    buffers: places.buffers,
    places,
    groups: groupsOf(group.size * parts),
    batch: 1,
    operations: sizeOf(shape),
  };
}

/** Adds up the parts of a sum, or of a product's sums. */
export function joinKernel(
  group: Group,
  placesOf: Places,
  placeOf: PlaceOf,
  parts: number,
  partial: Place,
): KernelText {
  const places = new PlaceTable(placesOf);
  const isMax = group.anchor!.operation === 'max';
  return kernel(`join ${parts}x${group.size}`, group, places, placeOf, group.size * parts, () => {
    const { buffer, start } = places.place(partial);
    const term = `${buffer}[${start} + part * ${group.size}u + o]`;
    return [
      `var value = ${isMax ? SMALLEST : '0.0'};`,
      `for (var part = 0u; part < ${parts}u; part++) { value ${isMax ? `= max(value, ${term})` : `+= ${term}`}; }`,
    ];
  });
}

function reduction(
  { inner }: Group,
  anchor: Node<'sum' | 'max'>,
  places: PlaceTable,
  coordinates: Coordinates,
  first: string,
  step: number,
): readonly string[] {
  const {
    operation,
    inputs: [x],
    attributes: { axes },
  } = anchor;
  const longest = longestAxis(anchor);
  const term = (view: View): Term => {
    const outer = coordinates.term(view, axes);
    const index = axes
      .filter((axis) => view.strides[axis] !== 0)
      .map((axis) => times(`r${axis}`, view.strides[axis]));
    const inside = axes.flatMap((axis) => {
      const bounds = view.bounds[axis];
      return bounds ? [within(`r${axis}`, bounds)] : [];
    });
    return {
      index: [outer.index, ...index].filter(Boolean).join(' + '),
      inside: [outer.inside, ...inside].filter(Boolean).join(' & ') || null,
    };
  };
  const loads = loadLines(inner!.loads, places, coordinates, 'y', term);
  const { lines, names } = scalarText([inner!.expression], (index) => `y${index}`, 'f');
  const loops = axes.map((axis) => {
    const [from, by] = axis === longest ? [first, step] : ['0u', 1];
    return `for (var r${axis} = ${from}; r${axis} < ${x.shape[axis]}u; r${axis} += ${by}u) {`;
  });
  const more = operation === 'max' ? `value = max(value, ${names[0]});` : `value += ${names[0]};`;
  return [
    `var value = ${operation === 'max' ? SMALLEST : '0.0'};`,
    ...loops,
    ...[...loads, ...lines, more].map((line) => `  ${line}`),
    '}'.repeat(axes.length),
  ];
}

/** Places of n, row, column and channel among entries of a tensor of that shape. */
function pictureCoordinates(coordinates: Coordinates, [, rows, columns, channels]: Shape, size: number) {
  return {
    n: coordinates.coordinate(rows * columns * channels, size / (rows * columns * channels)),
    row: coordinates.coordinate(columns * channels, rows),
    column: coordinates.coordinate(channels, columns),
    channel: coordinates.coordinate(1, channels),
  };
}

/** The largest entry or the mean of windows. */
export function poolKernel(group: Group, placesOf: Places, placeOf: PlaceOf): KernelText {
  const anchor = group.anchor as Node<'pool'>;
  const { kind, size, stride } = anchor.attributes;
  const [view] = group.operands;
  const places = new PlaceTable(placesOf);
  const name = `${kind} pool ${anchor.shape.join('x')}`;
  return kernel(name, group, places, placeOf, group.size * size * size, (coordinates) => {
    const { n, row, column, channel } = pictureCoordinates(coordinates, anchor.shape, group.size);
    const { buffer, start } = places.view(view);
    const [sn, sy, sx, sc] = view.strides;
    const place = [
      times(n, sn),
      times(`(${row} * ${stride}u + r)`, sy),
      times(`(${column} * ${stride}u + c)`, sx),
      times(channel, sc),
    ].join(' + ');
    const term = `${buffer}[${start} + ${place}]`;
    return [
      `var value = ${kind === 'max' ? SMALLEST : '0.0'};`,
      `for (var r = 0u; r < ${size}u; r++) { for (var c = 0u; c < ${size}u; c++) {`,
      `  value ${kind === 'max' ? `= max(value, ${term})` : `+= ${term}`};`,
      '} }',
      ...(kind === 'mean' ? [`value = value * ${Math.fround(1 / (size * size))}f;`] : []),
    ];
  });
}

/** Gradient of windows: every entry gathers from those it lies in; of a maximum where it is the first of the largest. */
export function unpoolKernel(group: Group, placesOf: Places, placeOf: PlaceOf): KernelText {
  const anchor = group.anchor as Node<'unpool'>;
  const { kind, size, stride } = anchor.attributes;
  const [x, cotangent] = group.operands;
  const places = new PlaceTable(placesOf);
  const [, rows, columns] = cotangent.shape;
  const name = `${kind} unpool ${anchor.shape.join('x')}`;
  const work = kind === 'max' ? size ** 4 : size ** 2;
  return kernel(name, group, places, placeOf, group.size * work, (coordinates) => {
    const { n, row, column, channel } = pictureCoordinates(coordinates, anchor.shape, group.size);
    const picture = kind === 'max' ? places.view(x) : null;
    const told = places.view(cotangent);
    const [gn, gy, gx, gc] = cotangent.strides;
    const g = `${told.buffer}[${told.start} + ${times(n, gn)} + ${times('r', gy)} + ${times('c', gx)} + ${times(channel, gc)}]`;
    const from = (at: string) => `(max(${at} + ${stride}u, ${size}u) - ${size}u) / ${stride}u`;
    const head = [
      'var value = 0.0;',
      `for (var r = ${from(row)}; r <= min(${row} / ${stride}u, ${rows - 1}u); r++) {`,
      `for (var c = ${from(column)}; c <= min(${column} / ${stride}u, ${columns - 1}u); c++) {`,
    ];
    if (!picture) return [...head, `value += ${g} * ${Math.fround(1 / (size * size))}f;`, '} }'];
    const [sn, sy, sx, sc] = x.strides;
    const corner = `${picture.start} + ${times(n, sn)} + ${times(channel, sc)}`;
    return [
      ...head,
      `var best = ${SMALLEST}; var bestRow = 0u; var bestColumn = 0u;`,
      `for (var i = 0u; i < ${size}u; i++) { for (var j = 0u; j < ${size}u; j++) {`,
      `  let here = ${picture.buffer}[${corner} + ${times(`(r * ${stride}u + i)`, sy)} + ${times(`(c * ${stride}u + j)`, sx)}];`,
      '  if (here > best) { best = here; bestRow = i; bestColumn = j; }',
      '} }',
      `if (r * ${stride}u + bestRow == ${row} && c * ${stride}u + bestColumn == ${column}) { value += ${g}; }`,
      '} }',
    ];
  });
}
