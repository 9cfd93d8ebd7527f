/**
 * LTC regression (arXiv:2006.04439) of four short sequences for unroll.wgsl, one thread each, forward and
 * backward through time.
 *
 * The text is generated for given sizes, so that units are written out and only time is a loop: parameters
 * and gradients stay in registers, and an index is a constant wherever it can be (on a software adapter a
 * load at an index known only at run time costs 20 ns). Reference: tasks/ltc.
 */
import { lines, range, SEQUENCES } from './sequences';

export interface LtcSizes {
  readonly units: number;
  readonly inputs: number;
  /** Time steps, and solver steps in each. */
  readonly time: number;
  readonly unfolds: number;
}

/** A synapse from cell (or input) `i` to cell `j`; `at` is its index in a matrix, row-major. */
interface Synapse {
  readonly i: number;
  readonly j: number;
  readonly id: string;
  readonly at: number;
}

/** Everything that the parts of the text are written from. */
interface Names extends LtcSizes {
  readonly cells: readonly number[];
  readonly sensors: readonly number[];
  /** Cell to cell. */
  readonly pairs: readonly Synapse[];
  /** Input to cell. */
  readonly sensory: readonly Synapse[];
  /** Places in the flat parameters. */
  readonly place: ReturnType<typeof placesOf>;
}

function placesOf(n: number, s: number) {
  const matrix = 3 * n;
  const sensory = matrix + 4 * n * n;
  const affine = sensory + 4 * n * s;
  return {
    gleak: (j: number) => j,
    vleak: (j: number) => n + j,
    cm: (j: number) => 2 * n + j,
    pair: (part: number, at: number) => matrix + part * n * n + at,
    sensor: (part: number, at: number) => sensory + part * n * s + at,
    inputW: (k: number) => affine + k,
    inputB: (k: number) => affine + s + k,
    outputW: affine + 2 * s,
    outputB: affine + 2 * s + 1,
  };
}

function namesOf(sizes: LtcSizes): Names {
  const { units: n, inputs: s } = sizes;
  const cells = range(n);
  const sensors = range(s);
  const from = (sources: readonly number[]) =>
    sources.flatMap((i) => cells.map((j) => ({ i, j, id: `${i}_${j}`, at: i * n + j })));
  return { ...sizes, cells, sensors, pairs: from(cells), sensory: from(sensors), place: placesOf(n, s) };
}

const weight = (at: number) => `weights[${at}]`;
const slope = (at: number) => `sigmoid(${weight(at)})`;

/** The gate of a synapse whose source is at `v`, and its activity; `p` is "" or "s" for sensory ones. */
const gate = (p: string, id: string, v: string) =>
  `let ${p}gt${id} = sigmoid(${p}sg${id} * (${v} - ${p}mu${id})); let ${p}a${id} = ${p}w${id} * ${p}gt${id};`;

/** Sum over the synapses into cell `j`. */
const into = (list: readonly Synapse[], j: number, term: (id: string) => string) =>
  list
    .filter((synapse) => synapse.j === j)
    .map((synapse) => ` + ${term(synapse.id)}`)
    .join('');

/** Parameters of a synapse, and variables for its gradient. */
const synapse = (
  p: string,
  id: string,
  at: number,
  where: (part: number, at: number) => number,
  mask: string,
) => [
  `let ${p}sg${id} = ${weight(where(0, at))}; let ${p}mu${id} = ${weight(where(1, at))};`,
  `let ${p}w${id} = ${mask} * softplus(${weight(where(2, at))}); let ${p}er${id} = ${weight(where(3, at))};`,
  `var d${p}sg${id} = 0.0; var d${p}mu${id} = 0.0; var d${p}w${id} = 0.0; var d${p}er${id} = 0.0;`,
];

