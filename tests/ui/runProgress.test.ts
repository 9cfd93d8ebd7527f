import { describe, expect, it } from 'vitest';
import { findPreset } from '../../src/config/presets';
import { ArmCurve } from '../../src/store/curves';
import { runStateOf, type ShownCurves } from '../../src/store/playground/runState';
import { IDLE } from '../../src/store/playground/state';
import { runProgress } from '../../src/ui/layout/runProgress';

const { experiment: whole } = findPreset('ltc-hub');
const experiment = { ...whole, steps: 1000 };
const running = { ...IDLE, state: 'running' as const, step: 100, steps: 400, stepsPerSecond: 50 };
const page = { status: running, experiment, waiting: [], data: null, trained: {}, showsRecord: false };
const at = (status: Partial<typeof IDLE>) => ({ ...page, status: { ...running, ...status } });

/** Curves of the arms in order, each of so many updates; null has none. */
function curves(...made: readonly (number | null)[]): ShownCurves {
  const arms = experiment.arms.flatMap(({ id }, index) => {
    const count = made[Math.min(index, made.length - 1)];
    if (count === null) return [];
    const curve = new ArmCurve(1);
    const loss = new Float32Array(count + 1).fill(1);
    curve.append(0, count + 1, { armId: id, loss }, 1);
    return [[id, curve] as const];
  });
  return { arms: new Map(arms), veiled: false };
}
const none: ShownCurves = { arms: new Map(), veiled: false };

describe('the progress of a run', () => {
  it('has a remaining time that follows from its rate', () => {
    expect(runProgress(page, none)).toMatchObject({ step: 100, steps: 400, remaining: 6, state: 'running' });
  });

  it('tells nothing of the run before while a task is prepared', () => {
    const nothing = { step: 0, steps: 1000, remaining: Number.NaN, state: 'preparing' };
    const veiled = { ...none, veiled: true };
    for (const state of ['preparing', 'running', 'finished'] as const)
      expect(runProgress(at({ state }), veiled)).toEqual(nothing);
    expect(runProgress(at({ state: 'paused' }), veiled)).toEqual({ ...nothing, state: 'paused' });
  });

  it('has no remaining time while paused, and before it begins the planned steps', () => {
    expect(runProgress(at({ state: 'paused' }), none)).toMatchObject({ step: 100, remaining: Number.NaN });
    expect(runProgress({ ...page, status: IDLE }, none)).toMatchObject({ step: 0, steps: 1000 });
  });

  it('is not behind the curves where the engine has not said so yet', () => {
    expect(runProgress(at({ step: 0 }), curves(26))).toMatchObject({ step: 26, state: 'running' });
  });

  it('is not done where every optimizer has diverged', () => {
    const lost = (loss: number): ShownCurves => {
      const curve = new ArmCurve(1);
      curve.append(0, 2, { armId: 'a', loss: Float32Array.of(1, loss) }, 1);
      return { arms: new Map([['a', curve]]), veiled: false };
    };
    const over = { ...at({ state: 'finished', step: 1 }), showsRecord: true };
    expect(runProgress(over, lost(Number.NaN)).state).toBe('diverged');
    expect(runProgress(over, lost(0.5)).state).toBe('finished');
  });

  it('is that of an optimizer that catches up, with the time of what is left of it', () => {
    expect(runProgress(at({ step: 400 }), curves(400, 100))).toEqual({
      step: 100,
      steps: 400,
      remaining: 6,
      state: 'catchingUp',
    });
    expect(runProgress(at({ step: 400, stepsPerSecond: 0 }), curves(400, 100))).toMatchObject({
      remaining: Number.NaN,
      state: 'catchingUp',
    });
  });

  it('says that kernels are compiled, and no time, while one that joins or became another has no curve', () => {
    const waits = { step: 0, remaining: Number.NaN, state: 'compiling' };
    for (const state of ['running', 'finished'] as const)
      expect(runProgress(at({ step: 400, state }), curves(400, null))).toMatchObject(waits);
    const [first] = experiment.arms;
    const trained = { [first.id]: { ...first, optimizer: { id: 'sgd', options: {} } } };
    const became = { ...at({ step: 400, state: 'finished' }), trained };
    expect(runProgress(became, curves(400))).toMatchObject(waits);
    expect(runProgress(at({ step: 400, state: 'finished' }), curves(400))).toMatchObject({
      state: 'finished',
    });
  });

  it('goes on while one of it waits for its kernels or catches up, though the engine is done with the others', () => {
    const done = at({ step: 400, state: 'finished' });
    expect(runStateOf(done, curves(400, null))).toBe('running');
    expect(runStateOf(done, curves(400, 100))).toBe('running');
    expect(runStateOf(done, curves(400))).toBe('finished');
    expect(runStateOf({ ...done, showsRecord: true }, curves(400, null))).toBe('finished');
    expect(runStateOf(at({ step: 400, state: 'paused' }), curves(400, null))).toBe('paused');
    // Nothing is expected of one that lacks weights.
    const waiting = experiment.arms.slice(1).map(({ id }) => id);
    expect(runStateOf({ ...done, waiting }, curves(400, null))).toBe('finished');
  });

  it('never promises 0.0 seconds', () => {
    expect(runProgress(at({ step: 399 }), curves(399)).remaining).toBeNaN();
    expect(runProgress(at({ step: 390 }), curves(390)).remaining).toBeCloseTo(0.2);
  });

  it('names the file or the weights that nothing trains without', () => {
    const data = { hash: 'ab', name: 'my.png' };
    const onFile = {
      ...page,
      status: IDLE,
      experiment: { ...experiment, task: { ...experiment.task, data } },
    };
    expect(runProgress(onFile, none)).toMatchObject({ step: 0, steps: 1000, state: 'lacks file' });
    const waiting = experiment.arms.map(({ id }) => id);
    expect(runProgress({ ...page, waiting }, none)).toMatchObject({ step: 0, state: 'lacks weights' });
    expect(runProgress({ ...page, waiting: waiting.slice(1) }, curves(100, null)).state).toBe('running');
  });
});
