import { describe, expect, it } from 'vitest';
import { ALL, armCosts, phaseOf, StepCosts } from '../../src/engine/fused/stepCosts';
import { designedKernel } from '../../src/kernels/designed';
import * as guards from '../../src/kernels/guards';
import * as hub from '../../src/kernels/hub';
import * as lanes from '../../src/kernels/lanes';
import * as learned from '../../src/kernels/learned';
import { ltcLoss } from '../../src/kernels/ltc/ltcLoss';
import * as pathological from '../../src/kernels/pathological';
import type { Phase } from '../../src/kernels/phases';
import { type BoundKernel, GpuRuntime } from '../../src/kernels/runtime';
import * as siren from '../../src/kernels/siren';
import { fakeGpu } from '../kernels/fakeGpu';

/** Name and phase of every kernel of a module. */
const phases = (kernels: object): [string, Phase][] =>
  Object.values(kernels).flatMap((kernel): [string, Phase][] =>
    typeof kernel === 'object' && kernel !== null && 'phase' in kernel ? [[kernel.label, kernel.phase]] : [],
  );

describe('the part of a step a kernel counts as', () => {
  it('is that of its folder when an optimizer dispatches it', () => {
    for (const [kernels, phase] of [
      [{ adam: designedKernel('adam', '', ['mu', 'nu']) }, 'designed'],
      [learned, 'learned'],
      [hub, 'mixing'],
      [guards, 'mixing'],
    ] as const) {
      expect(phases(kernels).length).toBeGreaterThan(0);
      for (const [label, own] of phases(kernels)) expect([label, phaseOf(own, true)]).toEqual([label, phase]);
    }
  });

  it('is the task for its own kernels, and the guard where a guard asks for losses or copies rows', () => {
    for (const [label, own] of phases({ ltcLoss, ...pathological, ...siren })) {
      expect([label, phaseOf(own, false)]).toEqual([label, 'task']);
      expect([label, phaseOf(own, true)]).toEqual([label, 'mixing']);
    }
    for (const [label, own] of phases(lanes)) {
      expect([label, phaseOf(own, false)]).toEqual([label, 'rest']);
      expect([label, phaseOf(own, true)]).toEqual([label, 'mixing']);
    }
  });
});

describe('a device without timestamps', () => {
  const kernel = (phase: Phase): BoundKernel =>
    ({
      pipeline: {},
      group: {},
      step: false,
      label: phase,
      phase,
      setUniforms() {},
    }) as unknown as BoundKernel;
  const parts = (['task', 'designed', 'rest'] as const).map(kernel);

  it('is measured by its queue, whose news is not waited for and takes a tenth of the run at most', async () => {
    const { device } = fakeGpu({ looksEveryMs: 1000 });
    const runtime = new GpuRuntime(device, false);
    const costs = new StepCosts(runtime);
    const ring = runtime.stepRing(8);
    expect(costs.due(8)).toBe(8);
    const began = performance.now();
    const { now } = performance;
    try {
      // A clock that makes everything take 20 times as long.
      const slow = () => 20 * (now.call(performance) - began) + began;
      performance.now = slow;
      await costs.measure(ring, 8, new Map([[ALL, 1]]), (pass) => {
        for (const part of parts) pass.dispatch(part, 1);
      });
      const end = slow();
      // 24 parts and five empty submissions would wait for 29 seconds.
      expect(now.call(performance) - began).toBeLessThan(5000);
      expect(costs.tally.get(ALL)!.lanes).toBe(1);
      expect(end - began).toBeGreaterThan(500);
      performance.now = () => end + 8 * (end - began);
      expect(costs.due(8)).toBe(0);
      performance.now = () => end + 10 * (end - began);
      expect(costs.due(8)).toBe(8);
    } finally {
      performance.now = now;
    }
  });
});

describe('the cost of an arm', () => {
  const zero = { task: 0, designed: 0, learned: 0, mixing: 0, rest: 0 };
  const tally = new Map([
    [ALL, { lanes: 20, micros: { ...zero, task: 80, rest: 8 } }],
    [0, { lanes: 10, micros: { ...zero, designed: 10 } }],
    [1, { lanes: 10, micros: { ...zero, designed: 4, learned: 30, mixing: 6 } }],
  ]);
  // Two arms of one make, and one with a companion for every lane.
  const arms = [
    { lanes: 5, group: 0 },
    { lanes: 5, group: 0 },
    { lanes: 10, group: 1 },
  ];

  it('is its lanes’ share of the task and of its group; all arms together are all', () => {
    const costs = armCosts(tally, arms);
    expect(costs[0]).toEqual({ task: 20, designed: 5, learned: 0, mixing: 0, rest: 2 });
    expect(costs[2]).toEqual({ task: 40, designed: 4, learned: 30, mixing: 6, rest: 4 });
    const all = costs.flatMap((cost) => Object.values(cost!)).reduce((sum, value) => sum + value, 0);
    expect(all).toBe(138);
  });

  it('is that of as many lanes as were measured, told for all its lanes', () => {
    const few = new Map([...tally, [1, { lanes: 4, micros: { ...zero, learned: 12 } }]]);
    expect(armCosts(few, arms)[2]).toEqual({ task: 40, designed: 0, learned: 30, mixing: 0, rest: 4 });
  });

  it('is not known of a group that was never measured', () => {
    expect(armCosts(new Map([...tally].slice(0, 2)), arms).map((cost) => cost !== null)).toEqual([
      true,
      true,
      false,
    ]);
    expect(armCosts(new Map(), arms)).toEqual([null, null, null]);
  });
});
