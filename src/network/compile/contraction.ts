/**
 * Products of matrices and convolutions, which are sums of products over some axes: out[b, r, c] = sum over k of
 * a[b, r, k] times w[b, k, c]. A thread keeps a block of results in registers, so that an entry read once serves a row
 * or a column of the block; neighbouring threads read neighbouring entries.
 */
import { isOperation, type Node } from '../graph';
import { Coordinates, quotient, type Term, times } from './coordinates';
import type { Group } from './fuse';
import { frame, isPlain, type KernelText, memberLines, type PlaceOf } from './kernel';
import { type Place, PlaceTable } from './places';
import type { View } from './view';

/** One loop of the sum: its extent, and distances between its entries in either tensor. */
interface Axis {
  readonly extent: number;
  readonly a: number;
  readonly w: number;
}

/** How pictures with zeros around or between entries are met; see `ConvAttributes`. */
interface Padded {
  readonly stride: number;
  readonly kernelDilation: number;
  readonly inputDilation: number;
  /** Zeros above and on the left. */
  readonly before: readonly [number, number];
  readonly extents: readonly [number, number];
  /** Distances between rows and columns of the pictures. */
  readonly strides: readonly [number, number];
}

interface Product {
  readonly name: string;
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  /** From the outermost in; of padded pictures rows of the kernel, its columns, channels. */
  readonly axes: readonly Axis[];
  readonly a: View;
  readonly w: View;
  /** Where row r and batch b begin in `a`, and column c and batch b in `w`: views over those indices alone. */
  readonly aRows: View;
  readonly aBatch: View;
  readonly wColumns: View;
  readonly wBatch: View;
  /** Distance from the kernel's first entry to the one that is met first. */
  readonly wShift: number;
  readonly padded: Padded | null;
}

const part = (view: View, axes: readonly number[]): View => ({
  ...view,
  offset: 0,
  shape: axes.map((axis) => view.shape[axis]),
  strides: axes.map((axis) => view.strides[axis]),
  bounds: axes.map(() => null),
});

function productOf({ anchor, operands: [a, w] }: Group): Product {
  return isOperation(anchor!, 'matmul') ? matrices(anchor, a, w) : pictures(anchor as Node<'conv'>, a, w);
}

function matrices({ shape, attributes: { transposed } }: Node<'matmul'>, a: View, w: View): Product {
  const lead = shape.length - 2;
  const batch = Array.from({ length: lead }, (_, axis) => axis);
  const [row, k] = transposed[0] ? [lead + 1, lead] : [lead, lead + 1];
  const [inner, column] = transposed[1] ? [lead + 1, lead] : [lead, lead + 1];
  const [rows, columns] = shape.slice(-2);
  const extent = a.shape[k];
  return {
    name: `matmul ${rows}x${extent}x${columns}`,
    batch: shape.slice(0, -2).reduce((size, each) => size * each, 1),
    rows,
    columns,
    axes: [{ extent, a: a.strides[k], w: w.strides[inner] }],
    a,
    w,
    aRows: part(a, [row]),
    aBatch: part(a, batch),
    wColumns: part(w, [column]),
    wBatch: part(w, batch),
    wShift: 0,
    padded: null,
  };
}

function pictures({ shape, attributes }: Node<'conv'>, a: View, w: View): Product {
  const { stride, padding, inputDilation, kernelDilation, flipped } = attributes;
  const [n, height, width, channels] = shape;
  const [tall, wide, entries] = w.shape;
  const sign = flipped ? -1 : 1;
  const [sn, sy, sx, sc] = a.strides;
  const isPadded = inputDilation !== 1 || padding.flat().some((each) => each !== 0);
  const rows: View = {
    ...a,
    offset: 0,
    shape: [n, height, width],
    strides: isPadded ? [sn, 0, 0] : [sn, stride * sy, stride * sx],
    bounds: [null, null, null],
  };
  const none = part(a, []);
  return {
    name: `conv ${tall}x${wide}x${entries}x${channels} to ${height}x${width}`,
    batch: 1,
    rows: n * height * width,
    columns: channels,
    axes: [
      { extent: tall, a: kernelDilation * sy, w: sign * w.strides[0] },
      { extent: wide, a: kernelDilation * sx, w: sign * w.strides[1] },
      { extent: entries, a: sc, w: w.strides[2] },
    ],
    a,
    w,
    aRows: rows,
    aBatch: none,
    wColumns: part(w, [3]),
    wBatch: part(w, []),
    wShift: flipped ? (tall - 1) * w.strides[0] + (wide - 1) * w.strides[1] : 0,
    padded: isPadded
      ? {
          stride,
          kernelDilation,
          inputDilation,
          before: [padding[0][0], padding[1][0]],
          extents: [a.shape[1], a.shape[2]],
          strides: [sy, sx],
        }
      : null,
  };
}