/** Parameters, and variables for their gradients. */
function declarations({ units: n, unfolds, cells, sensors, pairs, sensory, place }: Names): string {
  return `${lines(cells.map((j) => `let gl${j} = softplus(${weight(place.gleak(j))}); let vl${j} = ${weight(place.vleak(j))}; let ka${j} = ${unfolds}.0 * softplus(${weight(place.cm(j))}); var dgl${j} = 0.0; var dvl${j} = 0.0; var dka${j} = 0.0;`))}
  ${lines(pairs.flatMap(({ id, at }) => synapse('', id, at, place.pair, `data[masks + ${at}u]`)))}
  ${lines(sensory.flatMap(({ id, at }) => synapse('s', id, at, place.sensor, `data[masks + ${n * n + at}u]`)))}
  ${lines(sensors.map((k) => `let iw${k} = ${weight(place.inputW(k))}; let ib${k} = ${weight(place.inputB(k))}; var diw${k} = 0.0; var dib${k} = 0.0;`))}
  let ow = ${weight(place.outputW)}; let ob = ${weight(place.outputB)};
  var dow = 0.0; var dob = 0.0; var squares = 0.0;`;
}

/** Current that reaches the cells from the inputs of time step `now`. */
const sense = ({ inputs: s, cells, sensors, sensory }: Names): string =>
  lines([
    ...sensors.map(
      (k) => `let x${k} = data[input + now * ${s}u + ${k}u]; let u${k} = iw${k} * x${k} + ib${k};`,
    ),
    ...sensory.map(({ i, id }) => gate('s', id, `u${i}`)),
    ...cells.map((j) => `let D${j} = ka${j} + gl${j} + 1e-8${into(sensory, j, (id) => `sa${id}`)};`),
  ]);

const forward = (names: Names): string => {
  const { units: n, time, unfolds, cells, pairs, sensory } = names;
  return `var history : array<f32, ${time * unfolds * n}>; // state before every solver step
  ${cells.map((j) => `var v${j} = 0.0;`).join(' ')}
  var at = 0u;
  for (var now = 0u; now < ${time}u; now++) {
    ${sense(names)}
    ${lines(cells.map((j) => `let P${j} = gl${j} * vl${j}${into(sensory, j, (id) => `sa${id} * ser${id}`)};`))}
    for (var m = 0u; m < ${unfolds}u; m++) {
      ${cells.map((j) => `history[at + ${j}u] = v${j};`).join(' ')}
      at += ${n}u;
      ${lines(pairs.map(({ i, id }) => gate('', id, `v${i}`)))}
      ${lines(cells.map((j) => `v${j} = (ka${j} * v${j} + P${j}${into(pairs, j, (id) => `a${id} * er${id}`)}) / (D${j}${into(pairs, j, (id) => `a${id}`)});`))}
    }
  }`;
};

/** Gradients of the cells' synapses in one solver step. */
const pairsBack = ({ pairs }: Names): string =>
  lines(
    pairs.flatMap(({ i, j, id }) => [
      `let e${id} = q${j} * (er${id} - after${j}); let z${id} = a${id} * (1.0 - gt${id}) * e${id};`,
      `dsg${id} += z${id} * (v${i} - mu${id}); dmu${id} -= z${id} * sg${id};`,
      `dw${id} += gt${id} * e${id}; der${id} += a${id} * q${j};`,
    ]),
  );

/** Gradients of the inputs' synapses in one time step. */
const sensoryBack = ({ sensory }: Names): string =>
  lines(
    sensory.flatMap(({ i, j, id }) => [
      `let se${id} = dP${j} * ser${id} + dD${j}; let sz${id} = sa${id} * (1.0 - sgt${id}) * se${id};`,
      `dssg${id} += sz${id} * (u${i} - smu${id}); dsmu${id} -= sz${id} * ssg${id};`,
      `dsw${id} += sgt${id} * se${id}; dser${id} += sa${id} * dP${j};`,
      `diw${i} += sz${id} * ssg${id} * x${i}; dib${i} += sz${id} * ssg${id};`,
    ]),
  );

