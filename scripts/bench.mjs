/** `npm run bench`: how much faster the fused kernels are than stock TensorFlow.js, on one adapter in one run. */
import { command, UsageError } from './lib/command.mjs';
import { compareBuilds } from './lib/compareBuilds.mjs';
import { openSession } from './lib/session.mjs';
import { table } from './lib/table.mjs';

/** Least speed-up of the LTC step. */
const LEAST_RATIO = 300;

/** HUB is to cost little more than its learned half, LGL2O about twice as much. */
const MOST_HUB = 1.25;
const LEAST_LGL2O = 1.8;

/** Compiled networks are to be so many times faster than other programs. */
const LEAST_OF_JAX = 3;
const LEAST_OF_STOCK = 20;

const usage = `Usage: npm run bench -- ltc | hub | network | against FOLDER [LTC] [SIREN] [HUB]

against trains three presets, or those named, in turns on this build and on that of another checkout of the project,
such as an earlier version, and prints quartiles of the ratio of the times of a step within a turn.

hub times whole steps of the SIREN task with Celo, HUB(Adam, Celo) and LGL2O(Adam, Celo) in turns and compares them
within each turn, and a full-size VeLO on the LTC. Exit code 1 when HUB takes more than ${MOST_HUB} times Celo's step or LGL2O less than ${LEAST_LGL2O} times.

network times loss and gradients of dense, convolution, attention and LSTM networks at two sizes in turns: the
compiled kernels, jax-js with jit and valueAndGrad, and stock TensorFlow.js operations, on one adapter; then tasks in their forms
(made by hand, kernels of the graph, written out for one thread an example); and tells the share of the device's measured ceiling. Exit code 1 when a compiled step is less than ${LEAST_OF_JAX} times faster than jax-js'
or ${LEAST_OF_STOCK} times than stock TensorFlow.js'.

ltc times one training step of the LTC network (8 cells, 48 time steps of 6 unfolds) with the fused kernels and
with stock TensorFlow.js operations on the same WebGPU device. Exit code 1 when the fused step is less than
${LEAST_RATIO} times faster.`;

await command(usage, {}, async ({ positionals }) => {
  const [what, folder, ...names] = positionals;
  if (what === 'against' && folder) return await against(folder, names);
  if (positionals.length !== 1 || !['ltc', 'hub', 'network'].includes(what)) throw new UsageError(usage);
  const session = await openSession({ serve: 'source', onProgress: (text) => console.error(text) });
  try {
    if (what === 'hub') return await hub(session.page);
    if (what === 'network') return await network(session.page);
    const result = await session.page.evaluate(async (module) => {
      const { benchLtc } = await import(module);
      return benchLtc(globalThis.hubReport);
    }, '/tests/bench/ltc.ts');
    console.log(`\nOne training step of ltc-sine on ${result.adapter}\n`);
    const row = (name, lanes, ms) => [name, lanes, `${ms.toFixed(2)} ms`, `${(ms / lanes).toFixed(2)} ms`];
    const rows = [
      row('stock TensorFlow.js', 1, result.stockMs),
      row('fused', 1, result.fusedMs),
      row('fused', 15, result.fusedLanesMs),
    ];
    console.log(table(['program', 'lanes', 'step', 'per lane'], rows, ['left', 'right', 'right', 'right']));
    console.log(
      `\nThe fused step is ${Math.round(result.ratio)} times faster (at least ${LEAST_RATIO} is asked).`,
    );
    return result.ratio >= LEAST_RATIO ? 0 : 1;
  } finally {
    await session.close();
  }
});

