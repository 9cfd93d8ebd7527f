import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { prngKey } from '../../src/core/prng';
import { drawnHash, loadDrawn } from '../../src/data/drawn';
import { onCircle } from '../../src/data/drawn/circle';
import { glyphs } from '../../src/data/drawn/glyphs';
import { drawnPicture } from '../../src/data/drawn/picture';
import { DRAWN_CLASSES } from '../../src/data/drawn/shape';
import { countOf } from '../../src/data/pictures';

test('The drawn pictures are the same everywhere', async () => {
  expect(await drawnHash()).toBe('25dbb409bad45df3e1c91f3e1b820a6ac6fad1208d0317345bc479c38e319659');
  for (const body of ['cnn', 'vit']) {
    const path = new URL(`../../public/pretrained/${body}.json`, import.meta.url);
    expect(JSON.parse(readFileSync(path, 'utf8')).data.sha256).toBe(await drawnHash());
  }
});

test('All classes have equally many of them, in turn', () => {
  const { split, classes, extents } = loadDrawn();
  expect([classes, DRAWN_CLASSES, extents]).toEqual([
    28,
    glyphs.length,
    { height: 28, width: 28, channels: 1 },
  ]);
  expect([countOf(split.training), countOf(split.validation), countOf(split.test)]).toEqual([8064, 1008, 0]);
  for (const { labels } of [split.training, split.validation])
    for (let label = 0; label < classes; label++)
      expect(labels.filter((own) => own === label).length).toBe(labels.length / classes);
});

test('No two classes look alike: means of their pictures are further apart than halves of one class', () => {
  const { pictures, labels } = loadDrawn().split.training;
  const mean = (label: number, half: number) => {
    const sum = new Float64Array(784);
    labels.forEach((own, i) => {
      if (own !== label || Math.floor(i / 28) % 2 !== half) return;
      for (let p = 0; p < 784; p++) sum[p] += pictures[i * 784 + p] / 144;
    });
    return sum;
  };
  const far = (a: Float64Array, b: Float64Array) =>
    Math.sqrt(a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0));
  const means = glyphs.map((_, label) => [mean(label, 0), mean(label, 1)]);
  const within = Math.max(...means.map(([a, b]) => far(a, b)));
  means.forEach(([a], label) => {
    for (const [b] of means.slice(label + 1)) expect(far(a, b)).toBeGreaterThan(1.5 * within);
  });
});

test('A picture follows from its class and key, is black around its strokes and bright on them', () => {
  const picture = drawnPicture(3, prngKey(5));
  expect(drawnPicture(3, prngKey(5))).toEqual(picture);
  expect(drawnPicture(3, prngKey(6))).not.toEqual(picture);
  const { pictures } = loadDrawn().split.validation;
  for (let at = 0; at < pictures.length; at += 784) {
    const own = pictures.subarray(at, at + 784);
    expect(own.filter((level) => level === 0).length).toBeGreaterThan(300);
    expect(Math.max(...own)).toBeGreaterThan(150);
  }
});

test('Names of glyphs differ, and none is a digit', () => {
  expect(new Set(glyphs.map(({ name }) => name)).size).toBe(glyphs.length);
  for (const { name } of glyphs) expect(name).not.toMatch(/\d/);
});

test('Sine and cosine agree with those of the language', () => {
  for (let turns = -2; turns <= 2; turns += 0.013) {
    const [cos, sin] = onCircle(turns);
    expect(cos).toBeCloseTo(Math.cos(2 * Math.PI * turns), 13);
    expect(sin).toBeCloseTo(Math.sin(2 * Math.PI * turns), 13);
  }
});
