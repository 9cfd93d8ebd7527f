/** `npm run metatrain`: trains a learned optimizer in a headless browser and writes a checkpoint. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import process from 'node:process';
import { command, countOption, UsageError } from './lib/command.mjs';
import { root } from './lib/paths.mjs';
import { openSession } from './lib/session.mjs';
import { importSource } from './lib/source.mjs';
import { progressLine, short, table } from './lib/table.mjs';

const usage = `Usage: npm run metatrain -- --family FAMILY --out DIR [options]

Meta-trains a learned optimizer on a family of small tasks: first the MLP that sets every parameter's step,
then, with it frozen, the scheduler. Writes theta.safetensors, manifest.json, log.jsonl and state.bin.

  --family X           mlp, quadratic, recurrent, inr, pathological or broad
  --out DIR            folder of the checkpoint
  --minutes N          wall time to plan for (default 20)
  --steps N            outer steps instead of minutes: such a run can be repeated bit for bit
  --seed N             default 0
  --lanes N            perturbed optimizers at once (default 48)
  --scheduler-share X  share of the run for the scheduler (default 0.3; 0: none)
  --mlp DIR            keeps the MLP of that checkpoint and trains its scheduler alone
  --longest N          longest unroll in inner steps (default 2000)
  --learning-rate X    of the outer optimizer (default 0.003)
  --length-power X     how much larger the first scheduler's steps are in short runs (default 0.3; 0: not)
  --until N            ends after N outer steps of the plan; --resume goes on
  --resume             goes on from DIR/state.bin with the plan it was started with, or, with --steps, with that
                       many outer steps in all

Interrupt it at any time; it saves itself about every 30 seconds. It ends with a table: median losses on held-out
tasks before training and after, and Adam's. Plot log.jsonl: a line per ten outer steps,
and a line per comparison with Adam on held-out tasks.`;

const options = {
  family: { type: 'string' },
  out: { type: 'string' },
  minutes: { type: 'string' },
  steps: { type: 'string' },
  seed: { type: 'string' },
  lanes: { type: 'string' },
  'scheduler-share': { type: 'string' },
  mlp: { type: 'string' },
  longest: { type: 'string' },
  'learning-rate': { type: 'string' },
  'length-power': { type: 'string' },
  until: { type: 'string' },
  resume: { type: 'boolean' },
};

/** Bounds checks of WGSL cost a fifth of the time on the software adapter; the kernels are the project's own. */
const browserArgs = ['--enable-dawn-features=disable_robustness'];

/** Arguments of `MetaTraining.start`. */
async function readPlan(values) {
  if (!values.family) throw new UsageError(`--family is missing\n\n${usage}`);
  const number = (name, fallback, test, what) => {
    const value = values[name] === undefined ? fallback : Number(values[name]);
    if (value !== undefined && !test(value))
      throw new UsageError(`--${name} must be ${what}, got "${values[name]}"`);
    return value;
  };
  const lanes = countOption(values, 'lanes') ?? 48;
  if (lanes % 2 > 0) throw new UsageError(`--lanes must be an even number, got ${lanes}`);
  const longest = countOption(values, 'longest');
  const learningRate = number('learning-rate', undefined, (x) => x > 0, 'above 0');
  const lengthPower = number('length-power', undefined, (x) => x >= 0 && x <= 1, 'from 0 to 1');
  return {
    family: values.family,
    lanes,
    seed: number('seed', 0, (x) => Number.isInteger(x) && x >= 0 && x < 2 ** 32, 'a whole number'),
    minutes: number('minutes', 20, (x) => x > 0, 'above 0'),
    outerSteps: countOption(values, 'steps'),
    schedulerShare: number('scheduler-share', 0.3, (x) => x >= 0 && x < 1, 'from 0 to below 1'),
    ...(values.mlp ? { mlp: await readTheta(resolve(values.mlp)) } : {}),
    settings: {
      ...(longest ? { longest } : {}),
      ...(learningRate ? { learningRate } : {}),
      ...(lengthPower === undefined ? {} : { lengthPower }),
    },
  };
}

async function readTheta(folder) {
  const { readCheckpoint } = await importSource('src/checkpoints/formats/own.ts');
  const bytes = new Uint8Array(readFileSync(join(folder, 'theta.safetensors')));
  const { theta } = await readCheckpoint(readFileSync(join(folder, 'manifest.json'), 'utf8'), bytes);
  return { ...theta, values: Array.from(theta.values) };
}

/** The files of one run; each is replaced in one move, so that an interruption leaves the old or the new one. */
class RunFiles {
  constructor(folder) {
    this.folder = folder;
  }

  clear() {
    for (const name of ['log.jsonl', 'state.bin']) rmSync(join(this.folder, name), { force: true });
  }

  hasState() {
    return existsSync(join(this.folder, 'state.bin'));
  }

