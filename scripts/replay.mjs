/** `npm run replay`: trains what a link, a file or a preset holds in a headless browser, and checks its receipt. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { choiceOption, command, countOption, UsageError } from './lib/command.mjs';
import { openSession } from './lib/session.mjs';
import { importSource } from './lib/source.mjs';
import { progressLine, short, table } from './lib/table.mjs';

const usage = `Usage: npm run replay -- LINK|FILE.json|PRESET [options]

Trains an experiment in a headless browser, as the page would, and prints a table. LINK is an address with
a fragment "#2…", or the fragment alone (in quotes, for the shell's sake); FILE an experiment or the record
of a run.

  --verify           compares the run with the receipt of the link or file
  --strict           with --verify: rounding is no excuse, it must match
  --link             prints the link of the run, with its receipt
  --json FILE        writes the whole record of the run
  --csv FILE         writes its losses, one line per arm, seed and step
  --checkpoint ID=FILE[,FILE]
                     weights of a learned optimizer; may be given more than once
  --steps N          training steps, instead of the experiment's
  --seeds N          number of seeds, instead of the experiment's
  --executor X       fused (WGSL), portable (TensorFlow.js) or auto (fused where it works; the default)

A run that departs from the receipt is repeated from a start one unit in the last place away, which tells whether
training amplifies rounding that far.

Exit code: 0 done, and with --verify the receipt matches, or rounding explains where it does not; 1 it departs or
cannot be compared, or the run failed; 2 unusable input.`;

const options = {
  verify: { type: 'boolean' },
  strict: { type: 'boolean' },
  link: { type: 'boolean' },
  steps: { type: 'string' },
  seeds: { type: 'string' },
  executor: { type: 'string' },
  json: { type: 'string' },
  csv: { type: 'string' },
  checkpoint: { type: 'string', multiple: true },
};

/** Verdicts that rounding is an excuse for. */
const ROUNDING = ['within rounding', 'amplified rounding'];

await command(usage, options, async ({ values, positionals }) => {
  if (positionals.length !== 1) throw new UsageError(usage);
  const executor = choiceOption(values, 'executor', ['auto', 'fused', 'portable'], 'auto');
  for (const name of ['json', 'csv']) checkFolder(values[name], name);
  const checkpoints = (values.checkpoint ?? []).map(readCheckpoint);
  const { experiment, receipt, notes } = await readInput(positionals[0], values);
  if (values.verify) await checkVerifiable(receipt, values);
  for (const note of notes) console.error(note);
  await checkFiles(experiment, checkpoints);
  const record = await train(experiment, executor, checkpoints);
  if (executor !== 'auto' && record.executor !== executor) {
    throw new Error(`asked for the ${executor} executor, but the ${record.executor} one ran`);
  }
  const again = () => train(experiment, record.executor, checkpoints, true);
  const verdicts = values.verify ? await compare(receipt, record, again) : null;
  console.log(await report(record, verdicts));
  if (verdicts) console.log(`\n${provenance(receipt)}`);
  if (values.link) console.log(`\n${await linkOf(record)}`);
  if (values.json) await writeJson(values.json, record);
  if (values.csv) await writeCsv(values.csv, record);
  return verdicts?.every(
    ({ verdict }) => verdict === 'matches' || (ROUNDING.includes(verdict) && !values.strict),
  ) === false
    ? 1
    : 0;
});

function checkFolder(path, option) {
  if (path && !existsSync(dirname(resolve(path)))) {
    throw new UsageError(`--${option} ${path}: there is no folder "${dirname(path)}"`);
  }
}

/** Experiment, receipt and notes of a link, file or preset, with the changes asked for, checked. */
async function readInput(name, values) {
  const { readExperiment } = await importSource('src/config/experiment.ts');
  const opened = await openInput(name);
  const { experiment: plain } = opened;
  const steps = countOption(values, 'steps') ?? plain.steps;
  const count = countOption(values, 'seeds') ?? plain.seeds.count;
  const experiment = readExperiment({ ...plain, steps, seeds: { ...plain.seeds, count } });
  return { experiment, receipt: opened.receipt, notes: opened.notes ?? [] };
}

async function openInput(name) {
  if (existsSync(name)) return readFile(name);
  if (name.includes('#') || /^1[\w-]{12,}$/.test(name)) {
    const { decodeLink } = await importSource('src/config/shareLink.ts');
    return decodeLink(name);
  }
  const { presets } = await importSource('src/config/presets.ts');
  const preset = presets.find(({ id }) => id === name);
  if (preset) return { experiment: preset.experiment };
  const list = presets.map(({ id, title }) => `  ${id.padEnd(24)} ${title}`).join('\n');
  throw new UsageError(`"${name}" is no link, no file and no preset. The presets are:\n${list}`);
}

async function readFile(path) {
  const { parseFile, MAX_FILE_BYTES } = await importSource('src/config/recordFile.ts');
  const { size } = statSync(path);
  if (size > MAX_FILE_BYTES) throw new UsageError(`${path} has ${size} bytes, ${MAX_FILE_BYTES} is the most`);
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  }
  return parseFile(text);
}

