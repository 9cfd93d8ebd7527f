/**
 * How far Adam gets on tasks that are networks: minutes on the CPU, and so asked for by HUB_SLOW=1. Bounds are from the
 * specifications of the tasks; what was measured is beside them.
 */
import { expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { quantile } from '../../src/core/stats';
import { type Losses, train } from '../helpers/train';

const adam = (id: string, steps: number) =>
  readExperiment({
    task: { id },
    arms: [{ id: 'a', optimizer: { id: 'adam', options: { learningRate: 0.01 } } }],
    seeds: { first: 0, count: 5 },
    steps,
  });

/** Median over seeds of the mean loss of the `batches` until `step`. */
const medianAt = (losses: Losses, step: number, batches: number): number =>
  quantile(
    losses[0].map((_, seed) => {
      const last = losses.slice(Math.max(0, step - batches + 1), step + 1);
      return last.reduce((sum, row) => sum + row[seed], 0) / last.length;
    }),
    0.5,
  );

const hour = 3_600_000;

test.skipIf(!process.env.HUB_SLOW)(
  'an LSTM of 64 units is at 2e-4 after 100 steps of Adam and at 3e-5 after 400, in the median over five seeds',
  async () => {
    const [arm] = await train(adam('trajectory', 400));
    // 0.273, 3.1e-5, 4.2e-6.
    expect(medianAt(arm, 0, 1)).toBeGreaterThan(0.2);
    expect(medianAt(arm, 100, 1)).toBeLessThan(2e-4);
    expect(medianAt(arm, 400, 1)).toBeLessThan(3e-5);
  },
  hour,
);

test.skipIf(!process.env.HUB_SLOW)(
  'a neural ODE is at 0.02 after 100 steps of Adam and at 0.01 after 1,000, over the last twenty batches',
  async () => {
    const [arm] = await train(adam('neural-ode', 1000));
    // 0.0077, 0.0047.
    expect(medianAt(arm, 100, 20)).toBeLessThan(0.02);
    expect(medianAt(arm, 1000, 20)).toBeLessThan(0.01);
  },
  hour,
);
