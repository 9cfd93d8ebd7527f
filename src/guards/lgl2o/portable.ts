/** LGL2O in TensorFlow.js. */
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { partState, prefixed } from '../../optimizers/partStates';
import type { PortableOptimizerContext, PortableState } from '../../optimizers/types';
import { column, flagged, memoryOf, moved, pickLanes, pickState, zerosOf } from '../laneRows';
import { partInput, portablePart } from '../parts';
import { GuardEvent, type PortableGuard, type PortableMoment } from '../types';
import { checkDue, lgl2oSettings } from './settings';

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

export function portableLgl2o(context: PortableOptimizerContext): PortableGuard {
  const { tf, layout, lanes } = context;
  const learned = portablePart(context, 'learned');
  const designed = portablePart(context, 'designed');
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
