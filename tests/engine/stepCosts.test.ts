import { describe, expect, it } from 'vitest';
import { ALL, armCosts, phaseOf } from '../../src/engine/fused/stepCosts';
import { designedKernel } from '../../src/kernels/designed';
import * as guards from '../../src/kernels/guards';
import * as hub from '../../src/kernels/hub';
import * as lanes from '../../src/kernels/lanes';
import * as learned from '../../src/kernels/learned';
import { ltcLoss } from '../../src/kernels/ltc/ltcLoss';
import * as pathological from '../../src/kernels/pathological';
import type { Phase } from '../../src/kernels/phases';
import * as siren from '../../src/kernels/siren';

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
