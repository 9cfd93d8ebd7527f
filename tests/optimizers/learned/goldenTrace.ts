/** Traces of golden runs: the intermediates of one update of one tensor, in the order of computation. */
import { expect } from 'vitest';
import { TRACE_ORDER, traceValues } from '../../../src/engine/golden/trace';
import type { GoldenRun } from './goldenTasks';

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
  for (const key of TRACE_ORDER) {
    if (trace[key] === undefined || (key === 'controls' && run.spec.optimizer === 'celo')) continue;
    const want = traceValues(trace, key);
    expect(got[key]?.length, `${key} of update ${update}`).toBe(want.length);
    want.forEach((value, i) => {
      // Float32 against float64 through a few steps, each with sums, roots and two networks.
      const allowed = 1e-6 + 1e-4 * Math.abs(value);
      const label = `${key}[${i}] of update ${update}: ${got[key][i]} for ${value}`;
      expect(Math.abs(got[key][i] - value), label).toBeLessThanOrEqual(allowed);
    });
  }
}
