/** Traces of golden runs: the intermediates of one update of one tensor, in the order of computation. */
import { expect } from 'vitest';
import { FEATURE_COLUMNS, mlpByGroup } from '../../src/learned/checkpoint/flax';
import { GROUP_NAMES } from '../../src/learned/features';
import { mlpLayout } from '../../src/learned/theta';
import { flat, type GoldenRun, type Nested } from './goldenTasks';

const ORDER = [
  'fraction_trained',
  'loss_buffer_means',
  'loss_buffer_running_min',
  'loss_features',
  'lstm_inputs',
  'lstm_hidden',
  'lstm_cell',
  'step_size_output',
  'step_scale',
  'controls',
  'mlp_weights',
  'features_raw',
  'features_normalized',
  'mlp_output',
  'update',
] as const;

/** The feature groups, `tensor shape + columns` each, side by side as `[n, 30]`. */
function joinGroups(groups: Record<string, Nested>): number[] {
  const flats = GROUP_NAMES.map((group) => flat(groups[group]));
  return Array.from({ length: flats[0].length }, (_, i) =>
    flats.flatMap((values, group) =>
      values.slice(i * FEATURE_COLUMNS[group], (i + 1) * FEATURE_COLUMNS[group]),
    ),
  ).flat();
}

/** One quantity of a trace as a flat list in this project's order. */
export function wantedTrace(trace: Readonly<Record<string, unknown>>, key: string): number[] {
  if (key.startsWith('features_')) return joinGroups(trace[key] as Record<string, Nested>);
  if (key !== 'mlp_weights') return flat(trace[key] as Nested);
  const weights = trace[key] as Record<string, Nested>;
  return Object.keys(mlpByGroup(new Float32Array(mlpLayout.size))).flatMap((name) => flat(weights[name]));
}

/**
 * Compares in the order of computation, so that the first failure is the cause. Every quantity of the trace
 * must be there but Celo's controls, which have no effect and no place in theta.
 */
export function compareTrace(
  run: GoldenRun,
  update: number,
  got: Readonly<Record<string, Float32Array>>,
): void {
  const trace = run.trace![String(update)];
  for (const key of ORDER) {
    if (trace[key] === undefined || (key === 'controls' && run.spec.optimizer === 'celo')) continue;
    const want = wantedTrace(trace, key);
    expect(got[key]?.length, `${key} of update ${update}`).toBe(want.length);
    want.forEach((value, i) => {
      // Float32 against float64 through a few steps, each with sums, roots and two networks.
      const allowed = 1e-6 + 1e-4 * Math.abs(value);
      const label = `${key}[${i}] of update ${update}: ${got[key][i]} for ${value}`;
      expect(Math.abs(got[key][i] - value), label).toBeLessThanOrEqual(allowed);
    });
  }
}
