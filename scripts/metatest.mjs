/** `npm run metatest`: a checkpoint beside tuned hand-designed optimizers on held-out tasks. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { command, countOption, UsageError } from './lib/command.mjs';
import { openSession } from './lib/session.mjs';
import { importSource } from './lib/source.mjs';
import { progressLine, short, table } from './lib/table.mjs';

const usage = `Usage: npm run metatest -- DIR [options]

Compares the checkpoint in DIR with Adam, Adamax and AdamW on held-out tasks and writes what came of it into
DIR/manifest.json. Learning rates are tuned over half-decades on tasks of their own.

  --families X,Y   task families (default: the one it was trained on; for broad each of its parts)
  --tasks N        reported tasks (default 64)
  --steps N        length of a run (default 2000)
  --presets X,Y    instead: tasks of the page with their default options, such as ltc-sine (10 seeds, 1000 steps)
  --brief          with --presets: without HUB, and Adam at the task's own rate alone
  --baselines FILE keeps the hand-designed optimizers' half there, which is the same for all checkpoints, and takes
                   it from there next time; it holds for the same counts and the same version of the families
  --dry            prints the tables and leaves the manifest as it is`;

const options = {
  families: { type: 'string' },
  tasks: { type: 'string' },
  steps: { type: 'string' },
  presets: { type: 'string' },
  brief: { type: 'boolean' },
  baselines: { type: 'string' },
  dry: { type: 'boolean' },
};

await command(usage, options, async ({ values, positionals }) => {
  if (positionals.length !== 1) throw new UsageError(usage);
  const folder = resolve(positionals[0]);
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) throw new UsageError(`There is no ${path}`);
  const { readCheckpoint } = await importSource('src/checkpoints/formats/own.ts');
  const bytes = new Uint8Array(readFileSync(join(folder, 'theta.safetensors')));
  const { manifest, theta } = await readCheckpoint(readFileSync(path, 'utf8'), bytes);
  const counts = {
    ...(values.tasks ? { tasks: countOption(values, 'tasks') } : {}),
    ...(values.steps ? { steps: countOption(values, 'steps') } : {}),
  };
  const presets = values.presets?.split(',') ?? [];
  const families = presets.length > 0 ? [] : (values.families?.split(',') ?? [manifest.family]);
  const known = values.baselines && existsSync(values.baselines) ? readJson(values.baselines) : {};
  const what = { families, presets, counts, known, brief: values.brief === true };
  const { results, baselines } = await test({ ...theta, values: Array.from(theta.values) }, what);
  if (values.baselines)
    writeFileSync(values.baselines, `${JSON.stringify({ ...known, ...baselines }, null, 1)}\n`);
  for (const result of results) console.log(`${report(result)}\n`);
  if (!values.dry) {
    const { readManifest, writeManifest } = await importSource('src/checkpoints/formats/manifest.ts');
    const kept = (manifest.results ?? []).filter(({ family }) => !results.some((r) => r.family === family));
    const text = writeManifest({ ...manifest, results: [...kept, ...results] });
    readManifest(text);
    writeFileSync(path, text);
  }
  return 0;
});

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

async function test(theta, what) {
  const bar = progressLine('metatest');
  const onProgress = ({ done, total, what }) => bar.update(done, total, what);
  // Bounds checks of WGSL cost a fifth of the time on the software adapter; the kernels are the project's own.
  const browserArgs = ['--enable-dawn-features=disable_robustness'];
  const session = await openSession({ serve: 'source', onProgress, browserArgs });
  try {
    const measured = await session.page.evaluate(runInPage, { url: session.url, theta, ...what });
    bar.end();
    return measured;
  } finally {
    await session.close();
  }
}

async function runInPage({ url, theta, families, presets, counts, known, brief }) {
  const { openGpu } = await import(`${url}src/engine/backend.ts`);
  const { findFamily, partsOf } = await import(`${url}src/metatrain/families/index.ts`);
  const { baselines: measure, metatest, metatestDefaults } = await import(`${url}src/metatrain/metatest.ts`);
  const { device } = await openGpu();
  const own = { ...theta, values: Float32Array.from(theta.values) };
  const onProgress = (done, total, what) => void globalThis.hubReport({ done, total, what });
  const results = [];
  const baselines = {};
  for (const family of families.flatMap((id) => partsOf(findFamily(id)))) {
    const options = { ...metatestDefaults, ...counts, onProgress };
    const key = [family.id, options.tasks, options.tuningTasks, options.steps].join(' ');
    baselines[key] = known[key] ?? (await measure(device, family, options));
    results.push(await metatest(device, family, own, options, baselines[key]));
  }
  if (presets.length > 0) {
    const { presetTest } = await import(`${url}src/metatrain/presetTest.ts`);
    for (const id of presets)
      results.push(await presetTest(device, id, own, { ...counts, brief, onProgress }));
  }
  return { results, baselines };
}

/** One table: a line per optimizer, medians and quartiles at the reported steps. */
function report({ family, tasks, steps, target, rows }) {
  const cell = (row, i) =>
    row.median[i] === null
      ? '-'
      : `${short(row.median[i])} [${short(row.low[i] ?? Infinity)}, ${short(row.high[i] ?? Infinity)}]`;
  const lines = rows.map((row) => [
    row.learningRate === undefined ? row.optimizer : `${row.optimizer} (${short(row.learningRate)})`,
    ...steps.map((_, i) => cell(row, i)),
    row.timeToTarget ?? '-',
    row.diverged,
    row.worse,
  ]);
  const head = ['optimizer', ...steps.map((step) => `step ${step}`), 'to target', 'diverged', 'worse'];
  return [
    `${family}: median [quartiles] of ${tasks} ${family.startsWith('preset') ? 'seeds' : 'held-out tasks'}; target ${short(target)}`,
    '',
    table(head, lines, ['left', ...head.slice(1).map(() => /** @type {const} */ ('right'))]),
  ].join('\n');
}
