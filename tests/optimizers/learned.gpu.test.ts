import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFlax, thetaFromFlax } from '../../src/checkpoints/formats/flax';
import { registerTheta } from '../../src/checkpoints/registry';
import { type Theta, thetaLayout } from '../../src/checkpoints/theta';
import { prngKey, uniform } from '../../src/core/prng';
import type { GpuRuntime } from '../../src/kernels/runtime';
import type { FusedHub } from '../../src/optimizers/hub/fused';
import type { FusedLearned } from '../../src/optimizers/learned/fused';
import type { Optimizer, OptimizerConfig } from '../../src/optimizers/types';
import { publishedWeights } from '../checkpoints/browserWeights';
import { flattenTree } from '../checkpoints/trees';
import goldenJson from '../golden/lopt-golden.json';
import { testRuntime } from '../helpers/evaluateWgsl';
import { gpuRun, type LaneInput } from './learned/fusedRun';
import { flatten, type GoldenTask, largestError, layoutOf, lossOf, tolerance } from './learned/goldenTasks';
import { compareTrace } from './learned/goldenTrace';
import { configOf, findPart, goldenConfig, hub } from './learnedCases';

const golden = goldenJson as unknown as { tasks: Record<string, GoldenTask>; velo_weights: never };
const celoFile = await publishedWeights('celo.theta.state');
const celoAdamFile = await publishedWeights('celo_adam.theta.state');
const velo = thetaFromFlax(flattenTree(golden.velo_weights));
const missing: Record<string, boolean> = {
  celo: !celoFile,
  'celo-adam': !celoAdamFile,
  velo: false,
  hub: !celoFile,
};

registerTheta('velo', velo);
if (celoFile) registerTheta('celo', readFlax(celoFile));
if (celoAdamFile) registerTheta('celo-adam', readFlax(celoAdamFile));

let runtime: GpuRuntime;
beforeAll(async () => {
  runtime = await testRuntime();
});
afterAll(() => {
  runtime.dispose();
  runtime.device.destroy();
});

const optimizerOf = (config: OptimizerConfig): Optimizer => (config.id === 'hub' ? hub : findPart(config.id));

describe('golden runs, WGSL', () => {
  for (const [taskName, task] of Object.entries(golden.tasks)) {
    for (const [runName, run] of Object.entries(task.runs)) {
      const id = run.spec.optimizer.replace('_', '-');
      if (!(id in missing)) continue;
      test.skipIf(missing[id])(`${runName} on ${taskName}`, async () => {
        const config = goldenConfig(task, run);
        const layout = layoutOf(task);
        const evaluate = lossOf(taskName, task);
        // Lane 1 of three, so that a forgotten lane offset would show; the others are idle.
        const gpu = await gpuRun(runtime, optimizerOf(config), {
          layout,
          configs: [config],
          members: [[1, 0, 0]],
          lanes: 3,
          numSteps: task.num_steps,
        });
        let params = Float32Array.from(flatten(task, task.start));
        const idle: LaneInput = {
          params: new Float32Array(layout.size),
          grads: new Float32Array(layout.size),
          loss: 0,
        };
        const seen: string[] = [];
        for (let step = 0; step < task.steps; step++) {
          const trace = run.trace?.[String(step + 1)];
          const tracer = trace ? await (gpu.optimizer as FusedLearned).tracer() : null;
          const input = [idle, { params, ...evaluate(params) }, idle];
          const updates = await gpu.step(step, input, (pass) => tracer?.encode(pass, 0));
          const own = updates.subarray(layout.size, 2 * layout.size);
          if (trace && tracer) {
            const index = task.names.indexOf(trace.tensor as string);
            const { offset, size } = layout.segments[index];
            const update = own.subarray(offset, offset + size).map((value) => -value);
            compareTrace(run, step + 1, { ...(await tracer.read(0, index, task.num_steps)), update });
            tracer.destroy();
            seen.push(`trace ${step + 1}`);
          }
          params = params.map((value, i) => value + own[i]);
          const key = String(step + 1);
          const sigma = run.sigma?.[key];
          if (sigma) {
            const got = (await gpu.read((gpu.optimizer as FusedHub).sigma)).subarray(
              layout.size,
              2 * layout.size,
            );
            expect(largestError(got, flatten(task, sigma)), `sigma of update ${key}`).toBeLessThanOrEqual(
              1e-6,
            );
            seen.push(`sigma ${key}`);
          }
          if (!run.params[key]) continue;
          const error = largestError(params, flatten(task, run.params[key]));
          expect(error, `parameters after update ${key}`).toBeLessThanOrEqual(tolerance(run, key));
          seen.push(key);
        }
        gpu.destroy();
        expect(seen).toEqual(
          Object.keys(run.params).flatMap((u) => [
            ...(run.trace?.[u] ? [`trace ${u}`] : []),
            ...(run.sigma?.[u] ? [`sigma ${u}`] : []),
            u,
          ]),
        );
      });
    }
  }
});

