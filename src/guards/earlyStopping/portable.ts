/** Early stopping in TensorFlow.js. */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { partState, prefixed } from '../../optimizers/partStates';
import type { PortableOptimizerContext, PortableState } from '../../optimizers/types';
import type { Tf } from '../../tasks/types';
import { column, flagged, memoryOf, moved, pickLanes } from '../laneRows';
import { foldMinimum } from '../minimum';
import { partInput, portablePart } from '../parts';
import { GuardEvent, type PortableGuard, type PortableGuardInput } from '../types';
import { stoppingSettings } from './settings';

/** The decision of one step. Columns of `memory`: whether a loss was kept, which, steps since, whether it has stopped. */
function watch(
  tf: Tf,
  { loss, config }: Pick<PortableGuardInput, 'loss' | 'config'>,
  { memory }: PortableState,
) {
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

export function portableEarlyStopping(context: PortableOptimizerContext): PortableGuard {
  const { tf, layout, lanes } = context;
  const learned = portablePart(context, 'learned');
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
