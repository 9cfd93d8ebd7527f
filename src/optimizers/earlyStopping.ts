/**
 * Early stopping at the minimum, a plain baseline: a learned optimizer that, after P steps without a new lowest
 * loss, goes back to the parameters of the lowest and stays there.
 *
 * A loss that is not finite ends it at once, since a NaN stays in a learned optimizer for good.
 */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { numberOption, type OptionValues } from '../core/option';
import type { Tf } from '../tasks/types';
import { optimizerTexts } from '../texts/optimizers';
import {
  column,
  type FindOptimizer,
  flagged,
  foldMinimum,
  fusedPart,
  memoryOf,
  moved,
  partInput,
  partState,
  pickLanes,
  portablePart,
  prefixed,
} from './guardParts';
import {
  GuardEvent,
  type Optimizer,
  type OptimizerConfig,
  type PortableInput,
  type PortableOptimizer,
  type PortableOptimizerContext,
  type PortableState,
} from './types';

const words = optimizerTexts['early-stop'];

export const earlyStoppingOptions = {
  patience: numberOption({
    ...words.options.patience,
    default: 50,
    min: 1,
    max: 100_000,
    scale: 'log',
    integer: true,
    symbol: 'P',
    unit: 'steps',
  }),
} as const;

/** Options of a configuration, for both forms. */
export const stoppingSettings = ({ options }: OptimizerConfig) =>
  options as OptionValues<typeof earlyStoppingOptions>;

/** The decision of one step. Columns of `memory`: whether a loss was kept, which, steps since, whether it has stopped. */
function watch(tf: Tf, { loss, config }: Pick<PortableInput, 'loss' | 'config'>, { memory }: PortableState) {
  const { patience } = stoppingSettings(config);
  const stopped = tf.greater<Tensor1D>(column(tf, memory, 3), 0);
  const minimum = foldMinimum(tf, memory, loss);
  const running = tf.logicalNot(stopped);
  const better = tf.logicalAnd<Tensor1D>(minimum.better, running);
  const since = tf.where<Tensor1D>(better, tf.zerosLike(loss), tf.add(column(tf, memory, 2), 1));
  const enough = tf.logicalOr(tf.logicalNot(minimum.finite), tf.greaterEqual(since, patience));
  const stops = tf.logicalAnd<Tensor1D>(running, tf.logicalAnd(minimum.known, enough));
  const after = memoryOf(tf, [
    flagged(tf, minimum.known),
    minimum.best,
    since,
    flagged(tf, tf.logicalOr<Tensor1D>(stopped, stops)),
  ]);
  return {
    better,
    stops,
    stopped: tf.logicalOr<Tensor1D>(stopped, stops),
    guarded: flagged(tf, minimum.known),
    memory: pickLanes(tf, stopped, memory, after),
  };
}

function portable(find: FindOptimizer, context: PortableOptimizerContext): PortableOptimizer {
  const { tf, layout, lanes } = context;
  const learned = portablePart(find, context, 'learned');
  return {
    init: () => ({
      memory: tf.zeros([lanes, 4]),
      'best.params': tf.zeros([lanes, layout.size]),
      ...prefixed('learned', learned.init()),
    }),
    guarded: (moment, state) => watch(tf, moment, state).guarded,
    update(input, state) {
      const { better, stops, stopped, memory } = watch(tf, input, state);
      const best = pickLanes(tf, better, input.params, state['best.params'] as typeof input.params);
      const params = pickLanes(tf, stops, best, input.params);
      const own = learned.update({ ...partInput(input, 'learned'), params }, partState('learned', state));
      return {
        update: pickLanes(tf, stopped, tf.zerosLike(own.update), own.update),
        params: pickLanes(tf, stopped, params, moved(tf, input, params, own.update)),
        events: flagged(tf, stops, GuardEvent.stop),
        state: { memory, 'best.params': best, ...prefixed('learned', own.state) },
      };
    },
    dispose: () => learned.dispose?.(),
  };
}

/** Early stopping of any learned optimizer; `find` gives an optimizer by id. */
export function makeEarlyStopping(find: FindOptimizer): Optimizer<typeof earlyStoppingOptions> {
  return {
    id: 'early-stop',
    label: words.label,
    family: 'guard',
    summary: words.summary,
    formula: String.raw`\begin{aligned}
\theta^* &= \theta_{s}, \quad s = \arg\min_{s \le t} \ell(\theta_s) \\
\theta_{t+1} &= \begin{cases} \theta_t + U_t & t - s < P \\ \theta^* & \text{otherwise, from then on} \end{cases}
\end{aligned}`,
    options: earlyStoppingOptions,
    parts: { learned: 'learned' },
    portable: (context) => portable(find, context),
    fused: async (context) => {
      const { fusedEarlyStopping } = await import('./minimumFused');
      return fusedEarlyStopping(context, (part) => fusedPart(find, context, 'learned', part));
    },
  };
}
