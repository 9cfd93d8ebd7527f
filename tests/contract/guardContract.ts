/**
 * Contract of every registered guard in an executor, whichever it is: the states of its parts under their names, its
 * learned part's walk while it has no reason to step in, and events that there are.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { Executor, ExecutorSetup } from '../../src/engine/executor';
import { guards } from '../../src/guards';
import { type Guard, GuardEvent } from '../../src/guards/types';
import type { OptimizerConfig } from '../../src/optimizers/types';
import { mlp, setupOf } from '../engine/setups';
import { plainArm } from '../guards/arms';
import { handCheckpoint } from '../helpers/handTheta';
import { configOf } from './subjects';

/** Whatever a guard calls the moment at which it steps in, it is beyond the end. */
const NEVER = { period: 1000, at: 1000, patience: 1000 };
/** Overflows within three steps, far from where the order of a sum decides whether it does. */
const BRUTAL = 1e10;
const SEEDS = [1, 2];

const learnedOf = ({ parts }: OptimizerConfig): OptimizerConfig => parts!.learned;

/** A guard whose learned part takes steps of `gain` / 1000 of the parameters' size. */
const guarding = (guard: Guard, gain: number): OptimizerConfig => {
  const config = configOf(guard, {});
  const learned = { ...learnedOf(config), checkpoint: handCheckpoint('celo', gain) };
  return { ...config, parts: { ...config.parts, learned } };
};

/** Of guards whose learned part breaks in the first steps. */
export const broken = (guard: Guard): ExecutorSetup =>
  setupOf(mlp(), [plainArm('a', guarding(guard, BRUTAL))], SEEDS, 40);

/** The suite; `make` builds the executor. */
export function guardContract(make: (setup: ExecutorSetup) => Promise<Executor>): void {
  const made: Executor[] = [];
  afterEach(() => {
    for (const executor of made.splice(0)) executor.dispose();
  });
  const open = async (setup: ExecutorSetup) => {
    const executor = await make(setup);
    made.push(executor);
    return executor;
  };

  describe.each(guards.map((guard) => ({ guard, id: guard.id })))('$id', ({ guard }) => {
    test('keeps the state of each part as the part alone does, under its name', async () => {
      const config = configOf(guard);
      const parts = Object.entries(config.parts!);
      const arms = [config, ...parts.map(([, part]) => part)];
      const executor = await open(
        setupOf(
          mlp(),
          arms.map((arm, index) => plainArm(`a${index}`, arm)),
          [1],
        ),
      );
      const [own, ...alone] = (await executor.snapshot(0)).map(({ state }) => state);
      parts.forEach(([name], index) => {
        for (const [key, words] of Object.entries(alone[index])) {
          expect([`${name}.${key}`, own[`${name}.${key}`]?.length]).toEqual([`${name}.${key}`, words.length]);
        }
      });
    });

    test('walks as its learned part, bit for bit, while it has no reason to step in', async () => {
      const config = configOf(guard, NEVER);
      const arms = [plainArm('a', config), plainArm('b', learnedOf(config))];
      const executor = await open(setupOf(mlp(), arms, SEEDS, 40));
      const { events } = await executor.run(0, 6);
      expect([...(events ?? [])].filter((event) => event !== GuardEvent.none)).toEqual([]);
      const params = await executor.readParams();
      const half = params.length / 2;
      expect(params.slice(0, half)).toEqual(params.slice(half));
    });

    test('reports only events that there are', async () => {
      const executor = await open(broken(guard));
      const { events } = await executor.run(0, 8);
      const known: readonly number[] = Object.values(GuardEvent);
      expect([...(events ?? [])].filter((event) => !known.includes(event))).toEqual([]);
    });
  });
}
