import { describe, expect, test } from 'vitest';
import { prngKey } from '../../src/core/prng';
import { driveOf } from '../../src/data/driving';
import { FRAMES } from '../../src/data/driving/drive';
import { laneKeeping } from '../../src/tasks/laneKeeping';
import type { LaneKeepingView } from '../../src/tasks/laneKeeping/view';
import { formatDegrees } from '../../src/ui/plots/laneKeeping/formatDegrees';
import { steeredTrack } from '../../src/ui/plots/laneKeeping/steeredTrack';

await laneKeeping.prepare?.();

/** Small enough for double precision on a CPU. */
const SMALL = { width: 2, cells: 5, units: 4, unfolds: 2, batch: 2 };
const create = (options: object) => laneKeeping.create({ ...SMALL, ...options });

describe('the network that steers', () => {
  test('has the tensors of its layers, and no bias before batch normalisation', () => {
    const names = (options: object) => create(options).layout.segments.map(({ name }) => name);
    const eye = '0.timeDistributed/';
    expect(names({ head: 'lstm' })).toEqual([
      ...['0.conv2d/w', '0.conv2d/b', '2.conv2d/w', '2.conv2d/b', '4.conv2d/w', '4.conv2d/b'].map(
        (n) => eye + n,
      ),
      ...['7.dense/w', '7.dense/b', '8.layerNorm/scale', '8.layerNorm/offset'].map((n) => eye + n),
      ...['1.lstm/w', '1.lstm/b', '2.dense/w', '2.dense/b'],
    ]);
    const normed = names({ head: 'lstm', norm: 'batch' });
    expect(normed.filter((name) => /conv2d\/b/.test(name))).toEqual([]);
    expect(normed.filter((name) => /scale|offset/.test(name))).toHaveLength(8);
    // Convolutions 208 + 1,168 + 2,320, dense 4,624 and 32, cells 57 + 4 * 361 + 4 * 304 + 34.
    expect(laneKeeping.create({}).layout.size).toBe(11_103);
  });

  test('starts as its parts do: scales at 1, reversal potentials at the wiring’s signs', () => {
    const { layout, init } = create({ norm: 'batch' });
    const params = init(prngKey(5));
    const values = (name: string) => {
      const { offset, size } = layout.segments.find((segment) => segment.name === name)!;
      return params.subarray(offset, offset + size);
    };
    expect(new Set(values('0.timeDistributed/1.batchNorm/scale'))).toEqual(new Set([1]));
    expect(new Set(values('0.timeDistributed/1.batchNorm/offset'))).toEqual(new Set([0]));
    expect([...new Set(values('1.ltc/erev'))].sort()).toEqual([-1, 0, 1]);
    for (const value of values('1.ltc/sigma')) expect(value >= 3 && value < 8).toBe(true);
  });

  test.each(['none', 'batch'])(
    'is validated by the share of frames within 1° (normalisation: %s)',
    (norm) => {
      const { validation, init } = create({ head: 'lstm', norm });
      const { loss, accuracy } = validation!.reference(init(prngKey(0)));
      expect(loss).toBeGreaterThan(0);
      // 500 frames
      expect(accuracy * 500).toBeCloseTo(Math.round(accuracy * 500), 6);
      expect(accuracy).toBeGreaterThan(0);
    },
  );

  test.each(['ltc', 'lstm'])('shows held-out drives, answers as in validation, and its units: %s', (head) => {
    const task = create({ head });
    const view = task.view!(task.init(prngKey(1))) as LaneKeepingView;
    expect(view.drives).toHaveLength(3);
    const { driver, answer, road, way, led, frames, signals } = view.drives[1];
    expect(frames).toHaveLength(FRAMES * 24 * 48);
    expect([...driver]).toEqual(driveOf('validation', 1).degrees.map(Math.fround));
    expect([answer, way, led].map(({ length }) => length)).toEqual([FRAMES, 2 * FRAMES, 2 * FRAMES]);
    expect(road.length).toBeGreaterThan(200);
    expect(led.slice(0, 2)).toEqual(way.slice(0, 2));
    expect(Object.keys(signals)).toEqual(
      head === 'ltc' ? ['potential'] : ['hidden', 'memory', 'input', 'forget', 'output'],
    );
    for (const values of Object.values(signals)) expect(values).toHaveLength(FRAMES * view.units);
  });
});

describe('what is drawn', () => {
  test('of a straight track is a line down the middle, of one to the left a curve to the left', () => {
    const columns = (degrees: number) =>
      steeredTrack(degrees, { height: 24, width: 48 })
        .split(' ')
        .map((point) => Number(point.split(',')[0]));
    expect(new Set(columns(0))).toEqual(new Set([24]));
    expect(columns(5).at(-1)).toBeLessThan(20);
    expect(columns(-5).at(-1)).toBeGreaterThan(28);
    expect(steeredTrack(Number.NaN, { height: 24, width: 48 })).toBe('');
  });

  test('of degrees has one decimal and a true minus', () => {
    expect([-9.66, 3, -0.01, Number.NaN].map(formatDegrees)).toEqual(['−9.7', '3.0', '0.0', 'NaN']);
  });
});
