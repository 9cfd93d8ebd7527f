/** The layouts are the contract: cases of other extents than the shipped ones, with results of the CPU reference. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GoldenRunner } from '../../../src/engine/golden';
import { readLoptFile } from '../../../src/engine/golden/loptFile';
import { type LtcFile, readLtcFile } from '../../../src/engine/golden/ltcFile';
import { passes } from '../../../src/engine/golden/measure';
import type { BackendName, ExecutorKind } from '../../../src/engine/types';
import { ltcForward, ltcGradient } from '../../../src/tasks/ltc/reference';
import { smallLtcFile } from './smallLtcFile';

/** 3 cells, 2 inputs, 2 outputs, 2 sequences of 4, 5 unfolds of a time step of 0.5, explicit; no trainings. */
function oddLtcFile(): LtcFile {
  const file = readLtcFile(smallLtcFile());
  const [first] = file.cases;
  const wave = (length: number, shift: number) => Array.from({ length }, (_, i) => Math.sin(shift + 1.7 * i));
  const { batch, time, inputs, outputs } = first.problem;
  const problem = {
    ...first.problem,
    input: wave(batch * time * inputs, 0.3),
    target: wave(batch * time * outputs, 1.1),
  };
  const params = Float64Array.from(first.params, (_, i) => 0.6 + 0.4 * Math.sin(2 + 3 * i));
  const { unfoldStates, states, output, loss } = ltcForward(problem, params);
  const kept = (problem.unfolds + 1) * problem.units;
  const stride = unfoldStates.length / batch;
  const expected = {
    unfoldStates: Float64Array.from({ length: batch * kept }, (_, i) => {
      return unfoldStates[Math.floor(i / kept) * stride + (i % kept)];
    }),
    states,
    output,
    loss,
    grads: ltcGradient(problem, params),
  };
  return { ...file, cases: [{ ...first, problem, params, expected }] };
}

/** Adamax on a quadratic over [2, 1, 3], a scalar and [5], 7 updates, in double precision. */
function oddLoptFile() {
  const shape = { cube: 6, scalar: 1, row: 5 };
  const nest = (values: readonly number[]) => ({
    cube: [[values.slice(0, 3)], [values.slice(3, 6)]],
    scalar: values[6],
    row: values.slice(7),
  });
  const size = Object.values(shape).reduce((sum, count) => sum + count, 0);
  const numbers = (shift: number) => Array.from({ length: size }, (_, i) => Math.fround(Math.cos(shift + i)));
  const [a, c, start] = [numbers(0).map((value) => 1.5 + value), numbers(1), numbers(2)];
  const [lr, b1, b2, eps] = [0.05, 0.8, 0.95, 1e-6];
  const x = [...start];
  const m = x.map(() => 0);
  const u = x.map(() => 0);
  const kept: Record<string, unknown> = {};
  for (let t = 1; t <= 7; t++) {
    x.forEach((value, i) => {
      const g = a[i] * (value - c[i]);
      m[i] = b1 * m[i] + (1 - b1) * g;
      u[i] = Math.max(b2 * u[i], Math.abs(g) + eps);
      x[i] -= ((lr / (1 - b1 ** t)) * m[i]) / u[i];
    });
    if (t === 3 || t === 7) kept[t] = nest(x);
  }
  return readLoptFile({
    format: 1,
    kind: 'golden',
    tasks: {
      odd: {
        names: Object.keys(shape),
        data: { a: nest(a), c: nest(c) },
        start: nest(start),
        steps: 7,
        num_steps: 7,
        runs: { adamax: { spec: { optimizer: 'adamax', lr, b1, b2, eps }, params: kept } },
      },
    },
  });
}

const places: { kind: ExecutorKind; backend: BackendName }[] = [
  { kind: 'fused', backend: 'webgpu' },
  { kind: 'portable', backend: 'cpu' },
  { kind: 'portable', backend: 'webgpu' },
];

describe.each(places)('Golden runs on the $kind executor, $backend', ({ kind, backend }) => {
  let runner: GoldenRunner;
  beforeAll(async () => {
    runner = await GoldenRunner.open(kind, backend);
  });
  afterAll(() => runner.close());

  test('take an LTC cell of any extents', async () => {
    const { measurements } = await runner.run(oddLtcFile(), 'small');
    const quantities = measurements.map(({ quantity }) => quantity);
    expect(quantities).toContain('states');
    expect(quantities).toContain('grads.sensory_erev');
    expect(quantities.includes('unfold_states_first_step')).toBe(kind === 'fused');
    expect(measurements.filter((measurement) => !passes(measurement))).toEqual([]);
  });

  test('take an optimizer on tensors of any rank, kept at any step', async () => {
    const { measurements } = await runner.run(oddLoptFile(), 'odd/adamax');
    expect(measurements.map(({ quantity }) => quantity)).toEqual(['params at 3', 'params at 7']);
    expect(measurements.filter((measurement) => !passes(measurement))).toEqual([]);
  });

  test('name the quantity that is off', async () => {
    const file = oddLtcFile();
    const [first] = file.cases;
    const states = first.expected.states!.map((value, i) => (i === 5 ? value + 3e-5 : value));
    const wrong = { ...file, cases: [{ ...first, expected: { ...first.expected, states } }] };
    const { measurements } = await runner.run(wrong, 'small');
    const off = measurements.filter((measurement) => !passes(measurement));
    expect(off.map(({ quantity }) => quantity)).toEqual(['states']);
  });
});