/** `id=file,file` as id and the files' contents. */
function readCheckpoint(argument) {
  const [, id, list] = /^([^=]+)=(.+)$/.exec(argument) ?? [];
  if (!id) throw new UsageError(`--checkpoint must be ID=FILE or ID=FILE,FILE, got "${argument}"`);
  const files = list.split(',').map((path) => {
    try {
      return { name: basename(path), base64: readFileSync(path).toString('base64') };
    } catch (error) {
      throw new UsageError(`--checkpoint ${id}: ${error.message}`);
    }
  });
  return { id, files };
}

async function checkVerifiable(receipt, values) {
  if (!receipt) throw new UsageError('--verify needs a link or file with a receipt, and this has none');
  if (values.steps || values.seeds) {
    throw new UsageError('--verify needs the experiment as it is, without --steps and --seeds');
  }
}

/** Says which files are missing before anything is started. */
async function checkFiles(experiment, checkpoints) {
  const { checkpointsOf } = await importSource('src/config/experiment.ts');
  const { askFor, neededFiles } = await importSource('src/config/neededFiles.ts');
  const { findCheckpoint } = await importSource('src/checkpoints/catalogue.ts');
  const own = neededFiles(experiment).find(({ kind }) => kind === 'data');
  if (own) throw new UsageError(`${askFor(own)} The command line cannot; open the link in the page.`);
  const given = checkpoints.map(({ id }) => id);
  for (const id of checkpointsOf(experiment)) {
    if (given.includes(id) || findCheckpoint(id)?.origin === 'builtin') continue;
    throw new UsageError(`The weights "${id}" are needed: give them with --checkpoint ${id}=FILE.`);
  }
}

/** `nudges`: from a start one unit in the last place away. */
async function train(experiment, executor, checkpoints, nudges = false) {
  const bar = progressLine(nudges ? 'once more, nudged' : 'training');
  const session = await openSession({
    serve: 'build',
    query: '?idle',
    onProgress: ({ step, steps }) => bar.update(step, steps),
  });
  try {
    await session.page.waitForFunction(() => 'hubPlayground' in globalThis);
    return await session.page.evaluate(
      ([plan, kind, weights, nudges]) => {
        const bytes = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const files = weights.map(({ id, files }) => [
          id,
          files.map(({ name, base64 }) => ({ name, bytes: bytes(base64) })),
        ]);
        return globalThis.hubPlayground.run(plan, {
          executor: kind,
          nudges,
          onProgress: globalThis.hubReport,
          checkpoints: Object.fromEntries(files),
        });
      },
      [experiment, executor, checkpoints, nudges],
    );
  } finally {
    bar.end();
    await session.close();
  }
}

/** `again` makes the run from a nudged start, where it is needed. */
async function compare(receipt, record, again) {
  const { compareReceipt } = await importSource('src/config/receipt.ts');
  const { recordCurves } = await importSource('src/config/runRecord.ts');
  const verdicts = compareReceipt(receipt, recordCurves(record));
  if (!verdicts.some(({ verdict }) => verdict === 'departs')) return verdicts;
  return compareReceipt(receipt, recordCurves(record), recordCurves(await again()));
}

async function linkOf(record) {
  const { makeReceipt } = await importSource('src/config/receipt.ts');
  const { recordCurves } = await importSource('src/config/runRecord.ts');
  const { encodeLink } = await importSource('src/config/shareLink.ts');
  return encodeLink(record.experiment, makeReceipt({ ...record, arms: recordCurves(record) }));
}

function provenance({ version, executor, backend, adapter, steps }) {
  return `receipt of ${steps} steps by version ${version}, ${executor} executor on ${backend} (${adapter})`;
}

/** The table of a record: one line per arm. */
async function report(record, verdicts) {
  const { medianBand } = await importSource('src/core/stats.ts');
  const { describeVerdict } = await importSource('src/config/receipt.ts');
  const rows = record.arms.map((arm, index) => {
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
      ...(verdicts ? [describeVerdict(verdicts[index])] : []),
    ];
  });
  const head = ['arm', 'seeds', 'final median [IQR]', 'best median', 'diverged', 'wall'];
  const align = /** @type {const} */ (['left', 'right', 'right', 'right', 'right', 'right']);
  const { task, steps } = record.experiment;
  return [
    `${task.id}, ${steps} steps, ${record.executor} executor on ${record.backend} (${record.adapter})`,
    '',
    table(verdicts ? [...head, 'receipt'] : head, rows, verdicts ? [...align, 'left'] : align),
  ].join('\n');
}

async function writeJson(path, record) {
  const { formatRecord } = await importSource('src/config/recordFile.ts');
  writeFileSync(path, formatRecord(record));
}

async function writeCsv(path, record) {
  const { csvParts } = await importSource('src/store/exportCsv.ts');
  writeFileSync(path, '');
  for (const part of csvParts(record)) writeFileSync(path, part, { flag: 'a' });
}
