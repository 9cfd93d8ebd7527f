/** Counts of passed, failed and skipped tests, from the JSON reports of Vitest and Playwright. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} failures names of what failed
 * @property {string[]} skips names of what was skipped
 */

/** @returns {Counts} */
const none = () => ({ passed: 0, failed: 0, skipped: 0, failures: [], skips: [] });

/** @param {Counts[]} counts */
export function total(counts) {
  const sum = none();
  for (const { passed, failed, skipped, failures, skips } of counts) {
    sum.passed += passed;
    sum.failed += failed;
    sum.skipped += skipped;
    sum.failures.push(...failures);
    sum.skips.push(...skips);
  }
  return sum;
}

/** Counts in a report of `vitest --reporter=json`; null when it is missing. A file that did not load is one failure. */
export function vitestCounts(path, root) {
  const report = readJson(path);
  if (!report) return null;
  const sum = none();
  for (const file of report.testResults) {
    const name = relative(root, file.name).replaceAll('\\', '/');
    for (const test of file.assertionResults) add(sum, test.status, `${name}: ${test.fullName}`);
    const told = file.assertionResults.some(({ status }) => status === 'failed');
    if (file.status === 'failed' && !told) add(sum, 'failed', `${name}: ${firstLine(file.message)}`);
  }
  return sum;
}

/** Counts in a report of Playwright's `json` reporter; null when it is missing. A flaky test has failed. */
export function playwrightCounts(path) {
  const report = readJson(path);
  if (!report) return null;
  const sum = none();
  const visit = (suite, prefix) => {
    const name = prefix === '' ? suite.title : `${prefix} ${suite.title}`;
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) add(sum, playwrightStatus[test.status], `${name}: ${spec.title}`);
    }
    for (const child of suite.suites ?? []) visit(child, name);
  };
  for (const suite of report.suites) visit(suite, '');
  for (const error of report.errors ?? []) add(sum, 'failed', firstLine(error.message));
  return sum;
}

const playwrightStatus = { expected: 'passed', unexpected: 'failed', flaky: 'failed', skipped: 'skipped' };

function add(sum, status, name) {
  if (status === 'passed') {
    sum.passed++;
  } else if (status === 'failed') {
    sum.failed++;
    sum.failures.push(name);
  } else {
    sum.skipped++;
    sum.skips.push(name);
  }
}

const firstLine = (text) => (text ?? '').split('\n')[0] || 'no reason given';

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
