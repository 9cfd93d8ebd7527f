import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { plansAhead } from '../../src/config/plansAhead';
import { describeVerdict, makeReceipt } from '../../src/config/receipt';
import type { Experiment } from '../../src/config/types';
import type { RunMark } from '../../src/engine/types';
import { compareShared } from '../../src/store/comparison';
import { Curves } from '../../src/store/curves';
import { armCurves } from '../../src/store/exportRecord';
import { sharedOf } from '../../src/store/links';
import { fakeDevice } from '../ui/fakeEngine';

const came = readExperiment({
  task: { id: 'pathological' },
  arms: [
    { id: 'a1', optimizer: { id: 'adam', options: { learningRate: 0.01 } } },
    { id: 'a2', optimizer: { id: 'celo', checkpoint: 'broad' } },
  ],
  seeds: { count: 2 },
  steps: 40,
  interventions: [{ step: 20, armId: 'a1', path: 'learningRate', value: 0.05 }],
});

function train(decay: number, steps = 40): Curves {
  const curves = new Curves(2);
  curves.append({
    firstStep: 0,
    count: steps + 1,
    elapsedMs: 1,
    arms: came.arms.map(({ id }) => ({
      armId: id,
      loss: Float32Array.from({ length: 2 * (steps + 1) }, (_, i) => decay ** Math.floor(i / 2)),
    })),
  });
  return curves;
}

const receipt = makeReceipt({ ...fakeDevice, version: '0.1.0', arms: armCurves(came, train(0.9)) })!;
const shared = sharedOf('link', came, receipt, []);
const compared = (
  { experiment = came, marks = [] }: { experiment?: Experiment; marks?: RunMark[] },
  decay = 0.91,
  nudged?: Curves,
) =>
  compareShared({ experiment, marks }, shared, receipt, train(decay), nudged && armCurves(came, nudged)).map(
    ({ here, verdict }) => `${here}: ${verdict?.verdict ?? 'none'}`,
  );

const rated = (learningRate: number) =>
  readExperiment({
    ...came,
    arms: [{ id: 'a1', optimizer: { id: 'adam', options: { learningRate } } }, came.arms[1]],
  });
const edit = (step: number, value: number): RunMark => ({
  id: `edit a1 learningRate ${step}`,
  kind: 'intervention',
  armId: 'a1',
  step,
  text: '',
  change: { path: 'learningRate', value },
});
const length = (planned: number): RunMark[] =>
  came.arms.map(({ id }) => ({ id: `length ${id}`, kind: 'length', armId: id, step: 10, text: '', planned }));

describe('A run compared with what came', () => {
  it('departs where nothing was changed, and changes that came with it are none', () => {
    expect(compared({ marks: [edit(20, 0.05)] })).toEqual(['same: departs', 'same: departs']);
    expect(compared({}, 0.9)).toEqual(['same: matches', 'same: matches']);
  });

  it('of an arm that was changed here is not said to depart, and rounding is not asked', () => {
    expect(compared({ experiment: rated(0.5) })).toEqual(['changed: none', 'same: departs']);
    const near = train(0.912);
    expect(compared({ experiment: rated(0.5) }, 0.91, near)).toEqual([
      'changed: none',
      'same: amplified rounding',
    ]);
    expect(compared({ experiment: rated(0.5) }, 0.9)).toEqual(['changed: matches', 'same: matches']);
  });

  it('was changed too where the change was set back later, unless it came after what is compared', () => {
    expect(compared({ marks: [edit(5, 0.5), edit(7, 0.01)] })[0]).toBe('changed: none');
    expect(compared({ marks: [edit(40, 0.5)] })[0]).toBe('same: departs');
  });

  it('was changed by another planned length where the arm goes by it', () => {
    expect(compared({ experiment: { ...came, steps: 20_000 } })).toEqual(['same: departs', 'changed: none']);
    expect(compared({ marks: length(500) })).toEqual(['same: departs', 'changed: none']);
    expect(compared({ marks: length(40) })).toEqual(['same: departs', 'same: departs']);
  });

  it('cannot be judged where the recorded run was planned anew on its way', () => {
    const arms = armCurves(came, train(0.9)).map((arm, index) =>
      index === 1 ? { ...arm, replanned: 30 } : arm,
    );
    const claim = makeReceipt({ ...fakeDevice, version: '0.1.0', arms })!;
    const [first, second] = compareShared({ experiment: came, marks: [] }, shared, claim, train(0.91));
    expect(first.verdict?.verdict).toBe('departs');
    expect(second).toMatchObject({ verdict: { verdict: 'replanned', step: 30 }, complete: true });
    expect(describeVerdict(second.verdict!)).toMatch(/^cannot be compared: .* changed at step 30/);
  });
});

it('an arm goes by the planned length that plans, follows a cosine, or will, and no other', () => {
  const ahead = (optimizer: unknown, interventions: unknown[] = []) => {
    const experiment = readExperiment({
      task: { id: 'pathological' },
      arms: [{ id: 'a1', optimizer }],
      interventions,
    });
    return plansAhead(experiment.arms[0], experiment.interventions);
  };
  const celo = (horizon: number) => ({ id: 'celo', checkpoint: 'broad', options: { horizon } });
  expect([ahead(celo(0)), ahead(celo(200))]).toEqual([true, false]);
  expect(ahead({ id: 'hub', parts: { designed: { id: 'adam' }, learned: celo(0) } })).toBe(true);
  expect(ahead({ id: 'hub', parts: { designed: { id: 'adam' }, learned: celo(200) } })).toBe(false);
  expect(
    ['constant', 'step', 'cosine'].map((schedule) => ahead({ id: 'adam', options: { schedule } })),
  ).toEqual([false, false, true]);
  const later = { step: 9, armId: 'a1', path: 'schedule', value: 'cosine' };
  expect(ahead({ id: 'adam' }, [later])).toBe(true);
});
