/**
 * The network of mlpTask.wgsl without a loop over units: a thread takes whole samples and keeps activations
 * and gradients in registers.
 *
 * For software adapters, where a load at an index known only at run time costs 20 ns and one at a constant
 * index a tenth of it: 2-16-1 with a batch of 32 takes 4 us a step instead of 60. A GPU has too few registers
 * for it, and there threads would wait for one another's samples.
 */

export interface StraightNetwork {
  /** Units of every layer. */
  readonly sizes: readonly number[];
  readonly activation: 'tanh' | 'sine';
}

/** Text in place of mlpTask.wgsl; needs THREADS = 4, one partial sum each. Constants as there. */
export function mlpStraight({ sizes, activation }: StraightNetwork): string {
  const layers = sizes.length - 1;
  const outputs = sizes[layers];
  const offsets = sizes
    .slice(0, -1)
    .map((_, layer) =>
      Array.from({ length: layer }, (_, l) => (sizes[l] + 1) * sizes[l + 1]).reduce((a, b) => a + b, 0),
    );
  const size = offsets[layers - 1] + (sizes[layers - 1] + 1) * outputs;
  const weight = (layer: number, k: number, j: number) => offsets[layer] + k * sizes[layer + 1] + j;
  const units = (count: number) => Array.from({ length: count }, (_, index) => index);
  const forward = units(layers).flatMap((layer) =>
    units(sizes[layer + 1]).flatMap((j) => {
      const terms = units(sizes[layer]).map((k) => ` + a${layer}_${k} * weights[${weight(layer, k, j)}]`);
      const z = `let z${layer}_${j} = weights[${weight(layer, sizes[layer], j)}]${terms.join('')};`;
      return layer + 1 < layers ? [z, ...unit(activation, layer, j)] : [z, ...output(layer, j, outputs)];
    }),
  );
  const backward = units(layers)
    .reverse()
    .flatMap((layer) => [
      ...units(sizes[layer + 1]).flatMap((j) => [
        ...units(sizes[layer]).map((k) => `g${weight(layer, k, j)} += d${layer}_${j} * a${layer}_${k};`),
        `g${weight(layer, sizes[layer], j)} += d${layer}_${j};`,
      ]),
      ...(layer === 0 ? [] : units(sizes[layer])).map((k) => {
        const sum = units(sizes[layer + 1]).map((j) => `d${layer}_${j} * weights[${weight(layer, k, j)}]`);
        return `let d${layer - 1}_${k} = s${layer - 1}_${k} * (${sum.join(' + ')});`;
      }),
    ]);
  return `
fn lossAndGrads(t : u32) {
  var squares = 0.0;
  ${units(size)
    .map((i) => `var g${i} = 0.0;`)
    .join(' ')}
  for (var s = t; s < BATCH; s += THREADS) {
    var sample = s;
    if (BATCH != SAMPLES) { sample = drawBelow(laneKey, s, SAMPLES); }
    let place = dataBase + TENSORS + sample * ${sizes[0]}u;
    let goal = dataBase + TENSORS + SAMPLES * ${sizes[0]}u + sample * ${outputs}u;
    ${units(sizes[0])
      .map((k) => `let a0_${k} = data[place + ${k}u];`)
      .join('\n    ')}
    ${[...forward, ...backward].join('\n    ')}
  }
  ${units(size)
    .map((i) => `gradParts[t * SIZE + ${i}u] = g${i};`)
    .join('\n  ')}
  lossParts[t] = squares / f32(BATCH * ${outputs}u);
  workgroupBarrier();
}
`;
}

/** Activation and slope of a hidden unit. */
function unit(activation: StraightNetwork['activation'], layer: number, j: number): string[] {
  if (activation === 'sine') {
    return [
      `let wave${layer}_${j} = sinCos(f32(FREQUENCY) * z${layer}_${j});`,
      `let a${layer + 1}_${j} = wave${layer}_${j}.x;`,
      `let s${layer}_${j} = f32(FREQUENCY) * wave${layer}_${j}.y;`,
    ];
  }
  return [
    `let a${layer + 1}_${j} = tanhStable(z${layer}_${j});`,
    `let s${layer}_${j} = 1.0 - a${layer + 1}_${j} * a${layer + 1}_${j};`,
  ];
}

/** Error of an output, and the loss's derivative by it. */
const output = (layer: number, j: number, outputs: number): string[] => [
  `let miss${j} = z${layer}_${j} - data[goal + ${j}u];`,
  `squares += miss${j} * miss${j};`,
  `let d${layer}_${j} = miss${j} * (2.0 / f32(BATCH * ${outputs}u));`,
];