/** Results that a lane has fewer of are made from sums in parts. */
const WANTED_RESULTS = 8192;
/** Terms of a part at least. */
const LEAST_TERMS = 64;

/** In how many parts a product's sums are computed: as its shape tells, so that bits depend on nothing else. */
export function partsOfProduct(group: Group): number {
  const { axes } = productOf(group);
  const terms = axes.reduce((size, { extent }) => size * extent, 1);
  const longest = Math.max(...axes.map(({ extent }) => extent));
  return Math.max(
    1,
    Math.min(Math.ceil(WANTED_RESULTS / group.size), Math.floor(terms / LEAST_TERMS), longest),
  );
}

/** Rows and columns of a thread's block, and threads side by side. */
interface Tiling {
  /** Whether neighbouring threads have neighbouring columns; else rows. */
  readonly alongColumns: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly across: number;
  readonly down: number;
}

/** Threads of a workgroup along either side together. */
const THREADS = 32;

function tilingOf({ rows, columns }: Product): Tiling {
  const alongColumns = columns >= 4 || columns >= rows;
  const [along, other] = alongColumns ? [columns, rows] : [rows, columns];
  const wide = along >= 48 ? 8 : 4;
  const each = Math.min(8, Math.ceil(along / wide));
  const across = Math.min(wide, Math.ceil(along / each));
  const high = Math.min(8, other);
  const down = Math.max(1, Math.min(Math.floor(THREADS / across), Math.ceil(other / high)));
  return alongColumns
    ? { alongColumns, rows: high, columns: each, across, down }
    : { alongColumns, rows: each, columns: high, across, down };
}

/** From one row, or column, of a thread to its next. */
const stepsOf = ({ alongColumns, across }: Tiling) =>
  alongColumns ? { rowStep: 1, columnStep: across } : { rowStep: across, columnStep: 1 };

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** A product; with `partial` `[parts, size]` is written there: part p has every `parts`-th term of the longest axis. */
export function productKernel(
  group: Group,
  placesOf: (view: View) => Place,
  placeOf: PlaceOf,
  parts: number,
  partial: Place | null,
): KernelText {
  const product = productOf(group);
  const tiling = tilingOf(product);
  const places = new PlaceTable(placesOf);
  const a = places.view(product.a);
  const w = places.place(placesOf(product.w), product.w.offset + product.wShift);
  const { rows, columns, batch, axes } = product;
  const { down, across, alongColumns } = tiling;
  const perGroup = alongColumns
    ? { rows: tiling.rows * down, columns: tiling.columns * across }
    : { rows: tiling.rows * across, columns: tiling.columns * down };
  const blocks = {
    rows: Math.ceil(rows / perGroup.rows),
    columns: Math.ceil(columns / perGroup.columns),
  };
  const [blocksAcross, blocksDown] = alongColumns
    ? [blocks.columns, blocks.rows]
    : [blocks.rows, blocks.columns];
  const i = range(tiling.rows);
  const j = range(tiling.columns);

  const placed = placing(product, tiling, blocksDown, parts);
  const starts = startLines(product, a.start, w.start, i, j);
  const results = i.map((r) => j.map((c) => `var s${r}_${c} = 0.0;`).join(' '));
  const loops = loopLines(product, stepsOf(tiling), a.buffer, w.buffer, i, j, parts);
  const end = partial
    ? partialLines(places, partial, group.size, product, i, j)
    : resultLines(group, places, placeOf, product, tiling);
  return {
    name: parts > 1 ? `${product.name} in ${parts}` : product.name,
    text: frame(places, [across, down], batch, [...placed, ...starts, ...results, ...loops, ...end]),
    buffers: places.buffers,
    places,
    groups: [blocksAcross, blocksDown * parts],
    batch,
    operations: group.size * axes.reduce((size, { extent }) => size * extent, 1),
    isProduct: true,
  };
}

