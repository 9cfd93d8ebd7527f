import { readFileSync, statSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { optionDefaults } from '../../src/core/option';
import { tensorOf } from '../../src/core/paramLayout';
import { prngKey } from '../../src/core/prng';
import { sha256Hex } from '../../src/core/sha256';
import { loadDigits } from '../../src/data/digits';
import { withFewer } from '../../src/data/pictures';
import { type BodyName, loadBody } from '../../src/data/pretrained';
import { fineTuning } from '../../src/tasks/fineTuning';
import type { FineTuningView } from '../../src/tasks/fineTuning/view';
import { dataFor } from '../contract/subjects';

const defaults = optionDefaults(fineTuning.options);
const folder = new URL('../../public/pretrained/', import.meta.url);
const NAMES: readonly BodyName[] = ['cnn', 'vit'];

await fineTuning.prepare?.();

afterEach(() => vi.unstubAllGlobals());

describe.each(NAMES)('The body %s', (name) => {
  const manifest = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));

  test('is the file of its manifest, of at most 1 MB, made of pictures of other classes', async () => {
    const path = new URL(`${name}.safetensors`, folder);
    expect(await sha256Hex(new Uint8Array(readFileSync(path)))).toBe(manifest.sha256);
    expect(statSync(path).size).toBe(manifest.bytes);
    expect(manifest.bytes).toBeLessThanOrEqual(1e6);
    expect(manifest.data).toMatchObject({ name: 'drawn', classes: 28 });
    expect(manifest.validation.accuracy).toBeGreaterThan(0.9);
  });

  test('is what the network begins with, its head drawn by key', async () => {
    const { layout, init } = fineTuning.create({ ...defaults, body: name });
    const [one, other] = [init(prngKey(1)), init(prngKey(2))];
    const body = await loadBody(name);
    const head = layout.segments.filter(({ origin }) => origin === 'new');
    expect(head.map(({ name: tensor }) => tensor)).toEqual(
      layout.segments.slice(-2).map(({ name: tensor }) => tensor),
    );
    for (const segment of layout.segments) {
      const [a, b] = [one, other].map((params) => tensorOf(params, layout, segment.name));
      expect(segment.origin).toBe(body.has(segment.name) ? 'pretrained' : 'new');
      if (segment.origin === 'pretrained') {
        expect(a).toEqual(body.get(segment.name)!.values);
        expect(b).toEqual(a);
      } else if (segment.name.endsWith('/w')) expect(b).not.toEqual(a);
    }
    expect(init(prngKey(1))).toEqual(one);
  });

  test('from scratch is drawn by key too, all of it new', async () => {
    const { layout, init } = fineTuning.create({ ...defaults, body: name, start: 'scratch', frozen: true });
    const body = await loadBody(name);
    expect(layout.segments).toHaveLength(body.size + 2);
    expect(layout.segments.every(({ origin }) => origin === 'new')).toBe(true);
    const [[first, { values }]] = body;
    expect(tensorOf(init(prngKey(1)), layout, first)).not.toEqual(values);
  });

  test('frozen leaves its head alone to be trained, and the same loss', () => {
    const whole = fineTuning.create({ ...defaults, body: name }, dataFor('fine-tuning'));
    const frozen = fineTuning.create({ ...defaults, body: name, frozen: true }, dataFor('fine-tuning'));
    expect(frozen.layout.segments.map(({ name: tensor, origin }) => [tensor, origin])).toEqual(
      whole.layout.segments.slice(-2).map(({ name: tensor }) => [tensor, 'new']),
    );
    const params = whole.init(prngKey(3));
    const head = params.slice(-frozen.layout.size);
    expect(frozen.referenceLoss(head, prngKey(4))).toBe(whole.referenceLoss(params, prngKey(4)));
    expect(frozen.validation!.reference(head)).toEqual(whole.validation!.reference(params));
  });
});

