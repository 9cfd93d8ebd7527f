/**
 * Increase Steps: when a learned optimizer has made all the steps it planned, its plan is lengthened and it goes
 * on with everything it remembers.
 *
 * Source: named in HUB (arXiv:2305.16823, A.2) after VeLO (arXiv:2211.09760): "continue from the final optimizer
 * state of the previous run but increase the number of steps". The fraction of time that the optimizer sees
 * jumps back from 1, so its schedule replays its end. The time constants of its loss averages were fixed at
 * the start and stay, as in the published code, whose state holds them. Only a finite state is carried on:
 * a NaN in it would stay for good, and with the whole data as one batch going on from before it would only
 * repeat it, so a NaN before the end is a divergence here.
 */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { numberOption, type OptionValues } from '../core/option';
import { optimizerTexts } from '../texts/optimizers';
import {
  column,
  type FindOptimizer,
  flagged,
  fusedPart,
  horizonOf,
  memoryOf,
  partInput,
  partState,
  planEnded,
  portablePart,
  prefixed,
  withExtraSteps,
} from './guardParts';
import { Header } from './learned/schedulerState';
import {
  GuardEvent,
  type Optimizer,
  type OptimizerConfig,
  type PortableOptimizer,
  type PortableOptimizerContext,
  type StepTime,
} from './types';

const words = optimizerTexts['increase-steps'];

export const increaseStepsOptions = {
  increase: numberOption({
    ...words.options.increase,
    default: 1,
    min: 0.01,
    max: 10,
    scale: 'log',
    symbol: 'a',
    unit: 'N',
  }),
  limit: numberOption({
    ...words.options.limit,
    default: 3,
    min: 0,
    max: 1000,
    scale: 'linear',
    step: 1,
    integer: true,
    symbol: 'n',
  }),
} as const;

/** Numbers of one step, for both forms; `increase` is in whole steps. */
export function increaseSettings(config: OptimizerConfig, { numSteps }: StepTime) {
  const { increase, limit } = config.options as OptionValues<typeof increaseStepsOptions>;
  const horizon = horizonOf(config, numSteps);
  return { horizon, increase: Math.max(1, Math.round(increase * horizon)), limit };
}

function portable(find: FindOptimizer, context: PortableOptimizerContext): PortableOptimizer {
  const { tf, lanes } = context;
  const learned = portablePart(find, context, 'learned');
  return {
    // One column: extensions made.
    init: () => ({ memory: tf.zeros([lanes, 1]), ...prefixed('learned', learned.init()) }),
    update(input, state) {
      const { horizon, increase, limit } = increaseSettings(input.config, input.time);
      const own = partState('learned', state);
      const times = column(tf, state.memory, 0);
      const ready = tf.logicalAnd(tf.isFinite(input.loss), tf.less(times, limit));
      const extended = tf.logicalAnd<Tensor1D>(ready, planEnded(tf, own.scheduler, horizon));
      const extraSteps = tf.add<Tensor1D>(
        column(tf, own.scheduler, Header.extraSteps),
        flagged(tf, extended, increase),
      );
      const scheduler = withExtraSteps(tf, own.scheduler, extraSteps);
      const result = learned.update(partInput(input, 'learned'), { ...own, scheduler });
      return {
        update: result.update,
        events: flagged(tf, extended, GuardEvent.extend),
        state: {
          memory: memoryOf(tf, [tf.add<Tensor1D>(times, flagged(tf, extended))]),
          ...prefixed('learned', result.state),
        },
      };
    },
    dispose: () => learned.dispose?.(),
  };
}

/** Increase Steps of any learned optimizer; `find` gives an optimizer by id. */
export function makeIncreaseSteps(find: FindOptimizer): Optimizer<typeof increaseStepsOptions> {
  return {
    id: 'increase-steps',
    label: words.label,
    family: 'guard',
    summary: words.summary,
    formula: String.raw`N \leftarrow N + a N_0 \quad \text{when } t \ge N \text{ and } \ell(\theta_t) \text{ is finite, at most } n \text{ times}`,
    options: increaseStepsOptions,
    parts: { learned: 'learned' },
    portable: (context) => portable(find, context),
    fused: async (context) => {
      const { fusedIncreaseSteps } = await import('./planFused');
      return fusedIncreaseSteps(context, (part) => fusedPart(find, context, 'learned', part));
    },
  };
}
