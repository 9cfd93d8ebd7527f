/** Whole runs of two builds of the page in turns, so that a change of speed is a ratio within one run. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { preview } from 'vite';
import { UsageError } from './command.mjs';

/**
 * Experiments compared: presets of both builds, and steps of a run. Each run goes once through whatever the
 * page does for it: kernels, read-backs, history.
 */
const SUBJECTS = [
  { name: 'LTC', preset: 'ltc-rates', steps: 300 },
  { name: 'SIREN', preset: 'siren-picture', steps: 40 },
  { name: 'HUB', preset: 'ltc-hub', steps: 100 },
];
/** On a shared machine nine leave a median in doubt by 5 %. */
const ROUNDS = 24;

/**
 * Per subject the milliseconds of a step in either build, and quartiles over rounds of this build's time over the
 * other's in the same round.
 *
 * @param {import('playwright-core').Page} page the page of this build
 * @param {string} folder another checkout of the project, built there
 * @param {string[]} names subjects wanted; none: all
 * @param {(text: string) => void} report
 * @returns {Promise<{ name: string, otherMs: number, ownMs: number, ratios: number[] }[]>} `ratios`: the three quartiles
 */
export async function compareBuilds(page, folder, names, report) {
  const unknown = names.find((name) => !SUBJECTS.some((subject) => subject.name === name));
  if (unknown !== undefined) {
    throw new UsageError(
      `there is no "${unknown}"; there are ${SUBJECTS.map(({ name }) => name).join(', ')}`,
    );
  }
  const root = resolve(folder);
  if (!existsSync(join(root, 'dist/index.html'))) {
    throw new UsageError(`there is no built page in ${folder}: run "npm ci && npm run build" there first`);
  }
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    preview: { host: '127.0.0.1', port: 0, open: false },
  });
  try {
    const browser = /** @type {import('playwright-core').Browser} */ (page.context().browser());
    const other = await browser.newPage();
    await other.goto(`${server.resolvedUrls?.local[0]}?idle`);
    const results = [];
    for (const subject of SUBJECTS.filter(({ name }) => names.length === 0 || names.includes(name))) {
      /** @type {{ own: number, other: number }[]} */
      const rounds = [];
      for (let round = 0; round <= ROUNDS; round++) {
        report(`${subject.name}, round ${round} of ${ROUNDS}`);
        const times = { own: 0, other: 0 };
        // Who goes first changes, for the second finds the machine warmer.
        for (const who of round % 2 === 0 ? ['own', 'other'] : ['other', 'own']) {
          times[/** @type {'own' | 'other'} */ (who)] = await stepMs(who === 'own' ? page : other, subject);
        }
        // The first compiles.
        if (round > 0) rounds.push(times);
      }
      results.push({
        name: subject.name,
        otherMs: quantile(
          rounds.map((times) => times.other),
          0.5,
        ),
        ownMs: quantile(
          rounds.map((times) => times.own),
          0.5,
        ),
        ratios: [0.25, 0.5, 0.75].map((q) =>
          quantile(
            rounds.map((times) => times.own / times.other),
            q,
          ),
        ),
      });
    }
    return results;
  } finally {
    await server.close();
  }
}

/** @param {import('playwright-core').Page} page @param {typeof SUBJECTS[number]} subject */
function stepMs(page, { preset, steps }) {
  return page.evaluate(
    async ([id, count]) => {
      const { hubPlayground } = /** @type {any} */ (globalThis);
      const experiment = { ...hubPlayground.experiment(id), steps: count };
      const record = await hubPlayground.run(experiment, { executor: 'fused' });
      return record.arms[0].wallMs / count;
    },
    /** @type {const} */ ([preset, steps]),
  );
}

/** @param {readonly number[]} values @param {number} q */
const quantile = (values, q) => [...values].sort((a, b) => a - b)[Math.round(q * (values.length - 1))];
