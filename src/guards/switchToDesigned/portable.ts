/** The switch in TensorFlow.js. */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { partState, prefixed } from '../../optimizers/partStates';
import type { PortableOptimizerContext } from '../../optimizers/types';
import { column, flagged } from '../laneRows';
import { partInput, portablePart } from '../parts';
import { GuardEvent, type PortableGuard } from '../types';
import { designedDrives } from './settings';

export function portableSwitch(context: PortableOptimizerContext): PortableGuard {
  const { tf, lanes } = context;
  const learned = portablePart(context, 'learned');
  const designed = portablePart(context, 'designed');
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
