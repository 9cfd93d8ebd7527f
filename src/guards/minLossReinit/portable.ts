/** Min-Loss Reinit in TensorFlow.js. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { Header } from '../../optimizers/learned/schedulerState';
import { partState, prefixed } from '../../optimizers/partStates';
import type { PortableOptimizerContext, PortableState } from '../../optimizers/types';
import type { Tf } from '../../tasks/types';
import { horizonEnded, withExtraSteps } from '../horizon';
import { column, flagged, memoryOf, moved, pickLanes, pickState, zerosOf } from '../laneRows';
import { foldMinimum } from '../minimum';
import { horizonOf, partInput, portablePart } from '../parts';
import { GuardEvent, type PortableGuard, type PortableGuardInput } from '../types';
import { reinitSettings, stepsLeft } from './settings';

type Moment = Pick<PortableGuardInput, 'loss' | 'config' | 'time'>;

/** The decision of one step. Columns of `memory`: whether a loss was kept, which, restarts made. */
function watch(tf: Tf, { loss, config, time }: Moment, state: PortableState) {
  const { onNonFinite, onEnd, limit } = reinitSettings(config);
  const { memory } = state;
  const { better, known, finite, best } = foldMinimum(tf, memory, loss);
  const never = tf.zerosLike(finite);
  const ended = onEnd
    ? horizonEnded(tf, state['learned.scheduler'], horizonOf(config, time.numSteps))
    : never;
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

export function portableMinLossReinit(context: PortableOptimizerContext): PortableGuard {
  const { tf, layout, lanes } = context;
  const learned = portablePart(context, 'learned');
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