const backward = (names: Names): string => {
  const { units: n, time, unfolds, cells, pairs } = names;
  return `${cells.map((j) => `var after${j} = v${j}; var l${j} = 0.0;`).join(' ')}
  for (var gone = 0u; gone < ${time}u; gone++) {
    let now = ${time - 1}u - gone;
    let miss = ow * after0 + ob - data[goal + now];
    squares += miss * miss;
    let dy = miss * ${2 / (SEQUENCES * time)};
    dow += dy * after0; dob += dy; l0 += dy * ow;
    ${sense(names)}
    ${cells.map((j) => `var dP${j} = 0.0; var dD${j} = 0.0;`).join(' ')}
    for (var m = 0u; m < ${unfolds}u; m++) {
      at -= ${n}u;
      ${cells.map((j) => `v${j} = history[at + ${j}u];`).join(' ')}
      ${lines(pairs.map(({ i, id }) => gate('', id, `v${i}`)))}
      ${lines(cells.map((j) => `let q${j} = l${j} / (D${j}${into(pairs, j, (id) => `a${id}`)});`))}
      ${pairsBack(names)}
      ${lines(cells.map((j) => `dka${j} += q${j} * (v${j} - after${j}); dgl${j} += q${j} * (vl${j} - after${j}); dvl${j} += q${j} * gl${j}; dP${j} += q${j}; dD${j} -= q${j} * after${j};`))}
      ${lines(cells.map((i) => `l${i} = ka${i} * q${i}${cells.map((j) => ` + z${i}_${j} * sg${i}_${j}`).join('')}; after${i} = v${i};`))}
    }
    ${sensoryBack(names)}
  }`;
};

/** Gradients of the sequence, to be summed over sequences. */
function results({ units: n, unfolds, cells, sensors, pairs, sensory, place }: Names): string {
  const write = (at: number, value: string) => `gradParts[base + ${at}u] = ${value};`;
  return `${lines(
    cells.flatMap((j) => [
      write(place.gleak(j), `dgl${j} * ${slope(place.gleak(j))}`),
      write(place.vleak(j), `dvl${j}`),
      write(place.cm(j), `dka${j} * ${unfolds}.0 * ${slope(place.cm(j))}`),
    ]),
  )}
  ${lines(
    pairs.flatMap(({ id, at }) => [
      write(place.pair(0, at), `dsg${id}`),
      write(place.pair(1, at), `dmu${id}`),
      write(place.pair(2, at), `dw${id} * data[masks + ${at}u] * ${slope(place.pair(2, at))}`),
      write(place.pair(3, at), `der${id}`),
    ]),
  )}
  ${lines(
    sensory.flatMap(({ id, at }) => [
      write(place.sensor(0, at), `dssg${id}`),
      write(place.sensor(1, at), `dsmu${id}`),
      write(place.sensor(2, at), `dsw${id} * data[masks + ${n * n + at}u] * ${slope(place.sensor(2, at))}`),
      write(place.sensor(3, at), `dser${id}`),
    ]),
  )}
  ${lines(sensors.flatMap((k) => [write(place.inputW(k), `diw${k}`), write(place.inputB(k), `dib${k}`)]))}
  ${write(place.outputW, 'dow')} ${write(place.outputB, 'dob')}`;
}

/**
 * One output, read from unit 0; positive quantities through softplus. A task's record: scales, 1 or 0 per
 * synapse [units, units], per sensory synapse [inputs, units], inputs [4, time, inputs], targets [4, time].
 */
export function ltcTask(sizes: LtcSizes): string {
  const { units: n, inputs: s, time } = sizes;
  const names = namesOf(sizes);
  return `
fn lossAndGrads(t : u32) {
  if (t < ${SEQUENCES}u) { sequence(t); }
  workgroupBarrier();
}

fn sequence(t : u32) {
  let masks = dataBase + TENSORS;
  let input = masks + ${n * n + s * n}u + t * ${time * s}u;
  let goal = masks + ${n * n + s * n + SEQUENCES * time * s}u + t * ${time}u;
  ${declarations(names)}
  ${forward(names)}
  ${backward(names)}
  let base = t * SIZE;
  ${results(names)}
  lossParts[t] = squares * ${1 / (SEQUENCES * time)};
}
`;
}