test.each([
  ['offline', () => Promise.reject(new TypeError('fetch failed')), 'fetch failed'],
  ['missing', () => Promise.resolve(new Response('', { status: 404 })), 'HTTP 404'],
  ['a page', () => Promise.resolve(new Response('<html>')), 'is not valid JSON'],
  [
    'another file',
    (address: URL) =>
      Promise.resolve(
        new Response(
          address.pathname.endsWith('.json') ? readFileSync(new URL('cnn.json', folder)) : 'something else',
        ),
      ),
    'its SHA-256 should begin with',
  ],
])('A body that is %s is told of in a sentence', async (_, answer, reason) => {
  vi.stubGlobal('fetch', answer);
  const error = await loadBody('cnn').catch((thrown) => thrown);
  expect(error.name).toBe('DataError');
  expect(error.message).toMatch(
    /^The pre-trained body “cnn” could not be loaded \(.*\); check the connection/,
  );
  expect(error.message).toContain(reason);
});

test('Few digits are the first of the training ones; validation stays whole', async () => {
  const digits = await loadDigits();
  const { split } = withFewer(digits, 100);
  const { labels, pictures } = digits.split.training;
  expect(split.training.labels).toEqual(labels.slice(0, 100));
  expect(Buffer.compare(split.training.pictures, pictures.slice(0, 78_400))).toBe(0);
  expect(split.validation).toBe(digits.split.validation);
  expect(withFewer(digits, 10_000).split.training.labels).toEqual(labels);
});

describe('Its view', () => {
  const task = fineTuning.create({ ...defaults, pictures: 100 }, dataFor('fine-tuning'));
  const start = task.init(prngKey(1));
  const moved = start.slice();
  const [kernel] = task.layout.segments;
  const head = task.layout.segments.at(-2)!;
  moved[kernel.offset] += 3;
  moved[head.offset] += 4;
  const view = task.view!(moved, undefined, () => start) as FineTuningView;

  test('has of every block its share of the way and how far it went', () => {
    expect(view.blocks.map(({ kind, number, origin }) => [kind, number, origin])).toEqual([
      ['convolution', 1, 'pretrained'],
      ['convolution', 2, 'pretrained'],
      ['head', 0, 'new'],
    ]);
    const [first, second, last] = view.blocks;
    expect(first.share).toBeCloseTo(9 / 25, 5);
    expect([second.share, second.relative]).toEqual([0, 0]);
    expect(last.share).toBeCloseTo(16 / 25, 5);
    const norm = Math.hypot(...start.subarray(0, 80));
    expect(first.relative).toBeCloseTo(3 / norm, 5);
  });

  test('has the filters one by one, before and after', () => {
    const { count, side, before, after } = view.filters;
    expect([count, side]).toEqual([8, 3]);
    expect(before[0]).toBe(start[0]);
    expect(after[0] - before[0]).toBeCloseTo(3, 5);
    // The second filter's first entry is the kernel's second; the first filter's second entry its ninth.
    expect([before[9], before[1]]).toEqual([start[1], start[8]]);
  });

  test('of a frozen body has the head alone, and the filters as they stay', () => {
    const frozen = fineTuning.create({ ...defaults, frozen: true }, dataFor('fine-tuning'));
    const { blocks, filters } = frozen.view!(frozen.init(prngKey(1))) as FineTuningView;
    expect(blocks.map(({ kind }) => kind)).toEqual(['head']);
    expect(filters.after).toEqual(view.filters.before);
  });

  test('names every block of the ViT once', () => {
    const vit = fineTuning.create({ ...defaults, body: 'vit' }, dataFor('fine-tuning'));
    const { blocks } = vit.view!(vit.init(prngKey(1))) as FineTuningView;
    const names = blocks.map(({ kind, number }) => `${kind} ${number}`);
    expect(names).toEqual([
      'patches 0',
      'token 0',
      'positions 0',
      'attention 1',
      'dense 1',
      'attention 2',
      'dense 2',
      'norm 0',
      'head 0',
    ]);
  });
});
