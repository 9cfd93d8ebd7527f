/**
 * How a learned optimizer does on held-out tasks beside Adam, Adamax and AdamW with tuned learning rates.
 *
 * Rates are tuned over half-decades on tasks drawn apart from those reported on. Two ways of tuning are
 * given: one rate for the whole run (lowest mean log of the median loss over the reported steps), and the
 * best rate for every reported step, which no single run of the rule can reach. A learned optimizer is told
 * how long its run will be, so it is run for several planned lengths, and beside it stands an Adam that is
 * told as well: its rate, tuned for every planned length, falls in a straight line to 0.
 */

import type { Theta } from '../checkpoints/theta';
import { medianBand, quantile } from '../core/stats';
import { evaluate, TaskSet } from './evaluate';
import type { TaskFamily } from './types';
import { designedRow, type UnrollRule } from './unroll';

export interface MetatestOptions {
  readonly tasks: number;
  readonly tuningTasks: number;
  readonly steps: number;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

export const metatestDefaults: MetatestOptions = { tasks: 64, tuningTasks: 32, steps: 2000 };

export const REPORT_STEPS = [20, 50, 100, 200, 400, 1000, 2000] as const;
/** Learned optimizers are reported one by one for planned lengths from this one. */
const SHORTEST_PLAN = 100;
/** 1e-4 to 1 by half-decades. */
export const RATES = Array.from({ length: 9 }, (_, i) => 10 ** (-4 + i / 2));

const RULES = ['adam', 'adamax', 'adamw'] as const;

/** One optimizer on the reported tasks. Losses that are not finite count as infinite and are written null. */
export interface MetatestRow {
  readonly optimizer: string;
  /** Of the whole run, where there is one. */
  readonly learningRate?: number;
  /** Of every reported step, where rates are chosen step by step. */
  readonly learningRates?: readonly number[];
  /** At the reported steps; null also beyond the end of a shorter run. */
  readonly median: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** First step at which the median loss is at most the target, or null. */
  readonly timeToTarget: number | null;
  /** Tasks with a loss that was not finite. */
  readonly diverged: number;
  /** Tasks whose loss at the end is above that of the start. */
  readonly worse: number;
}

export interface MetatestResult {
  readonly family: string;
  readonly tasks: number;
  readonly tuningTasks: number;
  readonly steps: readonly number[];
  /** Median loss of tuned Adam after 400 steps. */
  readonly target: number;
  readonly rows: readonly MetatestRow[];
}

/** The hand-designed half of a comparison: the same for every learned optimizer. */
export interface Baselines {
  readonly target: number;
  readonly rows: readonly MetatestRow[];
}

/** Reported steps that a run of this length has. */
const stepsWithin = (length: number) => REPORT_STEPS.filter((step) => step <= length);

interface Runs {
  readonly rule: UnrollRule;
  readonly rows: readonly Float32Array[];
  readonly length: number;
  readonly what: string;
  /** On the tasks that rates are tuned on; default: on those reported. */
  readonly tuning?: boolean;
}

function runsOf(device: GPUDevice, family: TaskFamily, options: MetatestOptions) {
  return ({ rule, rows, length, what, tuning = false }: Runs): Promise<Float32Array[][]> =>
    evaluate(device, {
      family,
      rule,
      rows,
      steps: length,
      taskSet: tuning ? TaskSet.tuning : TaskSet.reporting,
      tasks: tuning ? options.tuningTasks : options.tasks,
      onProgress: (done, total) => options.onProgress?.(done, total, `${family.id}: ${what}`),
    });
}

/** Adam, Adamax and AdamW, tuned and run. */
export async function baselines(
  device: GPUDevice,
  family: TaskFamily,
  options: MetatestOptions = metatestDefaults,
): Promise<Baselines> {
  const { steps } = options;
  const at = stepsWithin(steps);
  const run = runsOf(device, family, options);
  const rule = { kind: 'designed' } as const;
  const designed = [];
  for (const id of RULES) {
    const rows = RATES.map((rate) => designedRow(id, rate));
    const tuned = await run({ rule, rows, length: steps, what: `tuning ${id}`, tuning: true });
    const medians = tuned.map((runs) => at.map((step) => medianAt(runs, step)));
    const whole = argmin(medians.map((row) => row.reduce((sum, m) => sum + Math.log(Math.max(m, 1e-30)), 0)));
    const each = at.map((_, index) => argmin(medians.map((row) => row[index])));
    const used = [...new Set([whole, ...each])];
    const curves = await run({ rule, rows: used.map((index) => rows[index]), length: steps, what: id });
    designed.push({ id, whole, each, of: (index: number) => curves[used.indexOf(index)] });
  }
  const adam = designed[0];
  const target = medianAt(adam.of(adam.whole), Math.min(400, steps));
  const falling: Float32Array[][] = [];
  const fallingRates: number[] = [];
  for (const length of at) {
    const what = `adam with a falling rate, planned for ${length}`;
    const rows = RATES.map((rate) => designedRow('adam', rate, true));
    const tuned = await run({ rule, rows, length, what: `tuning ${what}`, tuning: true });
    const best = argmin(tuned.map((runs) => medianAt(runs, length)));
    fallingRates.push(RATES[best]);
    falling.push((await run({ rule, rows: [rows[best]], length, what }))[0]);
  }
  const rows = designed.flatMap(({ id, whole, each, of }): MetatestRow[] => [
    { optimizer: id, learningRate: RATES[whole], ...summary([of(whole)], at, target) },
    {
      optimizer: `${id}, best rate at each step`,
      learningRates: each.map((index) => RATES[index]),
      ...summary(each.map(of), at, target),
    },
  ]);
  const told = { optimizer: 'adam, falling rate, planned for each step', learningRates: fallingRates };
  return { target, rows: [...rows, { ...told, ...summary(falling, at, target) }] };
}

/** A learned optimizer beside `against`, by planned length. */
export async function metatest(
  device: GPUDevice,
  family: TaskFamily,
  theta: Theta,
  options: MetatestOptions = metatestDefaults,
  against?: Baselines,
): Promise<MetatestResult> {
  const { tasks, tuningTasks, steps } = options;
  const at = stepsWithin(steps);
  const { target, rows: designed } = against ?? (await baselines(device, family, options));
  const run = runsOf(device, family, options);
  const planned: Float32Array[][] = [];
  for (const length of at) {
    const what = `learned, planned for ${length}`;
    const rule = { kind: 'learned', shape: theta } as const;
    planned.push((await run({ rule, rows: [theta.values], length, what }))[0]);
  }
  const learned = at.map((length, index) => ({
    length,
    row: { optimizer: `learned, planned for ${length}`, ...summary([planned[index]], at, target) },
  }));
  const rows = [
    ...learned.flatMap(({ length, row }) => (length < SHORTEST_PLAN ? [] : [row])).reverse(),
    { optimizer: 'learned, planned for each step', ...summary(planned, at, target) },
    ...designed,
  ];
  return { family: family.id, tasks, tuningTasks, steps: at, target, rows };
}

export const medianAt = (curves: readonly Float32Array[], step: number): number =>
  quantile(
    curves.map((curve) => curve[step]),
    0.5,
  );

const argmin = (values: readonly number[]): number => values.indexOf(Math.min(...values));

const plain = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Of one run over all steps, or of one for every step of `at`; what a single number tells of is then the last of them.
 * Steps beyond the end of a run have no median.
 */
export function summary(
  runs: readonly (readonly Float32Array[])[],
  at: readonly number[],
  target: number,
): Omit<MetatestRow, 'optimizer'> {
  const last = runs[runs.length - 1];
  const end = last[0].length - 1;
  const bands = at.map((step, index) => {
    const curves = runs.length === 1 ? last : runs[index];
    if (step >= curves[0].length) return { median: Number.NaN, low: Number.NaN, high: Number.NaN };
    return medianBand(curves.map((curve) => curve[step]));
  });
  let timeToTarget: number | null = null;
  for (let step = 0; step <= end && timeToTarget === null; step++) {
    if (medianAt(last, step) <= target) timeToTarget = step;
  }
  return {
    median: bands.map((band) => plain(band.median)),
    low: bands.map((band) => plain(band.low)),
    high: bands.map((band) => plain(band.high)),
    timeToTarget,
    diverged: last.filter((curve) => curve.some((loss) => !Number.isFinite(loss))).length,
    worse: last.filter((curve) => !(curve[end] <= curve[0])).length,
  };
}
