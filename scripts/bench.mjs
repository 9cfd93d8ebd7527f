/** `npm run bench`: how much faster the fused kernels are than stock TensorFlow.js, on one adapter in one run. */
import { command, UsageError } from './lib/command.mjs';
import { openSession } from './lib/session.mjs';
import { table } from './lib/table.mjs';

/** What the project promises of the LTC step. */
const LEAST_RATIO = 300;

const usage = `Usage: npm run bench -- ltc

Times one training step of the LTC network (8 cells, 48 time steps of 6 unfolds) with the fused kernels and
with stock TensorFlow.js operations on the same WebGPU device. Exit code 1 when the fused step is less than
${LEAST_RATIO} times faster.`;

await command(usage, {}, async ({ positionals }) => {
  if (positionals.length !== 1 || positionals[0] !== 'ltc') throw new UsageError(usage);
  const session = await openSession({ serve: 'source', onProgress: (text) => console.error(text) });
  try {
    const result = await session.page.evaluate(async () => {
      const { benchLtc } = await import('/tests/bench/ltc.ts');
      return benchLtc(globalThis.hubReport);
    });
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
