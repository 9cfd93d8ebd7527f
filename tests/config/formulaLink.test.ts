import { expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { decodeLink, encodeLink } from '../../src/config/shareLink';
import { loadParser } from '../../src/tasks/surface/formula';

await loadParser();

const plain = (formula: string) => ({
  task: { id: 'surface', options: { function: 'own', formula, start: 'chosen', x0: -1.25, y0: 2 } },
  arms: [{ id: 'a1', optimizer: { id: 'adam' } }],
});

test('a formula and a chosen start travel in links', () => {
  const experiment = readExperiment(plain('(x^2 - y)^2 + min(x, y) / 3'));
  const link = encodeLink(experiment);
  expect(decodeLink(link).experiment).toEqual(experiment);
  expect(link.length).toBeLessThan(100);
});

test('the longest formula fits into a link', () => {
  const experiment = readExperiment(
    plain(Array.from({ length: 45 }, (_, i) => `${i}.${i * i}x`).join(' + ')),
  );
  expect(decodeLink(encodeLink(experiment)).experiment).toEqual(experiment);
});

test('an experiment whose formula is none is refused with the sentence and the place', () => {
  expect(() => readExperiment(plain('x + sin y'))).toThrow(
    'task.options.formula: At character 5: sin needs brackets, as in sin(x).',
  );
  expect(() => readExperiment(plain('x'.repeat(1e5)))).toThrow(/100,000 characters; 500 are the most/);
});
