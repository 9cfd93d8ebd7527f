import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { readFlax } from '../../src/checkpoints/formats/flax';
import { registerTheta } from '../../src/checkpoints/registry';
import { ConfigError } from '../../src/core/errors';
import { type AnyOptions, optionDefaults } from '../../src/core/option';
import { paramLayout } from '../../src/core/paramLayout';
import { type HubOptions, hubOptions, hubSettings } from '../../src/optimizers/hub/settings';
import { blendProposals, handShares, invertedSegments, layersOf } from '../../src/optimizers/hub/shares';
import { DRIVE_NAMES } from '../../src/optimizers/hub/whoDrives';
import type { Optimizer, OptimizerConfig, PortableInput, PortableState } from '../../src/optimizers/types';
import { flatten, type GoldenTask, largestError, layoutOf, lossOf, tolerance } from './learned/goldenTasks';
import { golden, publishedWeights, smallVelo } from './learned/helpers';
import { configOf, findPart, goldenConfig, hub, hubConfig } from './learnedCases';

const tasks = golden.tasks as Record<string, GoldenTask>;
const celoFile = publishedWeights('celo.theta.state');

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerTheta('velo', smallVelo());
  if (celoFile) registerTheta('celo', readFlax(celoFile));
});

const hubDefaults = optionDefaults(hubOptions);
const withOptions = (options: Partial<HubOptions>): HubOptions => ({ ...hubDefaults, ...options });

type Visit = (
  update: number,
  params: Float32Array,
  delta: Float32Array,
  grads: number[],
  probes?: Float32Array,
) => void;

/** Trains one lane of a golden task. */
function train(
  optimizer: Optimizer,
  config: OptimizerConfig,
  taskName: string,
  steps: number,
  visit: Visit,
  change: (step: number, config: OptimizerConfig) => OptimizerConfig = (_, same) => same,
): void {
  const task = tasks[taskName];
  const layout = layoutOf(task);
  const evaluate = lossOf(taskName, task);
  const portable = optimizer.portable({ tf, layout, lanes: 1, config, numSteps: task.num_steps });
  let params = Float32Array.from(flatten(task, task.start));
  let state: PortableState = portable.init();
  for (let step = 0; step < steps; step++) {
    const { loss, grads } = evaluate(params);
    const before = state;
    let delta = new Float32Array();
    let probes: Float32Array | undefined;
    state = tf.tidy(() => {
      const input: PortableInput = {
        params: tf.tensor2d(params, [1, layout.size]),
        grads: tf.tensor2d(grads, [1, layout.size]),
        loss: tf.tensor1d([loss]),
        time: { step, numSteps: task.num_steps },
        config: change(step, config),
        probe: true,
      };
      const out = portable.update(input, before);
      delta = out.update.dataSync() as Float32Array<ArrayBuffer>;
      probes = out.probes?.dataSync() as Float32Array | undefined;
      params = tf.add(input.params, out.update).dataSync() as Float32Array<ArrayBuffer>;
      return out.state as Record<string, tf.Tensor>;
    });
    tf.dispose(Object.values(before));
    visit(step + 1, params, delta, grads, probes);
  }
  tf.dispose(Object.values(state));
  portable.dispose?.();
}

describe('golden runs, TensorFlow.js', () => {
  for (const [taskName, task] of Object.entries(tasks)) {
    for (const [runName, run] of Object.entries(task.runs)) {
      if (run.spec.optimizer !== 'hub') continue;
      test.skipIf(!celoFile)(`${runName} on ${taskName}`, () => {
        const config = goldenConfig(task, run);
        const seen: string[] = [];
        train(hub, config, taskName, task.steps, (update, params, _, grads) => {
          const sigma = run.sigma?.[update];
          if (sigma) {
            const got = tf.tidy(() =>
              handShares(
                tf,
                layoutOf(task),
                tf.tensor2d(grads, [1, grads.length]),
                hubSettings(config),
              ).sigma.dataSync(),
            );
            expect(largestError(got, flatten(task, sigma)), `sigma of update ${update}`).toBeLessThanOrEqual(
              1e-6,
            );
            seen.push(`sigma ${update}`);
          }
          const want = run.params[update];
          if (!want) return;
          const error = largestError(params, flatten(task, want));
          expect(error, `parameters after update ${update}`).toBeLessThanOrEqual(
            tolerance(run, String(update)),
          );
          seen.push(String(update));
        });
        expect(seen).toEqual(
          ['1', '2', '5', '30'].flatMap((u) => (run.sigma?.[u] ? [`sigma ${u}`, u] : [u])),
        );
      });
    }
  }
});

