/**
 * Switch to the hand-designed optimizer at a step chosen beforehand, a plain baseline: both see every gradient
 * and keep their own state from the start, so the one that takes over is warm.
 */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { numberOption, type OptionValues } from '../core/option';
import { optimizerTexts } from '../texts/optimizers';
import {
  column,
  type FindOptimizer,
  flagged,
  fusedPart,
  partInput,
  partState,
  portablePart,
  prefixed,
} from './guardParts';
import {
  GuardEvent,
  type Optimizer,
  type OptimizerConfig,
  type PortableOptimizer,
  type PortableOptimizerContext,
  type StepTime,
} from './types';

const words = optimizerTexts.switch;

export const switchOptions = {
  at: numberOption({
    ...words.options.at,
    default: 100,
    min: 1,
    max: 1_000_000,
    scale: 'log',
    integer: true,
    allowZero: true,
    symbol: 's',
    unit: 'steps',
  }),
} as const;

/** Whether the hand-designed optimizer drives in this step, for both forms. */
export const designedDrives = (config: OptimizerConfig, { step }: StepTime): boolean =>
  step >= (config.options as OptionValues<typeof switchOptions>).at;

function portable(find: FindOptimizer, context: PortableOptimizerContext): PortableOptimizer {
  const { tf, lanes } = context;
  const learned = portablePart(find, context, 'learned');
  const designed = portablePart(find, context, 'designed');
  return {
    // One column: who drove last (1: hand-designed).
    init: () => ({
      memory: tf.zeros([lanes, 1]),
      ...prefixed('learned', learned.init()),
      ...prefixed('designed', designed.init()),
    }),
    update(input, state) {
      const own = learned.update(partInput(input, 'learned'), partState('learned', state));
      const other = designed.update(partInput(input, 'designed'), partState('designed', state));
      const driver = Number(designedDrives(input.config, input.time));
      const changed = tf.notEqual<Tensor1D>(column(tf, state.memory, 0), driver);
      return {
        update: driver === 1 ? other.update : own.update,
        events: flagged(tf, changed, driver === 1 ? GuardEvent.toDesigned : GuardEvent.toLearned),
        state: {
          memory: tf.fill([lanes, 1], driver),
          ...prefixed('learned', own.state),
          ...prefixed('designed', other.state),
        },
      };
    },
    dispose() {
      learned.dispose?.();
      designed.dispose?.();
    },
  };
}

/** The switch between any learned and any hand-designed optimizer; `find` gives an optimizer by id. */
export function makeSwitchToDesigned(find: FindOptimizer): Optimizer<typeof switchOptions> {
  return {
    id: 'switch',
    label: words.label,
    family: 'guard',
    summary: words.summary,
    formula: String.raw`U_t = \begin{cases} U_L & t < s \\ U_H & t \ge s \end{cases}`,
    options: switchOptions,
    parts: { designed: 'designed', learned: 'learned' },
    portable: (context) => portable(find, context),
    fused: async (context) => {
      const { fusedSwitch } = await import('./planFused');
      return fusedSwitch(context, (name, part) => fusedPart(find, context, name, part));
    },
  };
}
