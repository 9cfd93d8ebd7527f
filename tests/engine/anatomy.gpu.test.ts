import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registerTheta } from '../../src/checkpoints/registry';
import type { ArmConfig } from '../../src/config/types';
import type { AnyOptions } from '../../src/core/option';
import { openGpu, openTf } from '../../src/engine/backend';
import type { Executor, LaneTerms } from '../../src/engine/executor';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import type { Tf } from '../../src/tasks/types';
import { randomTheta } from '../optimizers/learned/randomTheta';
import { configOf, hubConfig } from '../optimizers/learnedCases';
import { arm, mlp, setupOf } from './setups';

let device: GPUDevice;
let tf: Tf;
beforeAll(async () => {
  device = (await openGpu()).device;
  tf = await openTf('cpu');
  registerTheta('celo', randomTheta({ architecture: 'celo', hidden: 8, banks: 1 }, 1));
});
afterAll(() => device.destroy());

const RATE = 0.01;
const hubArm = (id: string, options: AnyOptions = {}, clipNorm = 0): ArmConfig => ({
  id,
  label: '',
  optimizer: hubConfig(configOf('adam', { learningRate: RATE }), configOf('celo'), options),
  clipNorm,
});
const arms = [
  hubArm('plain'),
  hubArm('inverted', { invert: true, temperature: 0.1 }),
  hubArm('clipped', { upper: 0.3, lower: 0.05 }, 0.2),
  hubArm('shared', { weighting: 'manual', share: 0.25, layer: 'module' }),
  arm('none', 'adam'),
];
const SEEDS = [3, 4];
const task = mlp(0, [3, 8, 2]);
const make: Record<'fused' | 'portable', () => Promise<Executor>> = {
  fused: () => createFusedExecutor(device, setupOf(task, arms, SEEDS)),
  portable: () => createPortableExecutor(tf, setupOf(task, arms, SEEDS)),
};
const STEPS = 5;

/** One of the last bits of a sum of these terms, a few times over. */
const rounding = (...terms: number[]) => 4 * 2 ** -24 * terms.reduce((sum, x) => sum + Math.abs(x), 0);

async function termsOf(executor: Executor, lane: number): Promise<LaneTerms> {
  const terms = await executor.readTerms!(lane);
  if (!terms) throw new Error(`nothing was kept of lane ${lane}`);
  return terms;
}