/** Which rows and columns a thread has. */
function placing({ batch }: Product, tiling: Tiling, blocksDown: number, parts: number): readonly string[] {
  const { alongColumns, rows, columns, across, down } = tiling;
  const high = alongColumns ? rows : columns;
  const each = alongColumns ? columns : rows;
  const block = parts > 1 ? `(group.y % ${blocksDown}u)` : 'group.y';
  const lower = `(${block} * ${down}u + thread.y) * ${high}u`;
  const along = `group.x * ${across * each}u + thread.x`;
  const [row, column] = alongColumns ? [lower, along] : [along, lower];
  const { rowStep, columnStep } = stepsOf(tiling);
  return [
    ...(batch > 1 ? [`let b = group.z % ${batch}u;`] : []),
    ...(parts > 1 ? [`let part = group.y / ${blocksDown}u;`] : []),
    ...range(rows).map((i) => `let row${i} = ${row} + ${i * rowStep}u;`),
    ...range(columns).map((j) => `let column${j} = ${column} + ${j * columnStep}u;`),
  ];
}

/** Where the entries of every row and column begin. */
function startLines(
  product: Product,
  a: string,
  w: string,
  i: readonly number[],
  j: readonly number[],
): readonly string[] {
  const { rows, columns, batch, padded } = product;
  const lines: string[] = [];
  const begin = (view: View, name: string, size: number): Term => {
    const coordinates = new Coordinates(name, size);
    const term = coordinates.term(view);
    lines.push(...coordinates.lines);
    return term;
  };
  const sum = (...terms: readonly string[]) => terms.filter(Boolean).join(' + ');
  const batches =
    batch > 1 ? [product.aBatch, product.wBatch].map((view) => begin(view, 'b', batch).index) : ['', ''];
  for (const r of product.padded || product.aRows.shape.length > 1 ? i : i.slice(0, 1)) {
    lines.push(`let a${r} = ${sum(a, batches[0], begin(product.aRows, `row${r}`, rows).index)};`);
    if (!padded) continue;
    const coordinates = new Coordinates(`row${r}`, rows);
    const [, height, width] = product.aRows.shape;
    const [y, x] = [coordinates.coordinate(width, height), coordinates.coordinate(1, width)];
    lines.push(...coordinates.lines.filter((line) => !lines.includes(line)));
    lines.push(`let y${r} = i32(${y} * ${padded.stride}u) - ${padded.before[0]};`);
    lines.push(`let x${r} = i32(${x} * ${padded.stride}u) - ${padded.before[1]};`);
  }
  for (const c of j.slice(0, 1))
    lines.push(`let w${c} = ${sum(w, batches[1], begin(product.wColumns, `column${c}`, columns).index)};`);
  return [...new Set(lines)];
}

/** The loops over what is summed. */
function loopLines(
  { axes, padded, aRows, wColumns }: Product,
  tiling: { readonly rowStep: number; readonly columnStep: number },
  a: string,
  w: string,
  i: readonly number[],
  j: readonly number[],
  parts: number,
): readonly string[] {
  const longest = axes.reduce((best, { extent }, axis) => (extent > axes[best].extent ? axis : best), 0);
  const lines: string[] = [];
  axes.forEach(({ extent }, axis) => {
    const [from, by] = axis === longest && parts > 1 ? ['part', parts] : ['0u', 1];
    lines.push(`for (var k${axis} = ${from}; k${axis} < ${extent}u; k${axis} += ${by}u) {`);
    if (padded && axis === 1) lines.push(...i.flatMap((r) => underLines(padded, r)));
  });
  const last = axes.length - 1;
  const aTerm = axes
    .map(({ a: stride }, axis) => (stride === 0 || (padded && axis < 2) ? '' : times(`k${axis}`, stride)))
    .filter(Boolean)
    .join(' + ');
  const wTerm = axes
    .map(({ w: stride }, axis) => (stride === 0 ? '' : times(`k${axis}`, stride)))
    .filter(Boolean)
    .join(' + ');
  // Rows and columns that lie at one distance are told from the first: a software adapter adds a constant for nothing.
  const rowStep = padded || aRows.shape.length > 1 ? null : tiling.rowStep * (aRows.strides[0] ?? 0);
  const columnStep = tiling.columnStep * wColumns.strides[0];
  const from = (first: string, term: string) => (term ? `${first} + ${term}` : first);
  lines.push(`let ka = ${rowStep === null ? aTerm || '0u' : from('a0', aTerm)};`);
  lines.push(`let kw = ${from('w0', wTerm)};`);
  lines.push(j.map((c) => `let v${c} = ${w}[kw + ${(c * columnStep) >>> 0}u];`).join(' '));
  for (const r of i) {
    const entry = padded
      ? `select(0.0, ${a}[p${r} + ka], in${r})`
      : rowStep === null
        ? `${a}[a${r} + ka]`
        : `${a}[ka + ${(r * rowStep) >>> 0}u]`;
    lines.push(`let u${r} = ${entry}; ${j.map((c) => `s${r}_${c} += u${r} * v${c};`).join(' ')}`);
  }
  lines.push('}'.repeat(last + 1));
  return lines;
}

