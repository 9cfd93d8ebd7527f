/**
 * The whole check of the project: `npm test`, or parts of it with `npm test -- --only unit,gpu`.
 * Every check counts as one test; the suites count their own. The last line is "N passed, M failed".
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { ensureBrowser } from './lib/browser.mjs';
import { playwrightCounts, total, vitestCounts } from './lib/counts.mjs';
import { root } from './lib/paths.mjs';

/** A step that hangs fails after this long, so that the whole run ends in any case. */
const STEP_LIMIT_MS = 38 * 60_000;

const reports = mkdtempSync(join(tmpdir(), 'hub-playground-test-'));
const bin = {
  biome: 'node_modules/@biomejs/biome/bin/biome',
  tsc: 'node_modules/typescript/bin/tsc',
  knip: 'node_modules/knip/bin/knip.js',
  vitest: 'node_modules/vitest/vitest.mjs',
  sizeLimit: 'node_modules/size-limit/bin.js',
  playwright: 'node_modules/@playwright/test/cli.js',
};

/** Type checks: the page, what runs in workers and below, tests, and what runs in Node. */
const worlds = ['tsconfig.json', 'tsconfig.worker.json', 'tsconfig.tests.json', 'tsconfig.node.json'];

const check = (id, title, ...command) => ({ id, title, command });
const vitest = (id, title, project, needsBrowser) => {
  const report = join(reports, `${id}.json`);
  const command = [bin.vitest, 'run', '--project', project];
  command.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`);
  return { id, title, command, needsBrowser, counts: () => vitestCounts(report, root) };
};

const steps = [
  check('lint', 'format and lint', bin.biome, 'check', '.'),
  ...worlds.map((world) => check('types', `types (${world})`, bin.tsc, '-p', world)),
  check('unused', 'unused files, exports and dependencies', bin.knip),
  vitest('unit', 'unit tests', 'unit', false),
  { ...vitest('gpu', 'GPU tests', 'gpu', true), mustRun: true },
  check('build', 'production build', 'scripts/build.mjs', '--quiet'),
  check('size', 'size of the first load', bin.sizeLimit),
  {
    id: 'e2e',
    title: 'end-to-end tests',
    command: [bin.playwright, 'test'],
    needsBrowser: true,
    needs: 'build',
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'e2e.json') },
    counts: () => playwrightCounts(join(reports, 'e2e.json')),
  },
];

const wanted = readWanted();
const results = [];
const failedSteps = new Set();
try {
  for (const step of steps.filter(({ id }) => wanted.has(id))) results.push(await runStep(step));
} finally {
  rmSync(reports, { recursive: true, force: true });
}
const sum = total(results);
console.log('');
for (const name of sum.failures) console.log(`failed: ${name}`);
for (const name of sum.skips) console.log(`skipped: ${name}`);
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exit(sum.failed > 0 ? 1 : 0);

function readWanted() {
  const ids = [...new Set(steps.map(({ id }) => id))];
  const { values } = parseArgs({ options: { only: { type: 'string' } } });
  const only = values.only?.split(',').map((id) => id.trim()) ?? ids;
  const unknown = only.filter((id) => !ids.includes(id));
  if (unknown.length > 0) {
    console.error(`There is no step "${unknown[0]}"; there are ${ids.join(', ')}.`);
    process.exit(2);
  }
  return new Set(only);
}

/** Runs one step and counts its tests; a step that broke without a failed test is one failure. */
async function runStep(step) {
  console.log(`\n== ${step.title} ==`);
  if (failedSteps.has(step.needs)) {
    return {
      passed: 0,
      failed: 0,
      skipped: 1,
      failures: [],
      skips: [`${step.title}: the ${step.needs} failed`],
    };
  }
  const broken = (reason) => {
    failedSteps.add(step.id);
    console.error(reason);
    return { passed: 0, failed: 1, skipped: 0, failures: [`${step.title}: ${reason}`], skips: [] };
  };
  const env = { ...process.env, ...step.env };
  if (step.needsBrowser) {
    try {
      env.CHROME_PATH = ensureBrowser();
    } catch (error) {
      return broken(error.message);
    }
  }
  const started = performance.now();
  const outcome = await run(step.command, env);
  console.log(`${step.title}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (!step.counts) {
    if (outcome !== 'done') return broken(outcome);
    return { passed: 1, failed: 0, skipped: 0, failures: [], skips: [] };
  }
  const counts = step.counts();
  if (!counts) return broken(outcome === 'done' ? 'it left no report' : outcome);
  if (outcome !== 'done' && counts.failed === 0) return total([counts, broken(outcome)]);
  if (step.mustRun && counts.passed === 0 && counts.failed === 0) return broken('not one of them ran');
  return counts;
}

/** Runs a Node program of the project with its output on ours; "done" or the reason of its failure. */
function run(command, env) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill();
      setTimeout(() => child.kill('SIGKILL'), 5000).unref();
    }, STEP_LIMIT_MS);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (late) resolve(`stopped after ${STEP_LIMIT_MS / 60_000} minutes`);
      else if (code === 0) resolve('done');
      else resolve(signal ? `ended by ${signal}` : `exit code ${code}`);
    });
  });
}
