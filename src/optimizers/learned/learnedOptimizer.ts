/** Frame of the learned optimizers as choices of an experiment: options, checkpoint, both forms. */

import { findTheta } from '../../checkpoints/registry';
import { type Architecture, sameShape, type Theta } from '../../checkpoints/theta';
import { ConfigError } from '../../core/errors';
import { numberOption, type OptionValues } from '../../core/option';
import { optionTexts } from '../../texts/optimizers';
import type {
  FusedOptimizer,
  FusedOptimizerContext,
  Optimizer,
  OptimizerConfig,
  PortableOptimizer,
  PortableOptimizerContext,
} from '../types';
import type { LearnedContext, LearnedSettings } from './celo';
import type { Observe } from './perParameter';

export const learnedOptions = {
  horizon: numberOption({
    ...optionTexts.horizon,
    default: 0,
    min: 10,
    max: 1_000_000,
    scale: 'log',
    integer: true,
    allowZero: true,
    symbol: 'N',
    unit: 'steps',
    topic: 'horizon',
  }),
  multiplier: numberOption({
    ...optionTexts.multiplier,
    default: 1,
    min: 1e-3,
    max: 100,
    scale: 'log',
    symbol: 'k',
    topic: 'multiplier',
  }),
} as const;

type LearnedOptions = OptionValues<typeof learnedOptions>;

/** Option values of one step as the learned forms want them; `numSteps` is the length of the run. */
export function learnedSettings(config: OptimizerConfig, numSteps: number): LearnedSettings {
  const { horizon, multiplier } = config.options as LearnedOptions;
  return { horizon: horizon === 0 ? numSteps : horizon, multiplier };
}

/** A context that also wants to see every intermediate, for traces. */
export interface ObservedContext extends PortableOptimizerContext {
  readonly observe?: Observe;
}

interface LearnedSpec {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly formula: string;
  readonly architecture: Architecture;
  readonly portable: (context: LearnedContext) => PortableOptimizer;
  readonly fused: (context: FusedOptimizerContext) => Promise<FusedOptimizer>;
}

/** The context's own thetas, which must be of one shape, or the checkpoint's. */
function thetasOf(
  given: readonly Theta[] | undefined,
  architecture: Architecture,
  config: OptimizerConfig,
): readonly Theta[] {
  const thetas = given ?? [findTheta(config.checkpoint, architecture)];
  if (!thetas.every((theta) => sameShape(theta, thetas[0]) && theta.architecture === architecture)) {
    throw new ConfigError('thetas', `all weights of a group must be of one shape, that of ${architecture}`);
  }
  return thetas;
}

/** An optimizer whose rule is a theta: that of its checkpoint, unless the context brings its own. */
export function learned(spec: LearnedSpec): Optimizer<typeof learnedOptions> {
  const { id, label, summary, formula, architecture } = spec;
  return {
    id,
    label,
    family: 'learned',
    summary,
    formula,
    options: learnedOptions,
    portable: ({ tf, layout, lanes, config, thetas, observe }: ObservedContext) =>
      spec.portable({
        tf,
        layout,
        lanes,
        thetas: thetasOf(thetas, architecture, config),
        ...(observe ? { observe } : {}),
        settings: (input) => learnedSettings(input.config, input.time.numSteps),
      }),
    fused: (context) =>
      spec.fused({
        ...context,
        thetas: thetasOf(context.thetas, architecture, context.configs()[0]),
      }),
  };
}
