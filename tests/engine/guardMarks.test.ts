import { expect, test } from 'vitest';
import { paramLayout } from '../../src/core/paramLayout';
import { armProbes, GuardMarks, guardReports, MAX_GUARD_MARKS } from '../../src/engine/guardMarks';
import type { GuardReport } from '../../src/engine/types';
import { GuardEvent } from '../../src/guards/types';

test('events become reports of the arm’s own lanes, in order of steps across chunks', () => {
  const chunk = (firstStep: number, rows: readonly (readonly number[])[]) => ({
    firstStep,
    count: rows.length,
    loss: new Float32Array(rows.length * 4),
    events: Uint32Array.from(rows.flat()),
  });
  const parts = [
    chunk(10, [
      [1, 0, 0, 2],
      [0, 0, 5, 0],
    ]),
    { firstStep: 12, count: 1, loss: new Float32Array(4) },
    chunk(13, [[0, 4, 3, 0]]),
  ];
  expect(guardReports(parts, 4, 2, 2)).toEqual([
    { seed: 1, step: 10, action: 'extend' },
    { seed: 0, step: 11, action: 'stop' },
    { seed: 0, step: 13, action: 'toDesigned' },
  ]);
  expect(guardReports(parts, 4, 0, 2).map(({ action }) => action)).toEqual(['reinit', 'toLearned']);
  // Every code has a name, in order.
  expect(Object.values(GuardEvent)).toEqual([0, 1, 2, 3, 4, 5]);
});

const reports = (count: number, first = 0): GuardReport[] =>
  Array.from({ length: count }, (_, i) => ({ seed: i % 2, step: first + i, action: 'reinit' }));

test('marks stop at their limit and the last one says how many more there are', () => {
  const marks = new GuardMarks();
  const first = marks.marks('a', reports(60), [7, 8]);
  expect(first).toHaveLength(60);
  expect(first[1]).toEqual({
    id: 'guard a 1 1',
    kind: 'reinit',
    armId: 'a',
    seed: 1,
    step: 1,
    text: 'seed 8 restarted from its lowest loss',
  });
  const second = marks.marks('a', reports(60, 60), [7, 8]);
  expect(second).toHaveLength(MAX_GUARD_MARKS - 60 + 1);
  expect(second.at(-1)).toMatchObject({ id: 'guard more a', kind: 'guard', step: 119 });
  expect(second.at(-1)!.text).toContain('20 more');
  const third = marks.marks('a', reports(5, 120), [7, 8]);
  expect(third).toMatchObject([{ id: 'guard more a', text: 'and 25 more events of its guard' }]);
  expect(marks.marks('b', reports(1), [7, 8])).toHaveLength(1);
  marks.clear(['a']);
  expect(marks.marks('a', reports(2), [7, 8])).toHaveLength(2);
});

test('measurements are cut to the layers there are, by seed', () => {
  const layout = paramLayout([
    { name: 'w', shape: [2, 3], module: 'dense' },
    { name: 'b', shape: [3], module: 'dense' },
    { name: 's', shape: [] },
  ]);
  const lane = (index: number) => ({
    lane: index,
    names: ['x', 'y'],
    layers: 3,
    values: Float32Array.from({ length: 6 }, (_, i) => 10 * index + i),
  });
  const arm = (layer: string) => ({
    id: 'a',
    label: '',
    clipNorm: 0,
    optimizer: { id: 'hub', options: { layer } },
  });
  const lanes = [lane(3), lane(2), lane(9)];
  const modules = armProbes(lanes, arm('module'), layout, 2, 2)!;
  expect(modules.layers).toEqual([
    { name: 'dense', size: 9 },
    { name: 's', size: 1 },
  ]);
  expect([...modules.values]).toEqual([20, 21, 22, 23, 30, 31, 32, 33]);
  expect(armProbes(lanes, arm('tensor'), layout, 2, 2)!.layers.map(({ size }) => size)).toEqual([6, 3, 1]);
  expect(armProbes(lanes, arm('tensor'), layout, 4, 2)).toBeNull();
});