async function hub(page) {
  const { adapter, stepMs, ofCelo } = await page.evaluate(async (module) => {
    const { benchHub } = await import(module);
    return benchHub(globalThis.hubReport);
  }, '/tests/bench/hub.ts');
  console.log(`\nWhole training steps, one lane, on ${adapter}\n`);
  const rows = Object.entries(stepMs).map(([label, ms]) => [
    label,
    `${ms.toFixed(2)} ms`,
    ofCelo[label]?.toFixed(2) ?? '',
  ]);
  console.log(table(['task, optimizer', 'step', 'Celo = 1'], rows, ['left', 'right', 'right']));
  const hubRatio = ofCelo['siren, HUB(Adam, Celo)'];
  const guardRatio = ofCelo['siren, LGL2O(Adam, Celo)'];
  console.log(
    `\nHUB costs ${hubRatio.toFixed(2)} times Celo (at most ${MOST_HUB} is asked), LGL2O ${guardRatio.toFixed(2)} times (at least ${LEAST_LGL2O}).`,
  );
  return hubRatio <= MOST_HUB && guardRatio >= LEAST_LGL2O ? 0 : 1;
}

async function network(page) {
  const { adapter, ceiling, rows } = await page.evaluate(async (module) => {
    const { benchNetwork } = await import(module);
    return benchNetwork(globalThis.hubReport);
  }, '/tests/bench/network.ts');
  const giga = (value) => (value / 1e9).toFixed(1);
  console.log(`\nLoss and gradients, one lane, on ${adapter}`);
  console.log(
    `Ceiling, measured: ${giga(ceiling.flops)} GFLOP/s in registers, ${giga(ceiling.bytes)} GB/s copied\n`,
  );
  const ms = (value) => (value === null ? 'failed' : `${value.toFixed(2)} ms`);
  const times = (value) => value?.toFixed(1) ?? '';
  console.log(
    table(
      [
        'network',
        'kernels',
        'compiled',
        'jax-js',
        'TensorFlow.js',
        'of jax-js',
        'of TF.js',
        'losses apart',
        'FLOP share',
        'byte share',
      ],
      rows.map((row) => [
        row.name,
        row.dispatches,
        ms(row.compiledMs),
        ms(row.jaxMs),
        ms(row.stockMs),
        times(row.ofJax),
        times(row.ofStock),
        row.apart.toExponential(1),
        `${(100 * row.flopShare).toFixed(0)} %`,
        `${(100 * row.byteShare).toFixed(0)} %`,
      ]),
      ['left', ...Array(9).fill('right')],
    ),
  );
  const forms = await page.evaluate(async (module) => {
    const { benchForms } = await import(module);
    return benchForms(globalThis.hubReport);
  }, '/tests/bench/forms.ts');
  const names = ['hand-made', 'graph', 'written out', 'jax-js'];
  const cell = (row, form) =>
    form in row.ms ? `${ms(row.ms[form])}${row.of[form] === 1 ? '' : ` (${times(row.of[form])})`}` : '';
  console.log('\nForms of tasks; in brackets the time as a multiple of that of the last form from a graph\n');
  console.log(
    table(
      ['task', ...names, 'losses apart'],
      forms.map((row) => [row.name, ...names.map((form) => cell(row, form)), row.apart.toExponential(1)]),
      ['left', ...Array(5).fill('right')],
    ),
  );
  const slow = rows.filter(({ ofJax, ofStock }) => ofJax < LEAST_OF_JAX || ofStock < LEAST_OF_STOCK);
  for (const { name } of slow) console.log(`Below what is asked: ${name}.`);
  return slow.length === 0 ? 0 : 1;
}

/** Steps of this build against those of another checkout's. */
async function against(folder, names) {
  const session = await openSession({ serve: 'build', query: '?idle' });
  try {
    const results = await compareBuilds(session.page, folder, names, (text) => console.error(text));
    const rows = results.map(({ name, otherMs, ownMs, ratios: [low, middle, high] }) => [
      name,
      `${otherMs.toFixed(3)} ms`,
      `${ownMs.toFixed(3)} ms`,
      `${middle.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`,
    ]);
    console.log(
      table(['preset', 'other', 'this', 'this / other'], rows, ['left', 'right', 'right', 'right']),
    );
    return 0;
  } finally {
    await session.close();
  }
}
