/** How far two experiments are the same: in all that trains, in structure, in the problem. */
import type { Experiment } from '../config/types';
import { structureOf } from './lanes';

/** Task, data and seeds: equal texts are equal problems. */
export const problemOf = ({ task, seeds }: Experiment): string => JSON.stringify([task, seeds]);

/** Same task, data and seeds: arms can go on. */
export const sameProblem = (a: Experiment, b: Experiment): boolean => problemOf(a) === problemOf(b);

/** Same arms in the same order, the same length and validation: only option values (and labels) differ. */
export function sameStructure(a: Experiment, b: Experiment): boolean {
  const key = ({ arms, steps, validateEvery = 0 }: Experiment) =>
    JSON.stringify([steps, validateEvery, arms.map((arm) => [arm.id, structureOf(arm.optimizer)])]);
  return key(a) === key(b);
}
