/** What the dialogue for a file of several parts sets out with. */
import { expect, test } from 'vitest';
import { firstPicks, partOf, shapeLeft } from '../../src/ui/controls/partChoice';

const array = (...extents: number[]) => ({
  axes: extents.map((extent, axis) => ({ id: `axis${axis}`, extent })),
  picks: extents.length - 3,
  rest: [],
});

test('named axes all begin at their first place', () => {
  const axes = [
    { id: 'channel', extent: 3 },
    { id: 'time', extent: 20 },
  ];
  expect(partOf(firstPicks({ axes, picks: 2, rest: [30, 40, 50] }))).toEqual({ channel: 0, time: 0 });
});

test.each([
  [[20, 30, 40, 50], { axis0: 0 }, [30, 40, 50]],
  [[30, 40, 50, 2], { axis3: 0 }, [30, 40, 50]],
  [[20, 2, 40, 50], { axis1: 0 }, [20, 40, 50]],
  [[2, 3, 4, 5], { axis0: 0 }, [3, 4, 5]],
  [[20, 30, 40, 50, 3], { axis0: 0, axis4: 0 }, [30, 40, 50]],
])('of an array %j the axis of few samples is taken first, else the first', (extents, part, left) => {
  const picks = firstPicks(array(...extents));
  expect(partOf(picks)).toEqual(part);
  expect(shapeLeft(array(...extents), picks)).toEqual(left);
});
