/** `npm run golden`: replays files of reference results through the executors in a headless browser. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { choiceOption, command, countOption, UsageError } from './lib/command.mjs';
import { root } from './lib/paths.mjs';
import { openSession } from './lib/session.mjs';
import { importSource } from './lib/source.mjs';
import { progressLine, table } from './lib/table.mjs';

const usage = `Usage: npm run golden -- FILE... [options]

Replays golden files through the real executors in a headless browser and prints the largest error of
every case and quantity. Files of liquid time-constant cells ("ltc-golden-1"), of optimizers (format 1) and of
networks (kind "network", which are computed in double precision as well).

  --executor X      fused (WGSL; the default) or portable (TensorFlow.js)
  --backend B       of the portable executor: cpu (the default), webgl or webgpu
  --case NAME       only this case, run or task; can be given more than once
  --weights DIR     folder of the files of learned weights; default: where the golden file says, looked for
                    from its own folder upwards, then from the project's. Runs without weights are skipped.
  --max-updates N   cuts the long training of a case ("adam_long") after N updates

Exit code: 0 all within tolerance, 1 something is not (the first quantity is named), 2 unusable files.`;

const options = {
  executor: { type: 'string' },
  backend: { type: 'string' },
  case: { type: 'string', multiple: true },
  weights: { type: 'string' },
  'max-updates': { type: 'string' },
};

await command(usage, options, async ({ values, positionals }) => {
  if (positionals.length === 0) throw new UsageError(usage);
  const executor = choiceOption(values, 'executor', ['fused', 'portable'], 'fused');
  const backends = executor === 'fused' ? ['webgpu'] : ['cpu', 'webgl', 'webgpu'];
  const backend = choiceOption(values, 'backend', backends, backends[0]);
  const maxUpdates = countOption(values, 'max-updates');
  const files = await Promise.all(positionals.map((path) => readFile(path, values.weights)));
  const wanted = selectCases(files, values.case);

  const bar = progressLine('');
  const session = await openSession({
    serve: 'source',
    onProgress: ({ name, done, total }) => bar.update(done, total, name),
  });
  try {
    const name = await session.page.evaluate(
      async ([kind, where, module]) => {
        const golden = await import(module);
        globalThis.golden = golden;
        globalThis.runner = await golden.GoldenRunner.open(kind, where);
        return globalThis.runner.bench.name;
      },
      [executor, backend, '/src/engine/golden/index.ts'],
    );
    console.log(`${executor} executor on ${name}`);
    const results = [];
    for (const { path, content, weights, cases } of wanted) {
      await session.page.evaluate(
        async ([json, encoded]) => {
          const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
          const given = Object.entries(encoded).map(([id, text]) => [id, bytes(text)]);
          const file = globalThis.golden.readGolden(json);
          globalThis.file =
            file.kind === 'lopt'
              ? await globalThis.golden.withWeights(file, Object.fromEntries(given))
              : file;
        },
        [content, weights],
      );
      const reports = [];
      for (const one of cases) reports.push(await replay(session.page, one, maxUpdates));
      bar.end();
      results.push({ path, reports });
      print(path, reports);
    }
    return verdict(results);
  } finally {
    bar.end();
    await session.close();
  }
});

/** Reads and checks one file, before any browser starts. */
async function readFile(path, weightsFolder) {
  let content;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path} cannot be read as JSON: ${error.message}`);
  }
  const { readGolden, caseNames, withWeights } = await importSource('src/engine/golden/index.ts');
  try {
    const file = readGolden(content);
    const weights = readWeights(path, file.checkpoints ?? [], weightsFolder);
    if (file.kind === 'lopt') await withWeights(file, weights);
    const encoded = Object.entries(weights).map(([id, bytes]) => [id, Buffer.from(bytes).toString('base64')]);
    return { path, content, cases: caseNames(file), weights: Object.fromEntries(encoded) };
  } catch (error) {
    if (error?.name === 'ConfigError' || error?.name === 'CheckpointError')
      throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

/** The weights a golden file names that are there, by id. */
function readWeights(goldenPath, entries, folder) {
  const found = entries.flatMap(({ id, file }) => {
    const path = folder
      ? join(folder, basename(file))
      : (findUpwards(dirname(resolve(goldenPath)), file) ?? findUpwards(root, file));
    return path && existsSync(path) ? [[id, new Uint8Array(readFileSync(path))]] : [];
  });
  return Object.fromEntries(found);
}

/** The file of that relative path in a folder or the nearest one above it, or null. */
function findUpwards(folder, file) {
  const path = join(folder, file);
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? null : findUpwards(dirname(folder), file);
}

/** Keeps the cases named: a whole name, or the task of runs. */
function selectCases(files, names) {
  if (!names) return files;
  const matches = (one, name) => one === name || one.startsWith(`${name}/`);
  const unknown = names.find((name) => !files.some(({ cases }) => cases.some((one) => matches(one, name))));
  if (unknown !== undefined) {
    const known = files.flatMap(({ cases }) => cases).join(', ');
    throw new UsageError(`--case: there is no "${unknown}"; there are ${known}`);
  }
  return files
    .map((file) => ({
      ...file,
      cases: file.cases.filter((one) => names.some((name) => matches(one, name))),
    }))
    .filter(({ cases }) => cases.length > 0);
}

function replay(page, name, maxUpdates) {
  return page.evaluate(
    ([one, most]) =>
      globalThis.runner.run(globalThis.file, one, {
        maxUpdates: most,
        onProgress: (done, total) => globalThis.hubReport({ name: one, done, total }),
      }),
    [name, maxUpdates],
  );
}

function failed({ error, tolerance }) {
  return tolerance !== null && !(error <= tolerance);
}

function print(path, reports) {
  const rows = reports.flatMap(({ name, measurements }) =>
    measurements.map((one) => [
      name,
      one.quantity,
      one.error.toExponential(2),
      one.tolerance === null ? '-' : one.tolerance.toExponential(1),
      one.measure,
      failed(one) ? 'FAILED' : (one.note ?? 'ok'),
    ]),
  );
  console.log(`\n${basename(path)}`);
  const head = ['case', 'quantity', 'largest error', 'tolerance', 'measured', ''];
  if (rows.length > 0) console.log(table(head, rows, ['left', 'left', 'right', 'right', 'left', 'left']));
  for (const { name, skipped } of reports) if (skipped) console.log(`skipped: ${name} (${skipped})`);
}

/** One sentence on all files, and the exit code. */
function verdict(results) {
  const all = results.flatMap(({ path, reports }) =>
    reports.flatMap(({ name, measurements }) => measurements.map((one) => ({ path, name, ...one }))),
  );
  const bounded = all.filter(({ tolerance }) => tolerance !== null);
  const first = all.find(failed);
  if (first) {
    const { path, name, quantity, error, tolerance } = first;
    const size = `${error.toExponential(2)} where ${tolerance.toExponential(1)} is allowed`;
    console.log(`\nFirst quantity above tolerance: ${quantity} of ${name} in ${basename(path)}, ${size}.`);
    return 1;
  }
  if (bounded.length === 0) {
    console.log('\nNothing was compared: every case was skipped.');
    return 1;
  }
  console.log(`\nAll ${bounded.length} quantities within tolerance.`);
  return 0;
}
