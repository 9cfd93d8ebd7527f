import { expect, test } from 'vitest';
import { adam } from '../../src/optimizers/adam';
import { adamax } from '../../src/optimizers/adamax';
import { adamw } from '../../src/optimizers/adamw';
import golden from '../golden/lopt-golden.json';
import { runPortable } from '../helpers/portableOptimizer';

/** Thirty steps of the golden file's `quadratic`, loss = sum of a (x - c)^2 / 2, whose gradient is a (x - c). */
const task = golden.tasks.quadratic;

type Tensors = Readonly<Record<string, unknown>>;
const flat = (tensors: Tensors) => task.names.flatMap((name) => [tensors[name]].flat(3) as number[]);

interface GoldenRun {
  readonly spec: { lr: number; b1: number; b2: number; eps: number; weight_decay?: number };
  readonly params: Readonly<Record<string, Tensors>>;
  readonly float32_max_abs_diff: Readonly<Record<string, number>>;
}

test.each([
  ['adam', adam],
  ['adamax', adamax],
  ['adamw', adamw],
] as const)('%s follows the golden trajectory', (id, optimizer) => {
  const { spec, params, float32_max_abs_diff } = task.runs[id] as GoldenRun;
  const options = {
    learningRate: spec.lr,
    beta1: spec.b1,
    beta2: spec.b2,
    epsilon: spec.eps,
    ...(spec.weight_decay === undefined ? {} : { weightDecay: spec.weight_decay }),
  };
  const a = flat(task.data.a);
  const c = flat(task.data.c);
  const run = runPortable(optimizer, options, flat(task.start), { numSteps: task.num_steps });
  for (let t = 1; t <= task.steps; t++) {
    run.step(Array.from(run.params(), (x, i) => a[i] * (x - c[i])));
    if (!(t in params)) continue;
    const expected = flat(params[t]);
    const worst = run.params().reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i])), 0);
    // Ten times what float32 costs the reference program itself, as the golden check asks.
    expect(worst).toBeLessThanOrEqual(Math.max(1e-6, 10 * float32_max_abs_diff[t]));
  }
  run.dispose();
});