describe('the ends of the mix', () => {
  const designed = configOf('adam', { learningRate: 0.05 });
  const learned = configOf('velo');
  const deltas = (optimizer: Optimizer, config: OptimizerConfig): Float32Array[] => {
    const all: Float32Array[] = [];
    train(optimizer, config, 'mlp', 4, (_, __, delta) => all.push(delta));
    return all;
  };
  const manual = (share: number, invert = false) =>
    deltas(hub, hubConfig(designed, learned, { weighting: 'manual', share, invert }));

  test('at a share of 1 HUB is its hand-designed part, at 0 its learned part, bit for bit', () => {
    expect(manual(1)).toEqual(deltas(findPart('adam'), designed));
    expect(manual(0)).toEqual(deltas(findPart('velo'), learned));
    expect(manual(0, true)).toEqual(deltas(findPart('adam'), designed));
    expect(manual(0.5)).not.toEqual(manual(1));
  });

  test('clipping with A = B is a constant share', () => {
    const clipped = deltas(hub, hubConfig(designed, learned, { upper: 0.25, lower: 0.25 }));
    expect(clipped).toEqual(manual(0.25));
  });

  test('options act within a run', () => {
    const all: Float32Array[] = [];
    const start = hubConfig(designed, learned, { weighting: 'manual', share: 1 });
    const later = { ...start, options: { ...start.options, share: 0 } };
    train(
      hub,
      start,
      'mlp',
      2,
      (_, __, delta) => all.push(delta),
      (step) => (step === 0 ? start : later),
    );
    expect(all[0]).toEqual(manual(1)[0]);
    expect(all[1]).not.toEqual(manual(1)[1]);
  });

  test('no tensor is left over', () => {
    const before = tf.memory().numTensors;
    manual(0.5);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('weights', () => {
  const layout = paramLayout([
    { name: 'w', shape: [3], module: 'a' },
    { name: 'b', shape: [1], module: 'a' },
    { name: 'v', shape: [2], module: 'head' },
  ]);
  const share = (grads: number[], options: Partial<HubOptions> = {}): number[] =>
    tf.tidy(() =>
      Array.from(
        handShares(tf, layout, tf.tensor2d(grads, [1, grads.length]), withOptions(options)).sigma.dataSync(),
      ),
    );

  test('the softmax is over |g| of the layer: two elements by hand', () => {
    // Layer v, |g| = 1 and 2: e^1 / (e^1 + e^2) = 1 / (1 + e).
    const sigma = share([0, 0, 0, 5, 1, -2]);
    expect(sigma[4]).toBeCloseTo(1 / (1 + Math.E), 6);
    expect(sigma[5]).toBeCloseTo(Math.E / (1 + Math.E), 6);
    expect(sigma.slice(0, 3)).toEqual([1, 1, 1].map((x) => Math.fround(x / 3)));
  });

  test('a layer of one element has a share of exactly 1, whatever its gradient', () => {
    expect(share([0, 0, 0, 1e4, 0, 0])[3]).toBe(1);
  });

  test('gradients of ten thousand give finite shares that sum to 1', () => {
    const sigma = share([1e4, 1e4 - 1, -1e4, 0, 1e4, 0]);
    expect(sigma.every(Number.isFinite)).toBe(true);
    expect(sigma[0] + sigma[1] + sigma[2]).toBeCloseTo(1, 6);
    expect(sigma.slice(4)).toEqual([1, 0]);
  });

  test('a temperature divides the gradients', () => {
    expect(share([1, 2, 3, 0, 0, 0], { temperature: 10 })[0]).toBeCloseTo(
      share([0.1, 0.2, 0.3, 0, 0, 0])[0],
      6,
    );
    const sharp = share([1, 2, 3, 0, 0, 0], { temperature: 1e-4 });
    expect(sharp.slice(0, 3)).toEqual([0, 0, 1]);
  });

  test('modules put weight and bias under one softmax', () => {
    expect(layersOf(layout, 'module')).toEqual([[0, 1], [2]]);
    const sigma = share([1, 1, 1, 1, 0, 0], { layer: 'module' });
    expect(sigma).toEqual([0.25, 0.25, 0.25, 0.25, 0.5, 0.5]);
  });

  test('block-wise, the text and the printed equations are exchanged', () => {
    const config = (options: AnyOptions, blocks?: OptimizerConfig['blocks']): OptimizerConfig => ({
      id: 'hub',
      options: { ...hubDefaults, ...options } as AnyOptions,
      blocks,
    });
    expect(invertedSegments(layout, config({ blocks: 'prose' }))).toEqual([true, true, false]);
    expect(invertedSegments(layout, config({ blocks: 'printed' }))).toEqual([false, false, true]);
    expect(invertedSegments(layout, config({ blocks: 'prose', newBlocks: 0 }))).toEqual([true, true, true]);
    expect(invertedSegments(layout, config({ blocks: 'listed' }, { b: 'invert', w: 'default' }))).toEqual([
      false,
      true,
      false,
    ]);
    expect(invertedSegments(layout, config({ invert: true }))).toEqual([true, true, true]);
  });

  test('block-wise, a layout that tells new from pre-trained counts, not how many are last', () => {
    const marked = paramLayout([
      { name: 'w', shape: [2], module: 'head', origin: 'new' },
      { name: 'b', shape: [2], module: 'head', origin: 'new' },
      { name: 'v', shape: [2], origin: 'pretrained' },
    ]);
    for (const newBlocks of [0, 1, 2]) {
      const config = (blocks: string): OptimizerConfig => ({
        id: 'hub',
        options: { ...hubDefaults, blocks, newBlocks } as AnyOptions,
      });
      expect(invertedSegments(marked, config('prose'))).toEqual([false, false, true]);
      expect(invertedSegments(marked, config('printed'))).toEqual([true, true, false]);
    }
  });

  test('B above A is refused, naming the field', () => {
    const config = hubConfig(configOf('adam'), configOf('velo'), { upper: 0.2, lower: 0.3 });
    const error = (() => {
      try {
        hub.check!(config, 'arms[0].optimizer');
      } catch (reason) {
        return reason;
      }
    })();
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).field).toBe('arms[0].optimizer.options.lower');
  });
});

describe('proposals that are not finite', () => {
  const blend = (skip: boolean, sigma: number, hand: number, learned: number): number =>
    tf.tidy(() => {
      const one = (x: number) => tf.tensor2d([x], [1, 1]);
      const inverted = tf.tensor2d([0], [1, 1], 'bool');
      return blendProposals(tf, one(sigma), inverted, one(hand), one(learned), skip).blend.dataSync()[0];
    });

  test('are left out by selection', () => {
    expect(blend(true, 0.3, 2, Number.NaN)).toBe(2);
    expect(blend(true, 0.3, Number.POSITIVE_INFINITY, 5)).toBe(5);
    expect(blend(true, 0, 2, Number.NaN)).toBe(2);
    expect(blend(true, 1, Number.NaN, 5)).toBe(5);
  });

  test('make the blend non-finite when both are, or when nothing is left out', () => {
    expect(blend(true, 0.3, Number.NaN, Number.NaN)).toBeNaN();
    expect(blend(false, 0.3, 2, Number.NaN)).toBeNaN();
  });

  test('do not touch a share of exactly 1 or 0', () => {
    expect(blend(false, 1, 2, Number.NaN)).toBe(2);
    expect(blend(false, 0, Number.NaN, 5)).toBe(5);
  });
});

describe('who drives', () => {
  test('the numbers of a layer by hand', () => {
    let first: Record<string, number> = {};
    const config = hubConfig(configOf('adam', { learningRate: 0.05 }), configOf('velo'), {
      weighting: 'manual',
      share: 0.5,
    });
    const adamDelta: Float32Array[] = [];
    const veloDelta: Float32Array[] = [];
    train(findPart('adam'), config.parts!.designed, 'mlp', 1, (_, __, delta) => adamDelta.push(delta));
    train(findPart('velo'), config.parts!.learned, 'mlp', 1, (_, __, delta) => veloDelta.push(delta));
    let gradients: number[] = [];
    train(hub, config, 'mlp', 1, (_, __, ___, grads, probes) => {
      // Layer 1 is b1, eight elements from 24 on.
      const row = probes!.subarray(DRIVE_NAMES.length, 2 * DRIVE_NAMES.length);
      first = Object.fromEntries(DRIVE_NAMES.map((name, i) => [name, row[i]]));
      gradients = grads.slice(24, 32);
    });
    const h = Array.from(adamDelta[0].subarray(24, 32));
    const l = Array.from(veloDelta[0].subarray(24, 32));
    const b = h.map((value, i) => 0.5 * value + 0.5 * l[i]);
    const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);
    const near = (name: string, want: number) =>
      expect(Math.abs(first[name] - want), name).toBeLessThanOrEqual(1e-6 + 1e-5 * Math.abs(want));
    near('count', 8);
    near('meanSigma', 0.5);
    near('maxSigma', 0.5);
    near('effective', 1 / (8 * 0.25));
    near('normHand', Math.sqrt(dot(h, h)));
    near('normLearned', Math.sqrt(dot(l, l)));
    near('normBlend', Math.sqrt(dot(b, b)));
    near('cosine', dot(h, l) / Math.sqrt(dot(h, h) * dot(l, l)));
    near('handShare', (0.5 * dot(h, b)) / dot(b, b));
    near('maxGradient', Math.max(...gradients.map(Math.abs)));
    expect(first.leftOut).toBe(0);
    // 0.5 lies above 10^-0.5, in the last bin.
    expect(first.bin15).toBe(8);
    expect(DRIVE_NAMES.slice(12).reduce((sum, name) => sum + first[name], 0)).toBe(8);
  });
});
