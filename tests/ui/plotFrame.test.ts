import { describe, expect, it } from 'vitest';
import { frameOf, xPixel, xValue, yPixel, yValue } from '../../src/ui/plots/plotFrame';
import { followCrosshair, pointAt } from '../../src/ui/plots/pointing';

const frame = frameOf({
  width: 500,
  height: 310,
  margin: { l: 50, r: 50, t: 10, b: 100 },
  xaxis: { range: [0, 400] },
  yaxis: { range: [-4, 0], type: 'log' },
})!;

describe('the frame of a chart', () => {
  it('says where values lie: linear across, ten times per quarter down', () => {
    expect(xPixel(frame, 100)).toBe(150);
    expect(yPixel(frame, 1)).toBe(10);
    expect(yPixel(frame, 1e-4)).toBe(210);
    expect(yPixel(frame, 1e-2)).toBe(110);
  });

  it('goes both ways', () => {
    expect(xValue(frame, xPixel(frame, 123))).toBeCloseTo(123, 9);
    expect(yValue(frame, yPixel(frame, 0.037))).toBeCloseTo(0.037, 9);
  });

  it('is not there before the chart has axes', () => {
    expect(frameOf({ width: 500, height: 310, margin: { l: 50 } })).toBeNull();
  });
});

describe('the crosshair', () => {
  it('is one for all charts of an axis, and none of another', () => {
    const steps: (number | null)[] = [];
    const times: (number | null)[] = [];
    const stop = followCrosshair('step', (at) => steps.push(at));
    followCrosshair('time', (at) => times.push(at));
    pointAt('step', 12);
    pointAt('step', 12);
    pointAt('step', null);
    stop();
    pointAt('step', 30);
    expect(steps).toEqual([null, 12, null]);
    expect(times).toEqual([null]);
  });
});