describe('lanes', () => {
  const task = golden.tasks.mlp;
  const layout = layoutOf(task);
  const evaluate = lossOf('mlp', task);
  const other: Theta = { ...velo, values: velo.values.map((value, i) => value * (i % 2 ? 1 : 0.5)) };

  /** Trains the members for `steps`; returns parameters per lane. */
  async function train(
    members: readonly (readonly [number, number, number])[],
    lanes: number,
    steps = 6,
    spoil: (lane: number, step: number) => boolean = () => false,
  ): Promise<Float32Array[]> {
    const gpu = await gpuRun(runtime, findPart('velo'), {
      layout,
      configs: [configOf('velo'), configOf('velo', { horizon: 1000 })],
      members,
      lanes,
      numSteps: 30,
      thetas: [velo, other],
    });
    const params = Array.from({ length: lanes }, () => Float32Array.from(flatten(task, task.start)));
    for (let step = 0; step < steps; step++) {
      const updates = await gpu.step(
        step,
        params.map((p, lane) => {
          const result = evaluate(p);
          return {
            params: p,
            grads: spoil(lane, step) ? result.grads.map(() => Number.NaN) : result.grads,
            loss: result.loss,
          };
        }),
      );
      params.forEach((p, lane) => {
        for (let i = 0; i < layout.size; i++) p[i] += updates[lane * layout.size + i];
      });
    }
    gpu.destroy();
    return params;
  }

  test('a lane alone and among others is the same bit for bit, with its own weights and horizon', async () => {
    const all = await train(
      [
        [0, 0, 0],
        [1, 1, 0],
        [2, 0, 1],
        [3, 1, 1],
      ],
      4,
    );
    for (const [lane, row, theta] of [
      [0, 0, 0],
      [1, 1, 0],
      [2, 0, 1],
      [3, 1, 1],
    ] as const) {
      expect((await train([[0, row, theta]], 1))[0]).toEqual(all[lane]);
    }
    expect(all[0]).not.toEqual(all[1]);
    expect(all[0]).not.toEqual(all[2]);
  });

  test('a lane whose gradient is not a number spoils itself alone', async () => {
    const clean = await train([[0, 0, 0], [1, 0, 0]], 2); // biome-ignore format: one line is easier to compare
    const spoilt = await train([[0, 0, 0], [1, 0, 0]], 2, 6, (lane, step) => lane === 1 && step === 3); // biome-ignore format: as above
    expect(spoilt[0]).toEqual(clean[0]);
    expect(spoilt[1].every((value) => Number.isNaN(value))).toBe(true);
  });
});

describe('sizes', () => {
  test('a full-size VeLO with random weights moves the tensors of an LTC by finite steps', async () => {
    const shape = { architecture: 'velo', hidden: 512, banks: 256 } as const;
    const size = thetaLayout(shape).size;
    // 2,320,385 in the published file less 15,872 of "linear".
    expect(size).toBe(2_304_513);
    const theta: Theta = { ...shape, values: uniform(prngKey(7), size, -0.05, 0.05) };
    const { paramLayout } = await import('../../src/core/paramLayout');
    const shapes = [
      [1, 8],
      [1, 8],
      [1, 8],
      [1, 8],
      [8, 8],
      [8, 8],
      [8, 8],
      [8, 8],
      [8],
      [8],
      [8],
      [1],
      [1],
      [1],
      [1],
    ];
    const layout = paramLayout(shapes.map((extents, i) => ({ name: `t${i}`, shape: extents })));
    const gpu = await gpuRun(runtime, findPart('velo'), {
      layout,
      configs: [configOf('velo')],
      members: [[0, 0, 0]],
      lanes: 1,
      numSteps: 100,
      thetas: [theta],
    });
    const params = uniform(prngKey(1), layout.size, -1, 1);
    const grads = uniform(prngKey(2), layout.size, -1, 1);
    let updates = new Float32Array();
    await gpu.step(0, [{ params, grads, loss: 1 }]);
    const started = performance.now();
    for (let step = 1; step < 6; step++)
      updates = (await gpu.step(step, [{ params, grads, loss: 1 - step / 10 }])) as Float32Array<ArrayBuffer>;
    console.log(
      `full-size VeLO, 15 tensors: ${((performance.now() - started) / 5).toFixed(0)} ms a step here`,
    );
    expect(updates.every(Number.isFinite)).toBe(true);
    expect(updates.some((value) => value !== 0)).toBe(true);
    gpu.destroy();
  });
});
