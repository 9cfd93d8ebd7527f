/**
 * Contract of every registered optimizer and guard in an executor, whichever it is: shapes, gradients of zero,
 * lanes apart, lanes at rest, gradients untouched, and a parabola's minimum.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { ArmConfig } from '../../src/config/types';
import type { Executor, ExecutorSetup, LaneSnapshot } from '../../src/engine/executor';
import { type Method, methods } from '../../src/methods';
import { createQuadratic } from '../../src/tasks/quadratic';
import type { TaskInstance } from '../../src/tasks/types';
import { setupOf } from '../engine/setups';
import { configOf } from './subjects';

/** A matrix, a vector and a scalar, as parabolas of one curvature; 0 gives gradients of zero. */
const parabola = (curvature: number): TaskInstance => {
  const tensors = [
    { name: 'w', shape: [5, 13] },
    { name: 'b', shape: [3] },
    { name: 's', shape: [] },
  ];
  const size = 69;
  return createQuadratic({
    tensors,
    curvature: new Float32Array(size).fill(curvature),
    centre: Float32Array.from({ length: size }, (_, i) => 0.1 * Math.sin(i)),
  });
};

const SEEDS = [1, 2, 3];
/** Told to learned optimizers; guards that act at the end of the plan act within it. */
const STEPS = 400;

const armOf = (method: Method): ArmConfig => ({
  id: 'a',
  label: '',
  optimizer: configOf(method, { learningRate: 0.03, weightDecay: 0, momentum: 0.5 }),
  clipNorm: 0,
});

/** A lane by its bits, so that one NaN differs from another. */
const wordsOf = ({ params, state }: LaneSnapshot) => ({
  ...state,
  params: new Uint32Array(params.slice().buffer),
});

/** The suite; `make` builds the executor. */
export function methodContract(make: (plan: ExecutorSetup) => Promise<Executor>): void {
  const made: Executor[] = [];
  afterEach(() => {
    for (const executor of made.splice(0)) executor.dispose();
  });
  const open = async (method: Method, task = parabola(1), seeds = SEEDS, initialParams?: Float32Array) => {
    const plans = setupOf(task, [armOf(method)], seeds, STEPS);
    const executor = await make({
      ...plans,
      ...(initialParams ? { initialParams: initialParams as Float32Array<ArrayBuffer> } : {}),
    });
    made.push(executor);
    return executor;
  };

  describe.each(methods.map((method) => ({ method, id: method.id })))('$id', ({ method }) => {
    test('keeps the names and lengths of its state', async () => {
      const executor = await open(method);
      const shapes = async () =>
        (await executor.snapshot(0)).map(({ state }) =>
          Object.entries(state)
            .map(([name, words]) => `${name} ${words.length}`)
            .sort(),
        );
      const before = await shapes();
      expect(before.every((lane) => lane.join() === before[0].join())).toBe(true);
      await executor.run(0, 3);
      expect(await shapes()).toEqual(before);
    });

    test('stays finite on gradients of zero', async () => {
      const executor = await open(method, parabola(0));
      const { loss } = await executor.run(0, 3);
      expect(loss.every((value) => value === 0)).toBe(true);
      expect((await executor.readParams()).every(Number.isFinite)).toBe(true);
    });

    test('leaves the gradient of the step as the task gave it', async () => {
      const executor = await open(method);
      await executor.evaluate(0);
      const grads = await executor.readGrads();
      await executor.run(0, 1);
      expect(await executor.readGrads()).toEqual(grads);
    });

    test('treats lanes apart: a neighbour that is not a number changes no bit', async () => {
      const task = parabola(1);
      const { size } = task.layout;
      const alone = await open(method, task, [1]);
      const start = await alone.readParams();
      const both = new Float32Array(2 * size).fill(Number.NaN);
      both.set(start);
      const together = await open(method, task, [1, 2], both);
      await alone.run(0, 5);
      await together.run(0, 5);
      expect((await together.readParams()).slice(0, size)).toEqual(await alone.readParams());
    });

    test('leaves lanes at rest alone, state and all', async () => {
      const executor = await open(method);
      await executor.run(0, 2);
      const before = await executor.snapshot(0);
      await executor.run(2, 2, [0, 2]);
      const after = await executor.snapshot(0);
      expect(after[1]).toEqual(before[1]);
      expect(after[0].params).not.toEqual(before[0].params);
    });

    test('leaves a diverged lane alone, state and all', async () => {
      const { size } = parabola(1).layout;
      const start = await (await open(method)).readParams();
      start.fill(Number.NaN, size, 2 * size);
      const executor = await open(method, parabola(1), SEEDS, start);
      await executor.run(0, 3);
      expect(executor.divergedSteps().map((at) => at !== null)).toEqual([false, true, false]);
      const before = await executor.snapshot(0);
      await executor.run(3, 2);
      const after = await executor.snapshot(0);
      expect(wordsOf(after[1])).toEqual(wordsOf(before[1]));
      expect(wordsOf(after[0])).not.toEqual(wordsOf(before[0]));
    });

    test('goes on from a snapshot bit for bit', async () => {
      const [first, second] = [await open(method), await open(method)];
      await first.run(0, 4);
      await second.restore(await first.snapshot(0));
      await first.run(4, 4);
      await second.run(4, 4);
      expect(await second.readParams()).toEqual(await first.readParams());
    });

    test('finds the minimum of a parabola', async () => {
      const executor = await open(method);
      const { loss } = await executor.run(0, STEPS);
      const last = loss.slice(-SEEDS.length);
      // Half the square of a step or so of 0.03 from the minimum, in each of 69 directions.
      for (const value of last) expect(value).toBeLessThan(0.5 * 69 * 0.03 ** 2);
    });
  });
}
