import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import katex from 'katex';
import { describe, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { armOptions } from '../../src/config/optionPath';
import { findPreset } from '../../src/config/presets';
import type { OptionSpec } from '../../src/core/option';
import { paramLayout } from '../../src/core/paramLayout';
import { methods } from '../../src/methods';
import { handShares } from '../../src/optimizers/hub/shares';
import { defaultOptimizer } from '../../src/store/edit';
import { sections } from '../../src/ui/how/content';
import { findPlace } from '../../src/ui/how/findPlace';
import { formulas } from '../../src/ui/how/formulas';
import { symbols } from '../../src/ui/how/symbols';
import { meanOf, toyAdam, toyShares } from '../../src/ui/how/toy';

const topics = Object.keys(symbols) as (keyof typeof symbols)[];
const blocks = sections.flatMap((section) => section.blocks);
const explained = blocks.flatMap((block) =>
  typeof block === 'object' && 'symbols' in block ? block.symbols : [],
);
const paragraphs = [
  ...blocks.flatMap((block) => (typeof block === 'string' ? [block] : 'list' in block ? block.list : [])),
  ...Object.values(symbols).map(({ text }) => text),
];

describe('the explanation', () => {
  test('explains every option of every optimizer', () => {
    const missing = [
      ...methods.map(({ id, options }) => ({ owner: id, options })),
      { owner: 'arm', options: armOptions },
    ].flatMap(({ owner, options }) =>
      Object.entries<OptionSpec>(options).flatMap(([name, { topic }]) =>
        topic ? [] : [`${owner}: ${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  test('has each symbol in one place', () => {
    expect([...explained].sort()).toEqual([...topics].sort());
    const ids = [...sections.map(({ id }) => id), ...explained];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('finds a control for every symbol, of an optimizer that has it', () => {
    const { experiment } = findPreset('ltc-hub');
    const base = methods.map(({ id }, index) => ({ id: `a${index}`, optimizer: id }));
    const lost = topics.filter(
      (topic) =>
        !base.some(({ id, optimizer }) => {
          const learned = { optimizer: 'celo', checkpoint: 'mlp' };
          const config = defaultOptimizer(optimizer, 'ltc-sine', learned);
          return findPlace(
            { ...experiment, arms: [{ id, label: '', optimizer: config, clipNorm: 0 }] },
            topic,
          );
        }),
    );
    expect(lost).toEqual([]);
  });

  test('leads to the option that shows with the present values', () => {
    const experiment = readExperiment(findPreset('ltc-hub').experiment);
    const hub = experiment.arms.find(({ optimizer }) => optimizer.id === 'hub')!;
    expect(findPlace(experiment, 'tau')).toEqual({ armId: hub.id, path: 'temperature' });
    expect(findPlace(experiment, 'bounds')).toEqual({ armId: hub.id, path: 'upper' });
    expect(findPlace({ ...experiment, arms: [hub] }, 'alpha')).toEqual({
      armId: hub.id,
      path: 'parts.designed.learningRate',
    });
    expect(findPlace({ ...experiment, arms: [hub] }, 'lgl2o')).toBeNull();
    const manual = {
      ...hub,
      optimizer: { ...hub.optimizer, options: { ...hub.optimizer.options, weighting: 'manual' } },
    };
    expect(findPlace({ ...experiment, arms: [manual] }, 'tau')).toBeNull();
  });

  test('has only TeX that can be set, and only ways to symbols that are there', () => {
    const tex = [
      ...Object.values(formulas).map((formula) => formula.tex),
      ...Object.values(symbols).map((symbol) => symbol.tex),
      ...paragraphs.flatMap((text) => [...text.matchAll(/\$([^$]+)\$/g)].map(([, inline]) => inline)),
    ];
    for (const one of tex)
      expect(() => katex.renderToString(one, { throwOnError: true, strict: 'error' })).not.toThrow();
    const ways = paragraphs.flatMap((text) => [...text.matchAll(/\[\[(\w+)\|/g)].map(([, topic]) => topic));
    expect(ways.length).toBeGreaterThan(0);
    for (const way of ways) expect(topics).toContain(way);
    // An odd sign would swallow the rest of the paragraph.
    for (const text of paragraphs) expect(text.split('$').length % 2, text).toBe(1);
  });

  test('uses every formula once', () => {
    const used = blocks.flatMap((block) =>
      typeof block === 'object' && 'formula' in block ? [block.formula] : [],
    );
    expect([...used].sort()).toEqual(Object.keys(formulas).sort());
  });
});

describe('the figures', () => {
  test('share as the optimizer does', async () => {
    await tf.setBackend('cpu');
    const options = { size: 9, largest: 3, temperature: 0.7, upper: 0.4, lower: 0.02, invert: true };
    const shares = toyShares(options);
    const layout = paramLayout([{ name: 'w', shape: [9] }]);
    const { raw, sigma } = handShares(tf as never, layout, tf.tensor2d([...shares.magnitude], [1, 9]), {
      ...options,
      weighting: 'softmax',
      share: 0,
      blocks: 'off',
      newBlocks: 1,
      layer: 'tensor',
      skipNonFinite: true,
    });
    // Float32 against double precision.
    (await raw.array())[0].forEach((value, i) => void expect(shares.raw[i]).toBeCloseTo(value, 6));
    (await sigma.array())[0].forEach((value, i) => void expect(shares.sigma[i]).toBeCloseTo(value, 6));
    expect(meanOf(shares.raw)).toBeCloseTo(1 / 9, 12);
    shares.hand.forEach((value, i) => void expect(value).toBe(1 - shares.sigma[i]));
  });

  test('show Adam’s step: the learning rate for a steady gradient of any size, less with noise', () => {
    const steady = toyAdam({ beta1: 0.9, beta2: 0.99, noise: 0, size: 250, steps: 50 });
    // Epsilon is 1e-8 of a denominator of 250.
    for (const step of steady.step) expect(step).toBeCloseTo(1, 8);
    const noisy = toyAdam({ beta1: 0.9, beta2: 0.99, noise: 3, size: 1, steps: 120 });
    expect(meanOf(noisy.step.slice(60))).toBeLessThan(0.7);
    // Step 2 by hand, from the first two gradients.
    const [a, b] = noisy.gradient;
    const m = (0.1 * 0.9 * a + 0.1 * b) / (1 - 0.81);
    const v = (0.01 * 0.99 * a * a + 0.01 * b * b) / (1 - 0.99 ** 2);
    expect(noisy.step[1]).toBeCloseTo(m / Math.sqrt(v), 6);
  });
});
