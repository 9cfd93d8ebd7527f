/** Which control each explained symbol belongs to: the way from a symbol to its control, and back. */

import { armOptions } from '../../config/optionPath';
import type { ArmConfig, Experiment } from '../../config/types';
import { findMethod } from '../../methods';
import type { OptimizerConfig } from '../../optimizers/types';

/** Options by name, whichever optimizer has them. */
const byName = {
  learningRate: 'alpha',
  schedule: 'schedule',
  warmup: 'schedule',
  finalFraction: 'schedule',
  gamma: 'schedule',
  period: 'schedule',
  beta1: 'beta1',
  beta2: 'beta2',
  epsilon: 'epsilon',
  weightDecay: 'lambda',
  momentum: 'momentum',
  nesterov: 'momentum',
  clipNorm: 'clipnorm',
  weights: 'theta',
  horizon: 'horizon',
  multiplier: 'multiplier',
  weighting: 'sigma',
  share: 'sigma',
  temperature: 'tau',
  layer: 'layer',
  skipNonFinite: 'finite',
  invert: 'invert',
  lower: 'bounds',
  upper: 'bounds',
  blocks: 'blocks',
  newBlocks: 'blocks',
} as const;

/** Optimizers all of whose own options are one topic. */
const byOptimizer = {
  lgl2o: 'lgl2o',
  'min-loss-reinit': 'reinit',
  'increase-steps': 'increase',
  switch: 'switch',
  'early-stop': 'stopping',
} as const;

/** Topics of the card of the experiment. */
const ofExperiment = { steps: 'steps', seeds: 'seeds', target: 'target' } as const;

type Values<T> = T[keyof T];
export type Topic = Values<typeof byName> | Values<typeof byOptimizer> | Values<typeof ofExperiment>;

export const topics: readonly Topic[] = [
  ...new Set<Topic>([
    ...Object.values(byName),
    ...Object.values(byOptimizer),
    ...Object.values(ofExperiment),
  ]),
];

const lookUp = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Where an option is explained; `owner` is the optimizer that has it, or "experiment". */
export function topicOf(owner: string, option: string): Topic | undefined {
  if (owner === 'experiment') return lookUp<Topic>(ofExperiment, option);
  return lookUp<Topic>(byOptimizer, owner) ?? lookUp<Topic>(byName, option);
}

/** A control on the page. */
export interface Place {
  /** Null: in the card of the experiment. */
  readonly armId: string | null;
  /** The option with its path, as in `parts.learned.horizon`. */
  readonly path: string;
}

/** Where a topic is set now: in the first arm that has such an option showing, or null. */
export function findPlace({ arms }: Experiment, topic: Topic): Place | null {
  const shared = Object.entries(ofExperiment).find(([, of]) => of === topic);
  if (shared) return { armId: null, path: shared[0] };
  for (const arm of arms) {
    const path = pathInArm(arm, topic);
    if (path !== null) return { armId: arm.id, path };
  }
  return null;
}

function pathInArm(arm: ArmConfig, topic: Topic): string | null {
  if (Object.keys(armOptions).some((name) => topicOf('arm', name) === topic)) return 'clipNorm';
  const within = (config: OptimizerConfig, path: string): string | null => {
    const { family, options } = findMethod(config.id);
    if (family === 'learned' && topic === 'theta') return `${path}weights`;
    const own = Object.entries(options).find(
      ([name, spec]) => topicOf(config.id, name) === topic && (spec.when?.(config.options) ?? true),
    );
    // Both bounds are one control, under the name of the upper one.
    if (own) return `${path}${topic === 'bounds' ? 'upper' : own[0]}`;
    for (const [name, part] of Object.entries(config.parts ?? {})) {
      const found = within(part, `${path}parts.${name}.`);
      if (found !== null) return found;
    }
    return null;
  };
  return within(arm.optimizer, '');
}
