/**
 * LSTM regression of four short sequences for unroll.wgsl, one thread each, forward and backward through time.
 * Generated for given sizes as `ltcTask.ts`, and for the same reason. Reference: metatrain/families/recurrent.ts.
 */
import { lines, range, SEQUENCES } from './sequences';

export interface LstmSizes {
  readonly units: number;
  readonly inputs: number;
  readonly time: number;
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
