/** The optimizer so far beside Adam on held-out tasks: what a training run shows as it goes. */

import type { Theta } from '../checkpoints/theta';
import { quantile } from '../core/stats';
import { evaluate, TaskSet } from './evaluate';
import type { TaskFamily } from './types';
import { designedRow } from './unroll';

export interface Comparison {
  readonly steps: readonly number[];
  /** Median loss over the held-out tasks after that many steps. */
  readonly learned: readonly number[];
  /** Of the best learning rate at each, chosen on the same tasks: a line that is hard to beat. */
  readonly adam: readonly number[];
}

/** Even on a logarithmic axis, and dense enough for a curve. */
export const WATCH_STEPS = [0, 1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 50, 70, 100, 140, 200] as const;
const WATCH_TASKS = 24;
/** Half-decades. */
const RATES = [-3.5, -3, -2.5, -2, -1.5, -1, -0.5].map((exponent) => 10 ** exponent);

const plan = (family: TaskFamily) => ({
  family,
  taskSet: TaskSet.watching,
  tasks: WATCH_TASKS,
  steps: WATCH_STEPS[WATCH_STEPS.length - 1],
});

const mediansOf = (curves: readonly Float32Array[]): number[] =>
  WATCH_STEPS.map((step) =>
    quantile(
      curves.map((curve) => curve[step]),
      0.5,
    ),
  );

/** Adam's half of a comparison; the same for a whole run. */
export async function adamMedians(device: GPUDevice, family: TaskFamily): Promise<number[]> {
  const curves = await evaluate(device, {
    ...plan(family),
    rule: { kind: 'designed' },
    rows: RATES.map((rate) => designedRow('adam', rate)),
  });
  const medians = curves.map(mediansOf);
  return WATCH_STEPS.map((_, at) => Math.min(...medians.map((row) => row[at])));
}

export async function learnedMedians(device: GPUDevice, family: TaskFamily, theta: Theta): Promise<number[]> {
  const rule = { kind: 'learned', shape: theta } as const;
  const [curves] = await evaluate(device, { ...plan(family), rule, rows: [theta.values] });
  return mediansOf(curves);
}
