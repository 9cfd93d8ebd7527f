/** Golden runs of learned optimizers and HUB as configurations, for both executors. */
import { type AnyOptions, optionDefaults } from '../../src/core/option';
import { adam } from '../../src/optimizers/adam';
import { adamax } from '../../src/optimizers/adamax';
import { adamw } from '../../src/optimizers/adamw';
import { celo } from '../../src/optimizers/celo';
import { celoAdam } from '../../src/optimizers/celoAdam';
import { makeHub } from '../../src/optimizers/hub';
import type { Optimizer, OptimizerConfig } from '../../src/optimizers/types';
import { velo } from '../../src/optimizers/velo';
import type { GoldenRun, GoldenTask } from './learned/goldenTasks';

const parts: readonly Optimizer[] = [adam, adamax, adamw, celo, celoAdam, velo];

export const findPart = (id: string): Optimizer => {
  const optimizer = parts.find((candidate) => candidate.id === id);
  if (!optimizer) throw new Error(`no optimizer "${id}"`);
  return optimizer;
};

export const hub = makeHub(findPart);

/** A configuration with defaults filled in; learned ones take the checkpoint of their own name. */
export function configOf(id: string, options: AnyOptions = {}): OptimizerConfig {
  const optimizer = id === 'hub' ? hub : findPart(id);
  return {
    id,
    options: { ...optionDefaults(optimizer.options), ...options },
    ...(optimizer.family === 'learned' ? { checkpoint: id } : {}),
  };
}

export function hubConfig(
  designed: OptimizerConfig,
  learned: OptimizerConfig,
  options: AnyOptions = {},
): OptimizerConfig {
  return { ...configOf('hub', options), parts: { designed, learned } };
}

const dashed = (name: string): string => name.replace('_', '-');

/** The configuration of a golden run. */
export function goldenConfig(task: GoldenTask, { spec }: GoldenRun): OptimizerConfig {
  if (spec.optimizer !== 'hub') return configOf(dashed(spec.optimizer));
  const hand = spec.hand!;
  const designed = configOf(hand.optimizer, {
    learningRate: hand.lr,
    ...(hand.weight_decay === undefined ? {} : { weightDecay: hand.weight_decay }),
  });
  const config = hubConfig(designed, configOf('celo'), {
    invert: spec.weighting === 'invert',
    layer: spec.layer!,
    blocks: spec.weighting === 'blockwise' ? 'listed' : 'off',
    ...(spec.clip ? { upper: spec.clip.A, lower: spec.clip.B } : {}),
  });
  return spec.weighting === 'blockwise' ? { ...config, blocks: task.blocks! } : config;
}
