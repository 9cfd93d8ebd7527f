/**
 * How a learned optimizer does on held-out tasks beside Adam, Adamax and AdamW with tuned learning rates.
 *
 * Rates are tuned over half-decades on tasks drawn apart from those reported on. Two ways of tuning are
 * given: one rate for the whole run (lowest mean log of the median loss over the reported steps), and the
 * best rate for every reported step, which no single run of the rule can reach.
 */
import { medianBand, quantile } from '../core/stats';
import type { Theta } from '../learned/theta';
import { evaluate, TaskSet } from './evaluate';
import type { TaskFamily } from './types';

export interface MetatestOptions {
  readonly tasks: number;
  readonly tuningTasks: number;
  readonly steps: number;
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

export const metatestDefaults: MetatestOptions = { tasks: 64, tuningTasks: 32, steps: 2000 };

export const REPORT_STEPS = [20, 50, 100, 200, 400, 1000, 2000] as const;
/** 1e-4 to 1 by half-decades. */
export const RATES = Array.from({ length: 9 }, (_, i) => 10 ** (-4 + i / 2));

const RULES = [
  { id: 'adam', row: (rate: number) => Float32Array.of(0, rate, 0.9, 0.999, 1e-8, 0) },
  { id: 'adamax', row: (rate: number) => Float32Array.of(1, rate, 0.9, 0.999, 1e-8, 0) },
  { id: 'adamw', row: (rate: number) => Float32Array.of(0, rate, 0.9, 0.999, 1e-8, 0.01) },
] as const;

/** One optimizer on the reported tasks. Losses that are not finite count as infinite and are written null. */
export interface MetatestRow {
  readonly optimizer: string;
  /** Of the whole run, where there is one. */
  readonly learningRate?: number;
  /** Of every reported step, where rates are chosen step by step. */
  readonly learningRates?: readonly number[];
  /** At the reported steps. */
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

export async function metatest(
  device: GPUDevice,
  family: TaskFamily,
  theta: Theta,
  options: MetatestOptions = metatestDefaults,
): Promise<MetatestResult> {
  const { tasks, tuningTasks, steps, onProgress } = options;
  const at = REPORT_STEPS.filter((step) => step <= steps);
  const learned = { kind: 'learned', shape: theta } as const;
  const progress = (what: string) => ({
    onProgress: (done: number, total: number) => onProgress?.(done, total, `${family.id}: ${what}`),
  });
  const designed = [];
  for (const { id, row } of RULES) {
    const base = { family, rule: { kind: 'designed' }, steps } as const;
    const tuning = await evaluate(device, {
      ...base,
      ...progress(`tuning ${id}`),
      rows: RATES.map(row),
      taskSet: TaskSet.tuning,
      tasks: tuningTasks,
    });
    const medians = tuning.map((curves) => at.map((step) => medianAt(curves, step)));
    const whole = argmin(medians.map((row) => row.reduce((sum, m) => sum + Math.log(Math.max(m, 1e-30)), 0)));
    const each = at.map((_, index) => argmin(medians.map((row) => row[index])));
    const used = [...new Set([whole, ...each])];
    const curves = await evaluate(device, {
      ...base,
      ...progress(id),
      rows: used.map((index) => row(RATES[index])),
      taskSet: TaskSet.reporting,
      tasks,
    });
    const of = (index: number) => curves[used.indexOf(index)];
    designed.push({ id, whole, each, of });
  }
  const adam = designed[0];
  const target = medianAt(adam.of(adam.whole), Math.min(400, steps));
  const base = { family, rule: learned, rows: [theta.values], taskSet: TaskSet.reporting, tasks };
  const [own] = await evaluate(device, { ...base, ...progress('learned'), steps });
  const planned: Float32Array[][] = [];
  for (const step of at) {
    planned.push(
      (await evaluate(device, { ...base, ...progress(`learned, planned for ${step}`), steps: step }))[0],
    );
  }
  const rows: MetatestRow[] = [
    {
      optimizer: 'learned',
      ...summary(
        at.map(() => own),
        at,
        target,
      ),
    },
    { optimizer: 'learned, planned for each step', ...summary(planned, at, target) },
    ...designed.flatMap(({ id, whole, each, of }): MetatestRow[] => [
      {
        optimizer: id,
        learningRate: RATES[whole],
        ...summary(
          at.map(() => of(whole)),
          at,
          target,
        ),
      },
      {
        optimizer: `${id}, best rate at each step`,
        learningRates: each.map((index) => RATES[index]),
        ...summary(each.map(of), at, target),
      },
    ]),
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

/** `runs[i]` are the curves that step `at[i]` is read from; the rest is told of the last of them. */
export function summary(
  runs: readonly (readonly Float32Array[])[],
  at: readonly number[],
  target: number,
): Omit<MetatestRow, 'optimizer'> {
  const bands = at.map((step, index) => medianBand(runs[index].map((curve) => curve[step])));
  const last = runs[runs.length - 1];
  const end = last[0].length - 1;
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
