/**
 * Min-Loss Reinit: a learned optimizer that, when it breaks or its plan ends, starts again from the
 * parameters of the lowest loss it has seen.
 *
 * Source: named in HUB (arXiv:2305.16823, A.2) after VeLO (arXiv:2211.09760) in one sentence each. The loss
 * given to step t belongs to the parameters before update t, so those are kept, and in mode `full` the
 * optimizer's state before update t too. In the published code the state holds the parameters, which is
 * mode `full`; with the whole data as one batch it repeats the same run, NaN included, so the default is
 * `fresh`, as the word says.
 */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { choiceOption, flagOption, numberOption, type OptionValues } from '../core/option';
import type { Tf } from '../tasks/types';
import { optimizerTexts } from '../texts/optimizers';
import {
  column,
  type FindOptimizer,
  flagged,
  foldMinimum,
  fusedPart,
  horizonOf,
  memoryOf,
  moved,
  partInput,
  partState,
  pickLanes,
  pickState,
  planEnded,
  portablePart,
  prefixed,
  withExtraSteps,
  zerosOf,
} from './guardParts';
import { Header } from './learned/schedulerState';
import {
  GuardEvent,
  type Optimizer,
  type OptimizerConfig,
  type PortableInput,
  type PortableOptimizer,
  type PortableOptimizerContext,
  type PortableState,
  type StepTime,
} from './types';

const words = optimizerTexts['min-loss-reinit'];

export const minLossReinitOptions = {
  mode: choiceOption({
    ...words.options.mode,
    default: 'fresh',
    values: ['fresh', 'full'],
  }),
  limit: numberOption({
    ...words.options.limit,
    default: 3,
    min: 0,
    max: 20,
    scale: 'linear',
    step: 1,
    integer: true,
    symbol: 'n',
  }),
  onNonFinite: flagOption({
    ...words.options.onNonFinite,
    default: true,
  }),
  onEnd: flagOption({
    ...words.options.onEnd,
    default: true,
  }),
} as const;

/** Options of a configuration, for both forms. */
export const reinitSettings = ({ options }: OptimizerConfig) =>
  options as OptionValues<typeof minLossReinitOptions>;

/** Updates left for an optimizer that starts after step `time.step`, at least 1. */
export const stepsLeft = ({ step, numSteps }: StepTime): number => Math.max(1, numSteps - step - 1);

type Moment = Pick<PortableInput, 'loss' | 'config' | 'time'>;

/** The decision of one step. Columns of `memory`: whether a loss was kept, which, restarts made. */
function watch(tf: Tf, { loss, config, time }: Moment, state: PortableState) {
  const { onNonFinite, onEnd, limit } = reinitSettings(config);
  const { memory } = state;
  const { better, known, finite, best } = foldMinimum(tf, memory, loss);
  const never = tf.zerosLike(finite);
  const ended = onEnd ? planEnded(tf, state['learned.scheduler'], horizonOf(config, time.numSteps)) : never;
  const broken = onNonFinite ? tf.logicalNot(finite) : never;
  const times = column(tf, memory, 2);
  const allowed = (count: Tensor1D) => tf.logicalAnd<Tensor1D>(known, tf.less(count, limit));
  const again = tf.logicalAnd<Tensor1D>(allowed(times), tf.logicalOr(broken, ended));
  const count = tf.add<Tensor1D>(times, flagged(tf, again));
  const standing = onNonFinite ? allowed(count) : never;
  return {
    better,
    again,
    ended,
    guarded: flagged(tf, tf.logicalOr<Tensor1D>(again, standing)),
    memory: memoryOf(tf, [flagged(tf, known), best, count]),
  };
}

/** The learned part's state after a restart in every lane. */
function restarted(tf: Tf, { config, time }: Moment, kept: PortableState, ended: Tensor1D): PortableState {
  const whole = reinitSettings(config).mode === 'full';
  const state = whole ? kept : zerosOf(tf, kept);
  const scheduler: Tensor = state.scheduler;
  const replanned = tf.add<Tensor1D>(
    column(tf, scheduler, Header.iteration),
    stepsLeft(time) - horizonOf(config, time.numSteps),
  );
  const extraSteps = whole ? tf.where(ended, replanned, column(tf, scheduler, Header.extraSteps)) : replanned;
  return { ...state, scheduler: withExtraSteps(tf, scheduler, extraSteps) };
}

function portable(find: FindOptimizer, context: PortableOptimizerContext): PortableOptimizer {
  const { tf, layout, lanes } = context;
  const learned = portablePart(find, context, 'learned');
  return {
    init: () => {
      const start = learned.init();
      return {
        memory: tf.zeros([lanes, 3]),
        'best.params': tf.zeros([lanes, layout.size]),
        ...prefixed('learned', start),
        ...prefixed('kept', zerosOf(tf, start)),
      };
    },
    guarded: (moment, state) => watch(tf, moment, state).guarded,
    update(input, state) {
      const { better, again, ended, memory } = watch(tf, input, state);
      const own = partState('learned', state);
      const best = pickLanes(tf, better, input.params, state['best.params'] as typeof input.params);
      const kept = pickState(tf, better, own, partState('kept', state));
      const { update, state: next } = learned.update(partInput(input, 'learned'), own);
      return {
        update: pickLanes(tf, again, tf.zerosLike(update), update),
        params: pickLanes(tf, again, best, moved(tf, input, input.params, update)),
        events: flagged(tf, again, GuardEvent.reinit),
        state: {
          memory,
          'best.params': best,
          ...prefixed('learned', pickState(tf, again, restarted(tf, input, kept, ended), next)),
          ...prefixed('kept', kept),
        },
      };
    },
    dispose: () => learned.dispose?.(),
  };
}

/** Min-Loss Reinit of any learned optimizer; `find` gives an optimizer by id. */
export function makeMinLossReinit(find: FindOptimizer): Optimizer<typeof minLossReinitOptions> {
  return {
    id: 'min-loss-reinit',
    label: words.label,
    family: 'guard',
    summary: words.summary,
    formula: String.raw`\begin{aligned}
\theta^* &= \theta_{s}, \quad s = \arg\min_{s \le t} \ell(\theta_s) \\
\theta_{t+1} &= \begin{cases} \theta^*, \text{ at most } n \text{ times} & \ell(\theta_t) \text{ not finite, or } t \ge N \\ \theta_t + U_t & \text{otherwise} \end{cases}
\end{aligned}`,
    options: minLossReinitOptions,
    parts: { learned: 'learned' },
    portable: (context) => portable(find, context),
    fused: async (context) => {
      const { fusedMinLossReinit } = await import('./minimumFused');
      return fusedMinLossReinit(context, (part) => fusedPart(find, context, 'learned', part));
    },
  };
}