/** Whether there is an entry of the pictures under the kernel's, and where its channels begin. */
function underLines(
  { kernelDilation, inputDilation, extents, strides }: Padded,
  r: number,
): readonly string[] {
  const dilated = inputDilation > 1;
  const at = (axis: 0 | 1) => `${'yx'[axis]}${r} + i32(k${axis}) * ${kernelDilation}`;
  const side = (axis: 0 | 1) => {
    const name = `${'yx'[axis]}${r}k`;
    const reach = extents[axis] * (dilated ? inputDilation : 1);
    const whole = dilated ? ` & ((${name} % ${inputDilation}) == 0)` : '';
    return { name, test: `(${name} >= 0) & (${name} < ${reach})${whole}` };
  };
  const [y, x] = [side(0), side(1)];
  const entry = (name: string) => (dilated ? `u32(${name} / ${inputDilation})` : `u32(${name})`);
  return [
    `let ${y.name} = ${at(0)}; let ${x.name} = ${at(1)};`,
    `let in${r} = ${y.test} & ${x.test};`,
    `let p${r} = a${r} + ${times(entry(y.name), strides[0])} + ${times(entry(x.name), strides[1])};`,
  ];
}

const inside = ({ rows, columns }: Product, r: number | string, c: number | string): string =>
  `row${r} < ${rows}u && column${c} < ${columns}u`;

const flat = ({ batch, rows, columns }: Product, row: string, column: string): string =>
  `${batch > 1 ? `(b * ${rows}u + ${row})` : row} * ${columns}u + ${column}`;

function partialLines(
  places: PlaceTable,
  partial: Place,
  size: number,
  product: Product,
  i: readonly number[],
  j: readonly number[],
): readonly string[] {
  const { buffer, start } = places.place(partial);
  return i.flatMap((r) =>
    j.map(
      (c) =>
        `if (${inside(product, r, c)}) { ${buffer}[${start} + part * ${size}u + ${flat(product, `row${r}`, `column${c}`)}] = s${r}_${c}; }`,
    ),
  );
}

function resultLines(
  group: Group,
  places: PlaceTable,
  placeOf: PlaceOf,
  product: Product,
  tiling: Tiling,
): readonly string[] {
  const { rows, columns } = tiling;
  const [i, j] = [range(rows), range(columns)];
  if (isPlain(group)) {
    const targets = group.outputs.map((node) => places.place(placeOf(node)));
    return i.flatMap((r) =>
      j.map((c) => {
        const writes = targets.map(
          ({ buffer, start }) =>
            `${buffer}[${start} + ${flat(product, `row${r}`, `column${c}`)}] = s${r}_${c};`,
        );
        return `if (${inside(product, r, c)}) { ${writes.join(' ')} }`;
      }),
    );
  }
  // What follows is said once, for a block's results in turn.
  const coordinates = new Coordinates('o', group.size, {
    extent: product.columns,
    outer: product.batch > 1 ? `(b * ${product.rows}u + row)` : 'row',
    inner: 'column',
  });
  const members = memberLines(group, places, placeOf, coordinates, 'o', 'value');
  const count = rows * columns;
  const { rowStep, columnStep } = stepsOf(tiling);
  return [
    `var results = array<f32, ${count}>(${i.map((r) => j.map((c) => `s${r}_${c}`).join(', ')).join(', ')});`,
    `for (var q = 0u; q < ${count}u; q++) {`,
    `  let qr = ${quotient('q', columns, count)};`,
    `  let row = row0 + qr * ${rowStep}u;`,
    `  let column = column0 + (q - qr * ${columns}u) * ${columnStep}u;`,
    `  if (row < ${product.rows}u && column < ${product.columns}u) {`,
    '    let value = results[q];',
    `    let o = ${flat(product, 'row', 'column')};`,
    ...members.map((line) => `    ${line}`),
    '  }',
    '}',
  ];
}
