import { expect, test } from 'vitest';
import { tensorOf } from '../../src/core/paramLayout';
import { foldIn, normal, prngKey } from '../../src/core/prng';
import { ltcProblemFromGolden } from '../../src/tasks/ltc/golden';
import { createLtc } from '../../src/tasks/ltc/model';
import { ltcLayout } from '../../src/tasks/ltc/problem';
import { ltcForward, ltcGradient } from '../../src/tasks/ltc/reference';
import golden from '../golden/ltc-golden.json';
import {
  deadEntries,
  goldenCases,
  gradientErrors,
  largestError,
  randomParams,
  randomProblem,
  worstOf,
} from './ltcCases';

test.each(goldenCases)('case $name: the double-precision model is the library’s', (entry) => {
  const { problem, params } = entry;
  const forward = ltcForward(problem, params);
  const stride = (problem.time * problem.unfolds + 1) * problem.units;
  const firstUnfolds = Array.from({ length: problem.batch }, (_, item) =>
    Array.from(forward.unfoldStates.subarray(item * stride, item * stride + 7 * problem.units)),
  ).flat();
  // The file carries 12 significant digits.
  expect(largestError(firstUnfolds, entry.firstUnfolds)).toBeLessThan(1e-11);
  expect(largestError(forward.states, entry.states)).toBeLessThan(1e-11);
  expect(largestError(forward.output, entry.output)).toBeLessThan(1e-11);
  expect(Math.abs(forward.loss - entry.loss)).toBeLessThan(1e-11);
  expect(worstOf(gradientErrors(problem, ltcGradient(problem, params), entry.grads))).toBeLessThan(1e-10);
});

test.each([
  ['implicit', 'implicit', {}],
  ['explicit', 'explicit', {}],
  ['a batch, two outputs and one unfold', 'implicit', { batch: 3, outputs: 2, unfolds: 1 }],
  ['dense', 'implicit', { dense: true, elapsed: 0.5, epsilon: 0.01 }],
] as const)('central differences agree with the gradient (%s)', (_, constraint, extra) => {
  const problem = randomProblem({ units: 8, constraint, ...extra });
  const params = Float64Array.from(randomParams(problem, 7));
  const gradient = ltcGradient(problem, params);
  for (let trial = 0; trial < 5; trial++) {
    const direction = Float64Array.from(normal(foldIn(prngKey(trial), 5), params.length));
    const h = 1e-5;
    const at = (sign: number) =>
      ltcForward(
        problem,
        params.map((value, index) => value + sign * h * direction[index]),
      ).loss;
    const slope = gradient.reduce((sum, value, index) => sum + value * direction[index], 0);
    // Truncation h² f''' and rounding 1e-16 / h are both near 1e-10; f''' along a long direction adds some.
    expect(Math.abs((at(1) - at(-1)) / (2 * h) - slope)).toBeLessThan(1e-7 * Math.max(1, Math.abs(slope)));
  }
});

test('entries without a synapse have a gradient of exactly 0 and no influence', () => {
  const { problem, params } = goldenCases[0];
  const dead = deadEntries(problem);
  expect(dead).toHaveLength(4 * (64 - 8) + 4 * (24 - 6));
  const gradient = ltcGradient(problem, params);
  expect(dead.every((index) => gradient[index] === 0)).toBe(true);
  const moved = params.slice();
  for (const index of dead) moved[index] += 3;
  expect(ltcForward(problem, moved).output).toEqual(ltcForward(problem, params).output);
});

test('a cell that nothing reaches relaxes to its leak potential', () => {
  const problem = randomProblem({ units: 4, time: 200 });
  const adjacency = problem.adjacency.map((row) => row.map((entry, j) => (j === 3 ? 0 : entry)));
  const sensoryAdjacency = problem.sensoryAdjacency.map((row) =>
    row.map((entry, j) => (j === 3 ? 0 : entry)),
  );
  const quiet = { ...problem, adjacency, sensoryAdjacency };
  const params = randomParams(quiet, 1);
  const { states } = ltcForward(quiet, params);
  const leak = tensorOf(params, ltcLayout(quiet), 'vleak')[3];
  // After 1200 unfolds what is left of the start is far below the guard's share, epsilon over kappa.
  expect(states.at(-1)).toBeCloseTo(leak, 7);
});

test('with positive conductances no state leaves the span of leak and reversal potentials', () => {
  const problem = randomProblem({ units: 8, dense: true, time: 50 });
  const params = createLtc(problem).init(prngKey(3));
  const { unfoldStates } = ltcForward(problem, params);
  expect(unfoldStates.every((v) => Math.abs(v) <= 1)).toBe(true);
  expect(unfoldStates.some((v) => Math.abs(v) > 0.2)).toBe(true);
});

test('mean conductances stay between 0 and the synapse’s weight, and are 0 without a synapse', () => {
  const { problem, params } = goldenCases[0];
  const { conductance, sensoryConductance } = ltcForward(problem, params);
  const softplus = (x: number) => Math.log1p(Math.exp(x));
  const check = (values: Float64Array, mask: number[], weights: Float64Array) =>
    values.forEach((value, index) => {
      if (mask[index] === 0) expect(value).toBe(0);
      else {
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(softplus(weights[index]));
      }
    });
  const layout = ltcLayout(problem);
  check(conductance, problem.adjacency.flat(), tensorOf(params, layout, 'w'));
  check(sensoryConductance, problem.sensoryAdjacency.flat(), tensorOf(params, layout, 'sensory_w'));
});

test('a golden case that does not fit together is refused by the name of its field', () => {
  const entry = golden.cases[0];
  const read = (change: object) => () => ltcProblemFromGolden({ ...entry, ...change } as never);
  expect(read({})).not.toThrow();
  expect(read({ constraint_mode: 'loose' })).toThrow(expect.objectContaining({ field: 'constraint_mode' }));
  expect(read({ time: 47 })).toThrow(expect.objectContaining({ field: 'input' }));
  expect(read({ units: 9 })).toThrow(expect.objectContaining({ field: 'adjacency' }));
  const { mu: _, ...withoutMu } = entry.params;
  expect(read({ params: withoutMu })).toThrow(expect.objectContaining({ field: 'mu' }));
  expect(read({ params: { ...entry.params, cm: [1] } })).toThrow(expect.objectContaining({ field: 'cm' }));
});

test('a problem with a bad extent, wiring or constant is refused by the name of its field', () => {
  const problem = randomProblem({ units: 8 });
  const bad = {
    units: { units: 0 },
    outputs: { outputs: 9 },
    unfolds: { unfolds: 1.5 },
    elapsed: { elapsed: 0 },
    noise: { noise: -1 },
    adjacency: { adjacency: problem.adjacency.map((row) => row.map(() => 0)) },
    sensoryAdjacency: { sensoryAdjacency: problem.sensoryAdjacency.map((row) => row.map(() => 2)) },
    target: { target: [0] },
    roles: { roles: ['motor'] as const },
  };
  for (const [field, change] of Object.entries(bad)) {
    expect(() => createLtc({ ...problem, ...change })).toThrow(expect.objectContaining({ field }));
  }
});
