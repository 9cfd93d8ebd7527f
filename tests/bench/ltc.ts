/** One training step of the LTC network: the fused kernels against stock TensorFlow.js on the same device. */
import { optionDefaults } from '../../src/core/option';
import { foldIn, Purpose, prngKey } from '../../src/core/prng';
import { openGpu, openTf } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { absoluteError } from '../../src/engine/golden/measure';
import { adam } from '../../src/optimizers/adam';
import type { LtcInstance } from '../../src/tasks/ltc/model';
import { ltcSine } from '../../src/tasks/ltcSine';
import { stockTraining } from './stockLtc';

export interface BenchResult {
  readonly adapter: string;
  readonly stockMs: number;
  /** One lane. */
  readonly fusedMs: number;
  /** Fifteen lanes, as the page opens: per step of all. */
  readonly fusedLanesMs: number;
  readonly ratio: number;
}

const STOCK_STEPS = 2;
const FUSED_STEPS = 128;

export async function benchLtc(report: (text: string) => void): Promise<BenchResult> {
  const gpu = await openGpu();
  const tf = await openTf('webgpu', gpu);
  const task = ltcSine.create(optionDefaults(ltcSine.options)) as LtcInstance;
  const start = task.init(foldIn(prngKey(0), Purpose.init));
  const arm = {
    id: 'a',
    label: '',
    optimizer: { id: adam.id, options: optionDefaults(adam.options) },
    clipNorm: 0,
  };
  const open = (seeds: number) =>
    createFusedExecutor(gpu.device, {
      task,
      arms: [arm],
      seeds: Array.from({ length: seeds }, (_, seed) => seed),
      numSteps: 1000,
    });

  report('fused step');
  const one = await open(1);
  await one.evaluate(0);
  const fusedGrads = await one.readGrads();
  const fusedMs = await perStep(FUSED_STEPS, (count) => one.run(0, count));
  one.dispose();
  const many = await open(15);
  const fusedLanesMs = await perStep(FUSED_STEPS, (count) => many.run(0, count));
  many.dispose();

  report('stock TensorFlow.js, first step');
  const stock = stockTraining(tf, task.problem, task.layout, start);
  // The first step compiles the shaders, and shows that both compute one thing.
  const difference = absoluteError(await stock.step(), fusedGrads);
  if (!(difference < 1e-5)) throw new Error(`the two gradients differ by ${difference}`);
  const started = performance.now();
  for (let step = 0; step < STOCK_STEPS; step++) {
    report(`stock TensorFlow.js, step ${step + 1} of ${STOCK_STEPS}`);
    await stock.step();
  }
  const stockMs = (performance.now() - started) / STOCK_STEPS;
  gpu.device.destroy();
  return { adapter: gpu.name, stockMs, fusedMs, fusedLanesMs, ratio: stockMs / fusedMs };
}

/** Milliseconds per step of the second of two equal runs; the first warms up. */
async function perStep(count: number, run: (count: number) => Promise<unknown>): Promise<number> {
  await run(count);
  const started = performance.now();
  await run(count);
  return (performance.now() - started) / count;
}
