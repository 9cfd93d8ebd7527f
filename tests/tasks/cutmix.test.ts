import { describe, expect, test } from 'vitest';
import { prngKey } from '../../src/core/prng';
import { given } from '../../src/network/graph';
import { evaluate } from '../../src/network/reference';
import { boxMask, drawnBox, mixed } from '../../src/tasks/network/cutmix';

describe('The box of a step', () => {
  const boxes = Array.from({ length: 20_000 }, (_, seed) => drawnBox(prngKey(seed), 28, 20));

  test('lies within the picture, and every pixel is cut at some time', () => {
    const cut = new Float64Array(28 * 20);
    for (const box of boxes) {
      expect(box.top >= 0 && box.left >= 0 && box.bottom <= 28 && box.right <= 20).toBe(true);
      boxMask(box, 28, 20).forEach((kept, i) => {
        cut[i] += 1 - kept;
      });
    }
    expect(Math.min(...cut)).toBeGreaterThan(0);
  });

  test('has the area that the paper’s equations give', () => {
    // Sides sqrt(u) of the picture's around any point, cut off at the edges: of a side s a share s - s^2 / 4 is left in the mean.
    const shares = Array.from({ length: 1000 }, (_, i) => Math.sqrt((i + 0.5) / 1000));
    const expected = shares.reduce((sum, s) => sum + (s - s ** 2 / 4) ** 2, 0) / shares.length;
    const areas = boxes.map(({ top, bottom, left, right }) => ((bottom - top) * (right - left)) / 560);
    const mean = areas.reduce((sum, area) => sum + area, 0) / areas.length;
    // Sides in whole pixels lose half a pixel of some 13 either way; the mean of 20,000 draws is known to 0.003.
    expect(mean).toBeLessThan(expected + 0.005);
    expect(mean).toBeGreaterThan(expected * (1 - 1 / 20));
  });

  test('follows its key', () => {
    expect(drawnBox(prngKey(3), 28, 28)).toEqual(drawnBox(prngKey(3), 28, 28));
    expect(new Set(boxes.slice(0, 100).map((box) => JSON.stringify(box))).size).toBeGreaterThan(80);
  });
});

describe('Mixed pictures', () => {
  const x = given('x', [3, 2, 2, 1]);
  const target = given('target', [3, 2]);
  const mix = mixed(x, target);
  const values = (mask: readonly number[]) =>
    evaluate(
      [mix.pictures, mix.target, mix.dominant],
      new Map([
        [x, Float64Array.from({ length: 12 }, (_, i) => i)],
        [target, Float64Array.from([1, 0, 0, 1, 1, 0])],
        [mix.mask, Float64Array.from(mask)],
      ]),
    ).map((each) => [...each]);

  test('have the box of the next one, and classes by area', () => {
    const [pictures, classes, dominant] = values([0, 1, 1, 1]);
    expect(pictures).toEqual([4, 1, 2, 3, 8, 5, 6, 7, 0, 9, 10, 11]);
    expect(classes).toEqual([0.75, 0.25, 0.25, 0.75, 1, 0]);
    expect(dominant).toEqual([1, 0, 0, 1, 1, 0]);
  });

  test('are of the next one’s class where the box is larger', () => {
    expect(values([0, 0, 0, 1])[2]).toEqual([0, 1, 1, 0, 1, 0]);
  });
});