  state() {
    const path = join(this.folder, 'state.bin');
    if (!existsSync(path)) throw new UsageError(`--resume: there is no ${path}`);
    return readFileSync(path).toString('base64');
  }

  log(entry) {
    appendFileSync(join(this.folder, 'log.jsonl'), `${JSON.stringify(entry)}\n`);
  }

  save({ state, theta, manifest }) {
    this.#replace('state.bin', Buffer.from(state, 'base64'));
    this.#replace('theta.safetensors', Buffer.from(theta, 'base64'));
    this.#replace('manifest.json', manifest);
  }

  /** The optimizer's median losses on held-out tasks: as it was drawn, and as it is now. */
  gain() {
    const path = join(this.folder, 'log.jsonl');
    if (!existsSync(path)) return undefined;
    const entries = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const comparisons = entries.filter(({ type }) => type === 'comparison');
    const [first, last] = [comparisons[0], comparisons.at(-1)];
    if (first?.done !== 0 || last.done === 0) return undefined;
    return last.steps.map((step, at) => ({
      step,
      untrained: first.learned[at],
      now: last.learned[at],
      adam: last.adam[at],
    }));
  }

  #replace(name, content) {
    const path = join(this.folder, name);
    writeFileSync(`${path}.new`, content);
    renameSync(`${path}.new`, path);
  }
}

/** Browsers that stall or lose their device are replaced this often; the run goes on from its last save. */
const RESTARTS = 5;
/** Without a message for this long a browser counts as stalled. */
const STALL_MS = 180_000;

async function train(files, plan, saved, limits) {
  for (let restart = 0; ; restart++) {
    try {
      return await trainOnce(files, plan, saved, limits);
    } catch (error) {
      if (restart === RESTARTS || !files.hasState()) throw error;
      console.error(`${String(error?.message ?? error).split('\n')[0]}; going on from the last save`);
      plan = undefined;
      saved = files.state();
    }
  }
}

async function trainOnce(files, plan, saved, limits) {
  const bar = progressLine('meta-training');
  const started = performance.now();
  let heard = started;
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  const onProgress = (message) => {
    heard = performance.now();
    if (message.type === 'steps') {
      bar.update(message.entry.done, message.entry.total, message.entry.phase);
      files.log({ type: 'steps', seconds: seconds(), ...message.entry });
    } else if (message.type === 'comparison') {
      files.log({ type: 'comparison', seconds: seconds(), done: message.done, ...message.comparison });
    } else if (message.type === 'save') files.save(message);
  };
  const session = await openSession({ serve: 'source', onProgress, browserArgs });
  let watch;
  const stall = new Promise((_, reject) => {
    watch = setInterval(() => {
      if (performance.now() - heard > STALL_MS) reject(new Error('the browser has stalled'));
    }, 5000);
  });
  try {
    const provenance = { name: basename(files.folder), commit: commit() };
    const run = session.page.evaluate(runInPage, { url: session.url, plan, saved, ...limits, provenance });
    const failure = await Promise.race([run, stall]);
    bar.end();
    if (failure) throw new Error(failure);
    console.log(`Done in ${(seconds() / 60).toFixed(1)} minutes: ${files.folder}`);
    const gain = files.gain();
    if (gain) console.log(`\nMedian loss on held-out tasks\n\n${gainTable(gain)}`);
    return 0;
  } finally {
    clearInterval(watch);
    await session.close();
  }
}

/** A line per step; Adam at the best rate for that step, chosen on the same tasks. */
function gainTable(gain) {
  const lines = gain.map(({ step, untrained, now, adam }) => [
    step,
    short(untrained),
    short(now),
    `${(untrained / now).toFixed(1)} times`,
    short(adam),
  ]);
  const head = ['step', 'untrained', 'now', 'lower', 'Adam'];
  return table(
    head,
    lines,
    head.map(() => 'right'),
  );
}

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** Runs in the browser. Returns the message of a failure. */
async function runInPage({ url, ...run }) {
  const { openGpu } = await import(`${url}src/engine/backend.ts`);
  const { startRun } = await import(`${url}src/metatrain/commandLine.ts`);
  const { device } = await openGpu();
  return startRun(device, run, globalThis.hubReport);
}

process.on('unhandledRejection', (error) => {
  // The browser goes away, by an interrupt or a restart, while something is on its way.
  console.error(String(/** @type {any} */ (error)?.message ?? error).split('\n')[0]);
});

await command(usage, options, async ({ values, positionals }) => {
  if (positionals.length > 0 || !values.out) throw new UsageError(usage);
  const out = resolve(values.out);
  const files = new RunFiles(out);
  const saved = values.resume ? files.state() : undefined;
  const plan = saved ? undefined : await readPlan(values);
  const steps = saved ? countOption(values, 'steps') : undefined;
  const limits = { steps, until: countOption(values, 'until') };
  mkdirSync(out, { recursive: true });
  if (!saved) files.clear();
  return train(files, plan, saved, limits);
});
