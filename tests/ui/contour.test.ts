import { expect, test } from 'vitest';
import { contourMap } from '../../src/ui/plots/pathological/Contour';

test('the plane has equal scales on a chart of any size', () => {
  // The axes leave 50 of the width and 40 of the height to text.
  for (const [width, height] of [
    [650, 340],
    [650, 640],
    [350, 640],
  ]) {
    const { across, up } = contourMap(1, 2, width, height);
    expect(across / (width - 50)).toBeCloseTo(up / (height - 40), 10);
    expect(Math.min(across, up)).toBe(1);
  }
});
