import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { playwrightCounts, total, vitestCounts } from '../../scripts/lib/counts.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'counts-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('Counts of a Vitest report', () => {
  test('name what failed and what was skipped', () => {
    const path = report({
      testResults: [
        {
          name: '/project/tests/a.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'adds' },
            { status: 'failed', fullName: 'divides' },
            { status: 'pending', fullName: 'dreams' },
          ],
        },
      ],
    });
    expect(vitestCounts(path, '/project')).toEqual({
      passed: 1,
      failed: 1,
      skipped: 1,
      failures: ['tests/a.test.ts: divides'],
      skips: ['tests/a.test.ts: dreams'],
    });
  });

  test('take a file that did not load, such as one without a WebGPU adapter, for a failure', () => {
    const file = {
      name: '/project/g.test.ts',
      status: 'failed',
      message: 'no adapter\n at x',
      assertionResults: [],
    };
    expect(vitestCounts(report({ testResults: [file] }), '/project')).toMatchObject({
      passed: 0,
      failed: 1,
      failures: ['g.test.ts: no adapter'],
    });
  });

  test('are missing when the report is', () => {
    expect(vitestCounts(join(folder, 'none.json'), '/project')).toBeNull();
    expect(playwrightCounts(join(folder, 'none.json'))).toBeNull();
  });
});

describe('Counts of a Playwright report', () => {
  test('go into nested suites and take a flaky test for a failed one', () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status }] });
    const path = report({
      suites: [
        {
          title: 'a.spec.ts',
          specs: [spec('opens', 'expected')],
          suites: [{ title: 'group', specs: [spec('wobbles', 'flaky'), spec('waits', 'skipped')] }],
        },
      ],
      errors: [{ message: 'the server did not start\nmore' }],
    });
    expect(playwrightCounts(path)).toEqual({
      passed: 1,
      failed: 2,
      skipped: 1,
      failures: ['a.spec.ts group: wobbles', 'the server did not start'],
      skips: ['a.spec.ts group: waits'],
    });
  });
});

test('A total adds counts and keeps names', () => {
  const one = { passed: 1, failed: 1, skipped: 0, failures: ['x'], skips: [] };
  expect(total([one, one])).toEqual({ passed: 2, failed: 2, skipped: 0, failures: ['x', 'x'], skips: [] });
});
