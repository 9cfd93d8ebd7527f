import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { presets } from '../../src/config/presets';
import { decodeLink, encodeLink, MAX_LINK } from '../../src/config/shareLink';
import type { Experiment } from '../../src/config/types';
import { experiments } from './experiments';
import { receiptFor } from './receipts';

/** Four arms as people send them: two plain, HUB with five options changed, LGL2O. */
const four: Experiment = readExperiment({
  task: { id: 'ltc-sine', options: { cells: 19, noise: 0.1 } },
  arms: [
    { id: 'a1', optimizer: { id: 'adam', options: { learningRate: 0.003 } } },
    { id: 'a2', optimizer: { id: 'adamax', options: { learningRate: 0.012 } } },
    {
      id: 'a3',
      optimizer: {
        id: 'hub',
        options: { temperature: 0.01, upper: 0.9, lower: 0.05, invert: true, layer: 'module' },
        parts: {
          designed: { id: 'adam', options: { learningRate: 0.01 } },
          learned: { id: 'celo', checkpoint: 'celo' },
        },
      },
    },
    {
      id: 'a4',
      optimizer: {
        id: 'lgl2o',
        options: { period: 10 },
        parts: {
          designed: { id: 'adamax', options: { learningRate: 0.01 } },
          learned: { id: 'celo', checkpoint: 'celo' },
        },
      },
    },
  ],
  seeds: { first: 0, count: 8 },
  steps: 1000,
  target: 0.02,
});

describe('A link', () => {
  test('brings any valid experiment back exactly, and there is one link of it', () => {
    let longest = 0;
    fc.assert(
      fc.property(experiments, (experiment) => {
        let link: string;
        try {
          link = encodeLink(experiment);
        } catch (error) {
          // Eight arms with long names and full-precision numbers may be too much for a link.
          expect((error as Error).message).toMatch(/the link would have \d+ characters/);
          return;
        }
        longest = Math.max(longest, link.length);
        const decoded = decodeLink(link);
        expect(decoded).toEqual({ experiment, notes: [] });
        expect(encodeLink(decoded.experiment)).toBe(link);
        expect(link).toMatch(/^#2[\w-]+$/);
      }),
      { numRuns: 1000 },
    );
    expect(longest).toBeLessThanOrEqual(MAX_LINK);
  });

  test('of four arms has at most 300 characters with its receipt', () => {
    const receipt = receiptFor(four, 1);
    const alone = encodeLink(four);
    const whole = encodeLink(four, receipt);
    expect(alone.length).toBeLessThanOrEqual(100);
    expect(whole.length).toBeLessThanOrEqual(300);
    expect(decodeLink(whole)).toEqual({ experiment: four, receipt, notes: [] });
  });

  test('of a preset is short', () => {
    for (const { experiment } of presets) {
      expect(encodeLink(experiment).length).toBeLessThanOrEqual(100);
    }
  });
});
