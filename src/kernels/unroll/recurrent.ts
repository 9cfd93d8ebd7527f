/**
 * Small recurrent networks for unroll.wgsl: LTC (arXiv:2006.04439) and LSTM regressions of four short
 * sequences, one thread each, forward and backward through time.
 *
 * The text is generated for given sizes, so that units are written out and only time is a loop: parameters
 * and gradients stay in registers, and an index is a constant wherever it can be (on a software adapter a
 * load at an index known only at run time costs 20 ns). References: tasks/ltc, metatrain/families/recurrent.ts.
 */

/** Sequences, and threads that work. */
export const SEQUENCES = 4;

export interface LtcSizes {
  readonly units: number;
  readonly inputs: number;
  /** Time steps, and solver steps in each. */
  readonly time: number;
  readonly unfolds: number;
}

export interface LstmSizes {
  readonly units: number;
  readonly inputs: number;
  readonly time: number;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const lines = (parts: readonly string[]): string => parts.join('\n  ');

/**
 * One output, read from unit 0; positive quantities through softplus. A task's record: scales, 1 or 0 per
 * synapse [units, units], per sensory synapse [inputs, units], inputs [4, time, inputs], targets [4, time].
 */
export function ltcTask({ units: n, inputs: s, time, unfolds }: LtcSizes): string {
  const cells = range(n);
  const pairs = cells.flatMap((i) => cells.map((j) => ({ i, j, id: `${i}_${j}`, at: i * n + j })));
  const sensors = range(s).flatMap((k) => cells.map((j) => ({ i: k, j, id: `${k}_${j}`, at: k * n + j })));
  const matrix = 3 * n;
  const sensory = matrix + 4 * n * n;
  const affine = sensory + 4 * n * s;
  const place = {
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
  /** Parameters of a synapse, and variables for its gradient; `p` is "" or "s" for sensory ones. */
  const synapse = (
    p: string,
    id: string,
    at: number,
    where: (part: number, at: number) => number,
    mask: string,
  ) => [
    `let ${p}sg${id} = weights[${where(0, at)}]; let ${p}mu${id} = weights[${where(1, at)}];`,
    `let ${p}w${id} = ${mask} * softplus(weights[${where(2, at)}]); let ${p}er${id} = weights[${where(3, at)}];`,
    `var d${p}sg${id} = 0.0; var d${p}mu${id} = 0.0; var d${p}w${id} = 0.0; var d${p}er${id} = 0.0;`,
  ];
  const gate = (p: string, id: string, v: string) =>
    `let ${p}gt${id} = sigmoid(${p}sg${id} * (${v} - ${p}mu${id})); let ${p}a${id} = ${p}w${id} * ${p}gt${id};`;
  const into = (list: typeof pairs, j: number, term: (id: string) => string) =>
    list
      .filter((pair) => pair.j === j)
      .map((pair) => ` + ${term(pair.id)}`)
      .join('');
  /** What reaches the cells from the inputs of time step `now`. */
  const sense = [
    ...range(s).map(
      (k) => `let x${k} = data[input + now * ${s}u + ${k}u]; let u${k} = iw${k} * x${k} + ib${k};`,
    ),
    ...sensors.map(({ i, id }) => gate('s', id, `u${i}`)),
    ...cells.map((j) => `let D${j} = ka${j} + gl${j} + 1e-8${into(sensors, j, (id) => `sa${id}`)};`),
  ];
  const back = pairs.flatMap(({ i, j, id }) => [
    `let e${id} = q${j} * (er${id} - after${j}); let z${id} = a${id} * (1.0 - gt${id}) * e${id};`,
    `dsg${id} += z${id} * (v${i} - mu${id}); dmu${id} -= z${id} * sg${id};`,
    `dw${id} += gt${id} * e${id}; der${id} += a${id} * q${j};`,
  ]);
  const sensoryBack = sensors.flatMap(({ i, j, id }) => [
    `let se${id} = dP${j} * ser${id} + dD${j}; let sz${id} = sa${id} * (1.0 - sgt${id}) * se${id};`,
    `dssg${id} += sz${id} * (u${i} - smu${id}); dsmu${id} -= sz${id} * ssg${id};`,
    `dsw${id} += sgt${id} * se${id}; dser${id} += sa${id} * dP${j};`,
    `diw${i} += sz${id} * ssg${id} * x${i}; dib${i} += sz${id} * ssg${id};`,
  ]);
  const write = (at: number, value: string) => `gradParts[base + ${at}u] = ${value};`;
  const slope = (at: number) => `sigmoid(weights[${at}])`;
  return `
fn lossAndGrads(t : u32) {
  if (t < ${SEQUENCES}u) { sequence(t); }
  workgroupBarrier();
}

fn sequence(t : u32) {
  let masks = dataBase + TENSORS;
  let input = masks + ${n * n + s * n}u + t * ${time * s}u;
  let goal = masks + ${n * n + s * n + SEQUENCES * time * s}u + t * ${time}u;
  ${lines(cells.map((j) => `let gl${j} = softplus(weights[${place.gleak(j)}]); let vl${j} = weights[${place.vleak(j)}]; let ka${j} = ${unfolds}.0 * softplus(weights[${place.cm(j)}]); var dgl${j} = 0.0; var dvl${j} = 0.0; var dka${j} = 0.0;`))}
  ${lines(pairs.flatMap(({ id, at }) => synapse('', id, at, place.pair, `data[masks + ${at}u]`)))}
  ${lines(sensors.flatMap(({ id, at }) => synapse('s', id, at, place.sensor, `data[masks + ${n * n + at}u]`)))}
  ${lines(range(s).map((k) => `let iw${k} = weights[${place.inputW(k)}]; let ib${k} = weights[${place.inputB(k)}]; var diw${k} = 0.0; var dib${k} = 0.0;`))}
  let ow = weights[${place.outputW}]; let ob = weights[${place.outputB}];
  var dow = 0.0; var dob = 0.0; var squares = 0.0;
  var history : array<f32, ${time * unfolds * n}>; // state before every solver step
  ${cells.map((j) => `var v${j} = 0.0;`).join(' ')}
  var at = 0u;
  for (var now = 0u; now < ${time}u; now++) {
    ${lines(sense)}
    ${lines(cells.map((j) => `let P${j} = gl${j} * vl${j}${into(sensors, j, (id) => `sa${id} * ser${id}`)};`))}
    for (var m = 0u; m < ${unfolds}u; m++) {
      ${cells.map((j) => `history[at + ${j}u] = v${j};`).join(' ')}
      at += ${n}u;
      ${lines(pairs.map(({ i, id }) => gate('', id, `v${i}`)))}
      ${lines(cells.map((j) => `v${j} = (ka${j} * v${j} + P${j}${into(pairs, j, (id) => `a${id} * er${id}`)}) / (D${j}${into(pairs, j, (id) => `a${id}`)});`))}
    }
  }
  ${cells.map((j) => `var after${j} = v${j}; var l${j} = 0.0;`).join(' ')}
  for (var gone = 0u; gone < ${time}u; gone++) {
    let now = ${time - 1}u - gone;
    let miss = ow * after0 + ob - data[goal + now];
    squares += miss * miss;
    let dy = miss * ${2 / (SEQUENCES * time)};
    dow += dy * after0; dob += dy; l0 += dy * ow;
    ${lines(sense)}
    ${cells.map((j) => `var dP${j} = 0.0; var dD${j} = 0.0;`).join(' ')}
    for (var m = 0u; m < ${unfolds}u; m++) {
      at -= ${n}u;
      ${cells.map((j) => `v${j} = history[at + ${j}u];`).join(' ')}
      ${lines(pairs.map(({ i, id }) => gate('', id, `v${i}`)))}
      ${lines(cells.map((j) => `let q${j} = l${j} / (D${j}${into(pairs, j, (id) => `a${id}`)});`))}
      ${lines(back)}
      ${lines(cells.map((j) => `dka${j} += q${j} * (v${j} - after${j}); dgl${j} += q${j} * (vl${j} - after${j}); dvl${j} += q${j} * gl${j}; dP${j} += q${j}; dD${j} -= q${j} * after${j};`))}
      ${lines(cells.map((i) => `l${i} = ka${i} * q${i}${cells.map((j) => ` + z${i}_${j} * sg${i}_${j}`).join('')}; after${i} = v${i};`))}
    }
    ${lines(sensoryBack)}
  }
  let base = t * SIZE;
  ${lines(
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
    sensors.flatMap(({ id, at }) => [
      write(place.sensor(0, at), `dssg${id}`),
      write(place.sensor(1, at), `dsmu${id}`),
      write(place.sensor(2, at), `dsw${id} * data[masks + ${n * n + at}u] * ${slope(place.sensor(2, at))}`),
      write(place.sensor(3, at), `dser${id}`),
    ]),
  )}
  ${lines(range(s).flatMap((k) => [write(place.inputW(k), `diw${k}`), write(place.inputB(k), `dib${k}`)]))}
  ${write(place.outputW, 'dow')} ${write(place.outputB, 'dob')}
  lossParts[t] = squares * ${1 / (SEQUENCES * time)};
}
`;
}

/**
 * Gates i, g, f, o of `[x, h]`, 1 added to f, and a linear read-out. Tensors: wx [inputs, 4H], wh [H, 4H],
 * b [4H], wo [H, 1], bo [1]. A task's record: scales, inputs [4, time, inputs], targets [4, time].
 */
export function lstmTask({ units: n, inputs: s, time }: LstmSizes): string {
  const cells = range(n);
  const gates = range(4 * n);
  const wx = (k: number, j: number) => k * 4 * n + j;
  const wh = (k: number, j: number) => (s + k) * 4 * n + j;
  const b = (j: number) => (s + n) * 4 * n + j;
  const wo = (k: number) => (s + n + 1) * 4 * n + k;
  const size = wo(n) + 1;
  const terms = (j: number) =>
    [
      ...range(s).map((k) => ` + x${k} * weights[${wx(k, j)}]`),
      ...cells.map((k) => ` + h${k} * weights[${wh(k, j)}]`),
    ].join('');
  const step = [
    ...range(s).map((k) => `let x${k} = data[input + now * ${s}u + ${k}u];`),
    ...gates.map((j) => `let z${j} = weights[${b(j)}]${terms(j)};`),
    ...cells.map(
      (j) =>
        `let i${j} = sigmoid(z${j}); let g${j} = tanhStable(z${n + j}); let f${j} = sigmoid(z${2 * n + j} + 1.0); let o${j} = sigmoid(z${3 * n + j}); let new${j} = f${j} * c${j} + i${j} * g${j}; let th${j} = tanhStable(new${j});`,
    ),
  ];
  const grad = (at: number, value: string) => `G${at} += ${value};`;
  return `
fn lossAndGrads(t : u32) {
  if (t < ${SEQUENCES}u) { sequence(t); }
  workgroupBarrier();
}

fn sequence(t : u32) {
  let input = dataBase + TENSORS + t * ${time * s}u;
  let goal = dataBase + TENSORS + ${SEQUENCES * time * s}u + t * ${time}u;
  ${range(size)
    .map((at) => `var G${at} = 0.0;`)
    .join(' ')}
  var squares = 0.0;
  var history : array<f32, ${2 * time * n}>; // h and c before every time step
  ${cells.map((j) => `var h${j} = 0.0; var c${j} = 0.0;`).join(' ')}
  for (var now = 0u; now < ${time}u; now++) {
    let at = now * ${2 * n}u;
    ${cells.map((j) => `history[at + ${j}u] = h${j}; history[at + ${n + j}u] = c${j};`).join(' ')}
    ${lines(step)}
    ${cells.map((j) => `c${j} = new${j}; h${j} = o${j} * th${j};`).join(' ')}
  }
  ${cells.map((j) => `var dh${j} = 0.0; var dc${j} = 0.0;`).join(' ')}
  for (var gone = 0u; gone < ${time}u; gone++) {
    let now = ${time - 1}u - gone;
    let at = now * ${2 * n}u;
    ${cells.map((j) => `h${j} = history[at + ${j}u]; c${j} = history[at + ${n + j}u];`).join(' ')}
    ${lines(step)}
    ${cells.map((j) => `let out${j} = o${j} * th${j};`).join(' ')}
    let miss = weights[${wo(n)}]${cells.map((k) => ` + out${k} * weights[${wo(k)}]`).join('')} - data[goal + now];
    squares += miss * miss;
    let dy = miss * ${2 / (SEQUENCES * time)};
    ${cells.map((k) => `${grad(wo(k), `dy * out${k}`)} dh${k} += dy * weights[${wo(k)}];`).join(' ')} ${grad(wo(n), 'dy')}
    ${lines(
      cells.map(
        (j) =>
          `let dn${j} = dc${j} + dh${j} * o${j} * (1.0 - th${j} * th${j}); let dz${j} = dn${j} * g${j} * i${j} * (1.0 - i${j}); let dz${n + j} = dn${j} * i${j} * (1.0 - g${j} * g${j}); let dz${2 * n + j} = dn${j} * c${j} * f${j} * (1.0 - f${j}); let dz${3 * n + j} = dh${j} * th${j} * o${j} * (1.0 - o${j}); dc${j} = dn${j} * f${j};`,
      ),
    )}
    ${lines(gates.map((j) => [...range(s).map((k) => grad(wx(k, j), `dz${j} * x${k}`)), ...cells.map((k) => grad(wh(k, j), `dz${j} * h${k}`)), grad(b(j), `dz${j}`)].join(' ')))}
    ${lines(cells.map((k) => `dh${k} = ${gates.map((j) => `dz${j} * weights[${wh(k, j)}]`).join(' + ')};`))}
  }
  ${lines(range(size).map((at) => `gradParts[t * SIZE + ${at}u] = G${at};`))}
  lossParts[t] = squares * ${1 / (SEQUENCES * time)};
}
`;
}
