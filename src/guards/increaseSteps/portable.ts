/** Increase Steps in TensorFlow.js. */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { Header } from '../../optimizers/learned/schedulerState';
import { partState, prefixed } from '../../optimizers/partStates';
import type { PortableOptimizerContext } from '../../optimizers/types';
import { horizonEnded, withExtraSteps } from '../horizon';
import { column, flagged, memoryOf } from '../laneRows';
import { partInput, portablePart } from '../parts';
import { GuardEvent, type PortableGuard } from '../types';
import { increaseSettings } from './settings';

export function portableIncreaseSteps(context: PortableOptimizerContext): PortableGuard {
  const { tf, lanes } = context;
  const learned = portablePart(context, 'learned');
  return {
    // One column: extensions made.
    init: () => ({ memory: tf.zeros([lanes, 1]), ...prefixed('learned', learned.init()) }),
    update(input, state) {
      const { horizon, increase, limit } = increaseSettings(input.config, input.time);
      const own = partState('learned', state);
      const times = column(tf, state.memory, 0);
      const ready = tf.logicalAnd(tf.isFinite(input.loss), tf.less(times, limit));
      const extended = tf.logicalAnd<Tensor1D>(ready, horizonEnded(tf, own.scheduler, horizon));
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
