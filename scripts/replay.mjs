/** `npm run replay`: trains a preset or an experiment file in a headless browser and prints what came of it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { choiceOption, command, countOption, UsageError } from './lib/command.mjs';
import { openSession } from './lib/session.mjs';
import { importSource } from './lib/source.mjs';
import { progressLine, short, table } from './lib/table.mjs';

const usage = `Usage: npm run replay -- PRESET|FILE.json [options]

Trains an experiment in a headless browser, as the page would, and prints a table.

  --steps N      training steps, instead of the experiment's
  --seeds N      number of seeds, instead of the experiment's
  --executor X   fused (WGSL), portable (TensorFlow.js) or auto (fused where it works; the default)
  --json FILE    writes the whole record of the run

Exit code: 0 done, 1 the run failed, 2 unusable arguments.`;

const options = {
  steps: { type: 'string' },
  seeds: { type: 'string' },
  executor: { type: 'string' },
  json: { type: 'string' },
};

await command(usage, options, async ({ values, positionals }) => {
  if (positionals.length !== 1) throw new UsageError(usage);
  const executor = choiceOption(values, 'executor', ['auto', 'fused', 'portable'], 'auto');
  if (values.json && !existsSync(dirname(resolve(values.json)))) {
    throw new UsageError(`--json ${values.json}: there is no folder "${dirname(values.json)}"`);
  }
  const experiment = await readExperiment(positionals[0], values);
  const record = await train(experiment, executor);
  if (executor !== 'auto' && record.executor !== executor) {
    throw new Error(`asked for the ${executor} executor, but the ${record.executor} one ran`);
  }
  console.log(await report(record));
  if (values.json) writeFileSync(values.json, `${JSON.stringify(record)}\n`);
  return 0;
});

/** The experiment of a preset or of a file, with the changes asked for, checked. */
async function readExperiment(name, values) {
  const { readExperiment } = await importSource('src/config/experiment.ts');
  const plain = existsSync(name) ? readJson(name) : await presetNamed(name);
  const steps = countOption(values, 'steps') ?? plain?.steps;
  const count = countOption(values, 'seeds') ?? plain?.seeds?.count;
  return readExperiment({ ...plain, steps, seeds: { ...plain?.seeds, count } });
}

async function presetNamed(name) {
  const { presets } = await importSource('src/config/presets.ts');
  const preset = presets.find(({ id }) => id === name);
  if (preset) return preset.experiment;
  const list = presets.map(({ id, title }) => `  ${id.padEnd(24)} ${title}`).join('\n');
  throw new UsageError(`There is no preset and no file "${name}". The presets are:\n${list}`);
}

function readJson(path) {
  try {
    const content = JSON.parse(readFileSync(path, 'utf8'));
    // A record of a run holds its experiment; replaying it is as good as replaying that.
    return content?.experiment ?? content;
  } catch (error) {
    throw new UsageError(`${path} is not a JSON file: ${error.message}`);
  }
}

async function train(experiment, executor) {
  const bar = progressLine('training');
  const session = await openSession({
    serve: 'build',
    query: '?idle',
    onProgress: ({ step, steps }) => bar.update(step, steps),
  });
  try {
    await session.page.waitForFunction(() => 'hubPlayground' in globalThis);
    return await session.page.evaluate(
      ([plan, kind]) =>
        globalThis.hubPlayground.run(plan, { executor: kind, onProgress: globalThis.hubReport }),
      [experiment, executor],
    );
  } finally {
    bar.end();
    await session.close();
  }
}

/** The table of a record: one line per arm. */
async function report(record) {
  const { medianBand } = await importSource('src/core/stats.ts');
  const rows = record.arms.map((arm) => {
    const ends = arm.loss.map((losses, lane) => (arm.divergedStep[lane] === null ? losses.at(-1) : null));
    const end = medianBand(ends.map((loss) => loss ?? Infinity));
    const medians = Array.from(
      { length: arm.steps + 1 },
      (_, step) => medianBand(arm.loss.map((losses) => losses[step] ?? Infinity)).median,
    );
    const diverged = arm.divergedStep.filter((step) => step !== null).length;
    return [
      arm.label || arm.id,
      arm.seeds.length,
      `${short(end.median)} [${short(end.low)}, ${short(end.high)}]`,
      short(Math.min(...medians)),
      `${diverged} of ${arm.seeds.length}`,
      `${(arm.wallMs / 1000).toFixed(1)} s`,
    ];
  });
  const head = ['arm', 'seeds', 'final median [IQR]', 'best median', 'diverged', 'wall'];
  const { task, steps } = record.experiment;
  return [
    `${task.id}, ${steps} steps, ${record.executor} executor on ${record.backend} (${record.adapter})`,
    '',
    table(head, rows, ['left', 'right', 'right', 'right', 'right', 'right']),
  ].join('\n');
}