describe.each(['fused', 'portable'] as const)('what the %s executor keeps of a step', (kind) => {
  let executor: Executor;
  let earlier: Float32Array;
  let later: Float32Array;
  const all: LaneTerms[] = [];
  beforeAll(async () => {
    const other = await make[kind]();
    await other.run(0, STEPS - 1);
    earlier = await other.readParams();
    await other.run(STEPS - 1, 1);
    later = await other.readParams();
    other.dispose();
    executor = await make[kind]();
    executor.keepTerms!(true);
    await executor.run(0, STEPS);
    // An evaluation puts other gradients and losses where the step's were.
    await executor.evaluate(STEPS);
    for (let lane = 0; lane < 8; lane++) all.push(await termsOf(executor, lane));
  });
  afterAll(() => executor.dispose());
  const { size, segments } = task.layout;

  test('the step it tells of is the change of the parameters at that step, bit for bit', () => {
    all.forEach(({ step, before, after, update }, lane) => {
      expect(step).toBe(STEPS - 1);
      // As trained without being looked at.
      expect(before).toEqual(earlier.slice(lane * size, (lane + 1) * size));
      expect(after).toEqual(later.slice(lane * size, (lane + 1) * size));
      for (let i = 0; i < size; i++) expect(after[i]).toBe(Math.fround(before[i] + update[i]));
      expect(update.some((value) => value !== 0)).toBe(true);
    });
  });

  test('the step is the weighted sum of both proposals', () => {
    all.forEach(({ terms, update }, lane) => {
      const inverted = Math.floor(lane / 2) === 1;
      for (let i = 0; i < size; i++) {
        const hand = terms.share[i] * terms.hand[i];
        const learned = (inverted ? terms.sigma[i] : 1 - terms.sigma[i]) * terms.learned[i];
        expect(Math.abs(update[i] - (hand + learned))).toBeLessThanOrEqual(rounding(hand, learned));
        expect(terms.share[i]).toBe(inverted ? Math.fround(1 - terms.sigma[i]) : terms.sigma[i]);
      }
    });
  });

  test('σ is the softmax, kept within the bounds', () => {
    all.forEach(({ terms }, lane) => {
      const { lower, upper, weighting } = arms[Math.floor(lane / 2)].optimizer.options;
      for (let i = 0; i < size; i++) {
        const clamped = Math.min(
          Math.max(terms.rawSigma[i], Math.fround(Number(lower))),
          Math.fround(Number(upper)),
        );
        expect(terms.sigma[i]).toBe(clamped);
      }
      if (weighting === 'manual') {
        expect(terms.rawSigma.every((value) => value === 0.25)).toBe(true);
        return;
      }
      const temperature = Number(arms[Math.floor(lane / 2)].optimizer.options.temperature);
      for (const { offset, size: count } of segments) {
        const raw = terms.rawSigma.subarray(offset, offset + count);
        const magnitude = terms.grads.subarray(offset, offset + count).map(Math.abs);
        const raised = Array.from(magnitude, (g) => Math.exp(g / temperature));
        const sum = raised.reduce((total, value) => total + value, 0);
        // exp of WGSL is good to a few units in the last place.
        raw.forEach((value, i) => expect(Math.abs(value - raised[i] / sum)).toBeLessThan(2e-6 * value));
      }
    });
  });

  test('the hand-designed proposal follows from the moments after the step', () => {
    const [m, v] = [1 - 0.9 ** STEPS, 1 - 0.999 ** STEPS];
    for (const { terms, moments } of all) {
      expect(Object.keys(moments)).toEqual(['mu', 'nu']);
      for (let i = 0; i < size; i++) {
        const want = (-RATE * (moments.mu[i] / m)) / (Math.sqrt(moments.nu[i] / v) + 1e-8);
        expect(Math.abs(terms.hand[i] - want)).toBeLessThan(2e-6 * RATE);
      }
    }
  });

  test('lanes that mix nothing, and steps before it was asked for, have nothing to tell', async () => {
    expect(await executor.readTerms!(8)).toBeNull();
    const other = await make[kind]();
    await other.run(0, 1);
    expect(await other.readTerms!(0)).toBeNull();
    other.keepTerms!(true);
    await other.run(1, 2, [0, 1]);
    expect((await other.readTerms!(1))?.step).toBe(2);
    expect(await other.readTerms!(2)).toBeNull();
    other.keepTerms!(false);
    expect(await other.readTerms!(1)).toBeNull();
    other.dispose();
  });

  test('a lane that was put back tells again after its next step', async () => {
    const other = await make[kind]();
    other.keepTerms!(true);
    await other.run(0, 1);
    await other.restore(await other.snapshot(1));
    expect(await other.readTerms!(0)).toBeNull();
    await other.run(1, 1);
    expect((await other.readTerms!(0))?.step).toBe(1);
    other.dispose();
  });
});

test('fused and portable executors tell the same of a step', async () => {
  const [fused, portable] = await Promise.all([make.fused(), make.portable()]);
  for (const executor of [fused, portable]) executor.keepTerms!(true);
  const measured = (await fused.run(0, STEPS)).probes!;
  const reference = (await portable.run(0, STEPS)).probes!;
  // Who drives, too: per layer of every lane that mixes.
  expect(reference.map(({ lane }) => lane)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  reference.forEach(({ names, values }, index) => {
    expect(names).toEqual(measured[index].names);
    const hand = names.indexOf('normHand');
    expect(values[hand]).toBeGreaterThan(0);
    expect(Math.abs(measured[index].values[hand] - values[hand])).toBeLessThan(1e-4 * values[hand]);
  });
  for (let lane = 0; lane < 8; lane++) {
    const [one, two] = [await termsOf(fused, lane), await termsOf(portable, lane)];
    const compare = (name: string, a: Float32Array, b: Float32Array) => {
      const most = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      // Float32 sums in another order, over five steps of training.
      a.forEach((value, i) => expect(Math.abs(value - b[i]), name).toBeLessThan(2e-5 * most));
    };
    for (const name of Object.keys(one.terms) as (keyof LaneTerms['terms'])[])
      compare(name, one.terms[name], two.terms[name]);
    for (const name of ['mu', 'nu']) compare(name, one.moments[name], two.moments[name]);
    for (const name of ['before', 'after', 'update'] as const) compare(name, one[name], two[name]);
  }
  fused.dispose();
  portable.dispose();
});

test('the portable executor gives back all tensors it kept', async () => {
  const before = tf.memory().numTensors;
  const executor = await make.portable();
  executor.keepTerms!(true);
  await executor.run(0, 2);
  const held = tf.memory().numTensors;
  await executor.run(2, 2);
  expect(tf.memory().numTensors).toBe(held);
  executor.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
