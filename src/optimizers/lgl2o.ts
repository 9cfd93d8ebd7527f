/**
 * LGL2O, our reading: a learned and a hand-designed optimizer train side by side from common parameters, and
 * every T steps the better set replaces the other.
 *
 * Source: Prémont-Schwarz, Vitku & Feyereisl, "A Simple Guard for Learned Optimizers", arXiv:2201.12426. Its
 * algorithm box was not at hand; what is certain is that both optimizers evaluate their own loss and gradient
 * and that the switch depends on the loss alone. Our choices: period, fresh check batches, each side keeps
 * its own state; a side that loses with a loss that is not finite starts its state anew (all zeros), because
 * a NaN in it would stay for good.
 */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { numberOption, type OptionValues } from '../core/option';
import { optimizerTexts } from '../texts/optimizers';
import {
  column,
  type FindOptimizer,
  flagged,
  fusedPart,
  memoryOf,
  moved,
  partInput,
  partState,
  pickLanes,
  pickState,
  portablePart,
  prefixed,
  zerosOf,
} from './guardParts';
import {
  GuardEvent,
  MAX_CHECKS,
  type Optimizer,
  type OptimizerConfig,
  type PortableMoment,
  type PortableOptimizer,
  type PortableOptimizerContext,
  type PortableState,
} from './types';

const words = optimizerTexts.lgl2o;

export const lgl2oOptions = {
  period: numberOption({
    ...words.options.period,
    default: 1,
    min: 1,
    max: 1000,
    scale: 'log',
    integer: true,
    symbol: 'T',
    unit: 'steps',
  }),
  checks: numberOption({
    ...words.options.checks,
    default: 1,
    min: 1,
    max: MAX_CHECKS,
    scale: 'linear',
    step: 1,
    integer: true,
    symbol: 'C',
  }),
} as const;

/** Options of a configuration, for both forms. */
export const lgl2oSettings = ({ options }: OptimizerConfig) => options as OptionValues<typeof lgl2oOptions>;

/** Whether the past period is judged before step `step`. */
export const checkDue = (config: OptimizerConfig, step: number): boolean =>
  step > 0 && step % lgl2oSettings(config).period === 0;

/** The second set of parameters, that of the hand-designed side; the executors' name for it. */
const COMPANION = 'companion.params';

/** Sums of the check losses, each side's own; what is not finite stays so. */
function checkLosses(
  tf: PortableOptimizerContext['tf'],
  moment: PortableMoment,
  params: readonly Tensor2D[],
) {
  const { checks } = lgl2oSettings(moment.config);
  return params.map((side) => {
    let sum = moment.evaluate(side, 0).loss;
    for (let check = 1; check < checks; check++) sum = tf.add(sum, moment.evaluate(side, check).loss);
    return sum;
  });
}

function portable(find: FindOptimizer, context: PortableOptimizerContext): PortableOptimizer {
  const { tf, layout, lanes } = context;
  const learned = portablePart(find, context, 'learned');
  const designed = portablePart(find, context, 'designed');
  return {
    init: () => ({
      // Columns: last winner (1: hand-designed), whether both sides were lost.
      memory: tf.zeros([lanes, 2]),
      [COMPANION]: tf.zeros([lanes, layout.size]),
      ...prefixed('learned', learned.init()),
      ...prefixed('designed', designed.init()),
    }),
    before(moment, state) {
      if (!checkDue(moment.config, moment.time.step)) return { params: moment.params, state };
      const companion = state[COMPANION] as Tensor2D;
      const [learnedLoss, designedLoss] = checkLosses(tf, moment, [moment.params, companion]);
      const [learnedFinite, designedFinite] = [learnedLoss, designedLoss].map((loss) => tf.isFinite(loss));
      const lower = tf.lessEqual<Tensor1D>(learnedLoss, designedLoss);
      const learnedWins = tf.logicalAnd<Tensor1D>(
        learnedFinite,
        tf.logicalOr(lower, tf.logicalNot(designedFinite)),
      );
      const lost = tf.logicalNot(tf.logicalOr<Tensor1D>(learnedFinite, designedFinite));
      const winner = flagged(tf, tf.logicalNot(learnedWins));
      const last = column(tf, state.memory, 0);
      const different = tf.logicalOr(
        tf.notEqual(learnedLoss, designedLoss),
        tf.logicalNot(tf.logicalAnd(learnedFinite, designedFinite)),
      );
      const changed = tf.logicalAnd<Tensor1D>(
        tf.logicalAnd(different, tf.notEqual(winner, last)),
        tf.logicalNot(lost),
      );
      const code = tf.where<Tensor1D>(
        learnedWins,
        tf.fill([lanes], GuardEvent.toLearned),
        tf.fill([lanes], GuardEvent.toDesigned),
      );
      const params = pickLanes(tf, learnedWins, moment.params, companion);
      const renewed = (part: string, finite: Tensor1D, other: Tensor1D): PortableState => {
        const own = partState(part, state);
        const cleared = tf.logicalAnd<Tensor1D>(tf.logicalNot(finite), other);
        return prefixed(part, pickState(tf, cleared, zerosOf(tf, own), own));
      };
      return {
        params,
        events: tf.where(changed, code, tf.zerosLike(code)),
        state: {
          memory: memoryOf(tf, [tf.where(changed, winner, last), flagged(tf, lost)]),
          [COMPANION]: params.clone(),
          ...renewed('learned', learnedFinite, designedFinite),
          ...renewed('designed', designedFinite, learnedFinite),
        },
      };
    },
    guarded: (_, state) => tf.sub(1, column(tf, state.memory, 1)),
    update(input, state) {
      const companion = input.time.step === 0 ? input.params : (state[COMPANION] as Tensor2D);
      const own = learned.update(partInput(input, 'learned'), partState('learned', state));
      const other = designed.update(
        { ...partInput(input, 'designed'), params: companion, ...input.evaluate(companion) },
        partState('designed', state),
      );
      return {
        update: own.update,
        state: {
          memory: state.memory.clone(),
          [COMPANION]: moved(tf, input, companion, other.update),
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

/** LGL2O of any hand-designed and any learned optimizer; `find` gives an optimizer by id. */
export function makeLgl2o(find: FindOptimizer): Optimizer<typeof lgl2oOptions> {
  return {
    id: 'lgl2o',
    label: words.label,
    family: 'guard',
    summary: words.summary,
    formula: String.raw`\begin{aligned}
\theta_L, \theta_G &\leftarrow T \text{ steps of either from } \theta \\
\ell_L, \ell_G &= \text{mean losses on the same } C \text{ fresh batches} \\
\theta &\leftarrow \begin{cases} \theta_L & \ell_L \text{ finite and } \ell_L \le \ell_G \\ \theta_G & \text{otherwise} \end{cases}
\end{aligned}`,
    options: lgl2oOptions,
    parts: { designed: 'designed', learned: 'learned' },
    companion: true,
    evaluations(config) {
      const { period, checks } = lgl2oSettings(config);
      return { gradients: 2, losses: (2 * checks) / period };
    },
    portable: (context) => portable(find, context),
    fused: async (context) => {
      const { fusedLgl2o } = await import('./lgl2oFused');
      return fusedLgl2o(context, (name, part) => fusedPart(find, context, name, part));
    },
  };
}
