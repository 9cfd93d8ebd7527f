/** Whether a run is done, as the reader understands it: the engine may not know yet of optimizers that are to come. */
import { structureOf } from '../../engine/lanes';
import type { RunState } from '../../engine/types';
import type { ArmCurve } from '../curves';
import { type Lag, lagOf } from '../lag';
import type { PlaygroundState } from './state';

export interface ShownCurves {
  readonly arms: ReadonlyMap<string, ArmCurve>;
  /** Whether none of the run is there yet, and the engine may still tell of the run before. */
  readonly veiled: boolean;
}

type Run = Pick<PlaygroundState, 'status' | 'experiment' | 'waiting' | 'trained' | 'showsRecord'>;

/** How far optimizers are behind; of one whose curve another optimizer has made, nothing is there yet. */
export function lagsOf({ status, experiment, waiting, trained }: Run, { arms }: ShownCurves): Lag[] {
  return experiment.arms.flatMap(({ id, optimizer }) => {
    if (waiting.includes(id)) return [];
    const before = trained[id];
    if (before && structureOf(before.optimizer) !== structureOf(optimizer))
      return [{ step: null, of: status.step }];
    return lagOf(arms, id) ?? [];
  });
}

/** Whether every optimizer has diverged in all seeds, which ends a run. */
export const isLost = ({ arms }: ShownCurves): boolean =>
  arms.size > 0 && [...arms.values()].every(({ divergedCount, seeds }) => divergedCount === seeds);

/** The engine's word, except that a run goes on while an optimizer of it waits for its kernels or catches up. */
export function runStateOf(run: Run, curves: ShownCurves): RunState {
  const { state } = run.status;
  if (state !== 'finished' || run.showsRecord || curves.veiled) return state;
  return lagsOf(run, curves).length > 0 ? 'running' : 'finished';
}
