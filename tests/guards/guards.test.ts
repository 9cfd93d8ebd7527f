/** Declarations of guards, and their portable form without a GPU. */
import { beforeAll, describe, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { openTf } from '../../src/engine/backend';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { lgl2o } from '../../src/guards/lgl2o';
import { checkDue } from '../../src/guards/lgl2o/settings';
import { stepsLeft } from '../../src/guards/minLossReinit/settings';
import { findMethod } from '../../src/methods';
import { Header } from '../../src/optimizers/learned/schedulerState';
import type { Tf } from '../../src/tasks/types';
import { mlp, quadratic, setupOf } from '../engine/setups';
import { configOf, guardArm, learnedPart } from './arms';

let tf: Tf;
beforeAll(async () => {
  tf = await openTf('cpu');
}, 60_000);

const GUARDS = ['lgl2o', 'min-loss-reinit', 'increase-steps', 'switch', 'early-stop'];

describe.each(GUARDS)('%s', (id) => {
  test('is a guard whose parts an experiment names', () => {
    const guard = findMethod(id);
    expect(guard.family).toBe('guard');
    expect(guard.parts?.learned).toBe('learned');
    const learned = { id: 'celo', checkpoint: 'c' };
    const read = (parts: object) =>
      readExperiment({
        task: { id: 'pathological' },
        arms: [{ id: 'a', optimizer: { id, parts } }],
      }).arms[0].optimizer.parts;
    expect(read({ learned, designed: { id: 'adam' } })?.learned).toMatchObject(learned);
    expect(() => read({ learned: { id: 'adam' }, designed: { id: 'adam' } })).toThrow(/must be a learned/);
    expect(() => read({ designed: { id: 'adam' } })).toThrow(/parts.learned/);
  });
});

test('LGL2O counts two gradients and its checks, spread over the period', () => {
  const { evaluations } = lgl2o;
  expect(evaluations!(configOf('lgl2o'))).toEqual({ gradients: 2, losses: 2 });
  expect(evaluations!(configOf('lgl2o', { period: 8, checks: 4 }))).toEqual({ gradients: 2, losses: 1 });
  const due = [0, 1, 2, 3, 4, 5, 6].filter((step) => checkDue(configOf('lgl2o', { period: 3 }), step));
  expect(due).toEqual([3, 6]);
});

test('a restart plans for the updates after its step, at least one', () => {
  expect(stepsLeft({ step: 0, numSteps: 100 })).toBe(99);
  expect(stepsLeft({ step: 98, numSteps: 100 })).toBe(1);
  expect(stepsLeft({ step: 99, numSteps: 100 })).toBe(1);
});

test('LGL2O rests on the check batches it was asked for', async () => {
  // Losses of the same parameters on one batch of 3 and on eight of them, out of 100 samples.
  const seen: number[][] = [];
  for (const checks of [1, 8]) {
    const task = mlp(3);
    const arms = [guardArm('a', 'lgl2o', learnedPart(100), { period: 2, checks })];
    const counted: number[] = [];
    const counting = {
      ...task,
      portable: (own: Tf) => {
        const inner = task.portable(own);
        return {
          ...inner,
          lossAndGrads: (...args: Parameters<typeof inner.lossAndGrads>) => {
            counted.push(args[0].shape[0]);
            return inner.lossAndGrads(...args);
          },
        };
      },
    };
    const executor = await createPortableExecutor(tf, setupOf(counting, arms, [1]));
    await executor.run(0, 3);
    executor.dispose();
    seen.push(counted);
  }
  // Three steps of both sides, and one comparison.
  expect(seen.map((calls) => calls.length)).toEqual([6 + 2, 6 + 16]);
});

test('a later restart plans anew: an optimizer past its end is lengthened from where it is', async () => {
  const arm = (limit: number) =>
    guardArm('a', 'increase-steps', learnedPart(100, { horizon: 10 }), { limit, increase: 1 });
  const executor = await createPortableExecutor(tf, setupOf(quadratic(), [arm(0)], [1], 60));
  await executor.run(0, 25);
  executor.configure([arm(5)]);
  const { events } = await executor.run(25, 4);
  // At iteration 25 the plan of 10 is over: 20, then 30 is enough.
  expect([...events!]).toEqual([2, 2, 0, 0]);
  const [{ state }] = await executor.snapshot(29);
  expect(new Float32Array(state['learned.scheduler'].buffer)[Header.extraSteps]).toBe(20);
  executor.dispose();
});
