import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { askFor, mismatch, neededFiles } from '../../src/config/neededFiles';
import { formatExperiment, formatRecord, parseFile } from '../../src/config/recordFile';
import type { RunRecord } from '../../src/config/runRecord';
import { ConfigError } from '../../src/core/errors';
import { experiments } from './experiments';
import { receiptFor } from './receipts';

const experiment = readExperiment({
  task: { id: 'pathological' },
  arms: [{ id: 'a1', optimizer: { id: 'adam' } }],
  seeds: { count: 2 },
  steps: 3,
});

const record: RunRecord = {
  version: '0.1.0',
  experiment,
  adapter: 'test · adapter',
  executor: 'fused',
  backend: 'webgpu',
  arms: [
    {
      id: 'a1',
      label: 'Adam',
      seeds: [0, 1],
      steps: 3,
      loss: [
        [4, 3, 2, 1],
        [4, 5, null, null],
      ],
      divergedStep: [null, 2],
      wallMs: 12.5,
    },
  ],
};

describe('A file', () => {
  test('brings any valid experiment back, however long its link would be', () => {
    fc.assert(
      fc.property(experiments, (input) => {
        // JSON has no negative zero.
        const plain = readExperiment(JSON.parse(JSON.stringify(input)));
        expect(parseFile(formatExperiment(plain))).toEqual({ experiment: plain });
      }),
      { numRuns: 200 },
    );
  });

  test('brings a receipt along', () => {
    const receipt = receiptFor(experiment, 1);
    expect(parseFile(formatExperiment(experiment, receipt))).toEqual({ experiment, receipt });
    const validation = { loss: -300, accuracy: 9350 };
    const validated = { ...receipt, arms: receipt.arms.map((arm) => arm && { ...arm, validation }) };
    expect(parseFile(formatExperiment(experiment, validated)).receipt).toEqual(validated);
  });

  test('may be a bare experiment, or a record as `hubPlayground.run` returns it', () => {
    expect(
      parseFile(
        JSON.stringify({
          task: { id: 'pathological' },
          arms: experiment.arms,
          seeds: { count: 2 },
          steps: 3,
        }),
      ),
    ).toEqual({
      experiment,
    });
    expect(parseFile(JSON.stringify(record)).record).toEqual(record);
    expect(parseFile(formatRecord(record)).receipt).toMatchObject({ steps: 3, arms: [{ diverged: 1 }] });
  });
});

describe('A file is refused in a sentence', () => {
  const edited = (change: object) => JSON.stringify({ ...record, ...change });
  const arm = (change: object) => edited({ arms: [{ ...record.arms[0], ...change }] });
  test.each([
    ['that is not JSON', '{', /the file is not JSON/],
    ['that is a number', '7', /must hold an experiment/],
    ['of a newer version', edited({ hubPlayground: 99 }), /version 99 is newer than this playground/],
    ['of no version', edited({ hubPlayground: '1' }), /must be a version number/],
    ['without an experiment', '{"experiment": null}', /experiment must be an object/],
    ['of an unknown task', '{"task": {"id": "__proto__"}}', /there is no task "__proto__"/],
    ['with arms of another experiment', arm({ id: 'other' }), /arms\[0\].id of a record must be "a1"/],
    ['with too few arms', edited({ arms: [] }), /arms of a record must be a list of 1/],
    ['with too few losses', arm({ loss: [[1, 2, 3]] }), /arms\[0\].loss of a record must be a list of 2/],
    [
      'with losses that are texts',
      arm({
        loss: [
          ['1', 2, 3, 4],
          [1, 2, 3, 4],
        ],
      }),
      /finite numbers and null/,
    ],
    ['with a billion steps', arm({ steps: 1e9 }), /a whole number from 0 to 3/],
    ['with an executor of its own', edited({ executor: 'constructor' }), /must be one of fused, portable/],
    [
      'with a damaged receipt',
      JSON.stringify({ experiment, receipt: { version: 1 } }),
      /the receipt is damaged/,
    ],
  ])('%s', (_, text, message) => {
    expect(() => parseFile(text)).toThrow(ConfigError);
    expect(() => parseFile(text)).toThrow(message);
  });

  test.each([
    ['of another program', '{"name": "left-pad", "version": "1.3.0"}', /task must be an object, got nothing/],
    ['that only shares a word', '{"experiment": "run 7", "loss": [1]}', /experiment must be an object/],
    ['that holds a list', '[1, 2]', /must hold an experiment/],
    ['that is no JSON', 'step,loss', /not JSON/],
  ])('by what is wanted and what it is not, with the detail in brackets: one %s', (_, text, detail) => {
    expect(() => parseFile(text)).toThrow(
      /^wanted is an experiment or a record that this page saved as \.json, which this is not \(.*\)$/,
    );
    expect(() => parseFile(text)).toThrow(detail);
  });

  test('of its own by the field alone', () => {
    expect(() => parseFile(edited({ hubPlayground: 2, executor: 'abacus' }))).toThrow(
      /^executor of a record/,
    );
  });

  test('any JSON is read or refused, and nothing of it gets through but known fields', () => {
    const parts = fc.jsonValue();
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(record), 'hubPlayground', 'receipt', '__proto__'),
        parts,
        (key, value) => {
          try {
            const opened = parseFile(
              JSON.stringify(record).replace(/^\{/, `{${JSON.stringify(key)}: ${JSON.stringify(value)}, `),
            );
            if (opened.record) expect(Object.keys(opened.record).sort()).toEqual(Object.keys(record).sort());
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('Files that only a reader has', () => {
  const hash = 'ab'.repeat(32);
  const own = readExperiment({
    task: { id: 'siren', options: { source: 'own' }, data: { hash, name: 'brain.nii' } },
    arms: [
      { id: 'a1', optimizer: { id: 'celo', checkpoint: `sha256-${hash}` } },
      { id: 'a2', optimizer: { id: 'celo', checkpoint: 'celo' } },
      { id: 'a3', optimizer: { id: 'celo', checkpoint: 'a-name' } },
    ],
  });

  test('are asked for by name and hash; checkpoints of the catalogue are not', () => {
    const needed = neededFiles(own);
    expect(needed).toEqual([
      { kind: 'data', hash, name: 'brain.nii' },
      { kind: 'checkpoint', id: `sha256-${hash}`, hash },
      { kind: 'checkpoint', id: 'a-name', hash: null },
    ]);
    expect(needed.map(askFor)).toEqual([
      expect.stringContaining('"brain.nii" (SHA-256 abababababab…): choose it'),
      expect.stringContaining("weights of its author's own (SHA-256 abababababab…)"),
      expect.stringContaining('weights called "a-name"'),
    ]);
    expect(neededFiles(experiment)).toEqual([]);
  });

  test('a different file is said to be one', () => {
    const [data, , named] = neededFiles(own);
    expect(mismatch(data, { name: 'x', hash })).toBeNull();
    expect(mismatch(named, { name: 'x', hash })).toBeNull();
    expect(mismatch(data, { name: 'x.png', hash: 'cd'.repeat(32) })).toMatch(
      /"x.png" is another file than "brain.nii"/,
    );
  });
});
