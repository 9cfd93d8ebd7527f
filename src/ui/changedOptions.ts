import { useMemo } from 'react';
import type { OptionChange } from '../config/optionEdit';
import { valueWords } from '../core/valueWords';
import { changedSince, type PlaygroundState, stepsOfCurves } from '../store/playground/state';
import { texts } from '../texts/page';
import { usePlayground, usePlaygroundState } from './context';

const UNTRAINED: PlaygroundState['trained'] = {};

/** Options of every arm that were changed after its curve had been made. */
export function useChangedSince(): ReadonlyMap<string, readonly OptionChange[]> {
  const experiment = usePlaygroundState((state) => state.experiment);
  const { curves } = usePlayground();
  const trained = usePlaygroundState((state) => (curves.veiled ? UNTRAINED : state.trained));
  const state = usePlaygroundState(({ status }) => status.state);
  return useMemo(
    () => changedSince({ experiment, trained, status: { state } }),
    [experiment, trained, state],
  );
}

/** Steps of the curves and of the next run, where it will have fewer. */
export function useChangedSteps(): { readonly made: number; readonly next: number } | null {
  const { curves } = usePlayground();
  const next = usePlaygroundState((state) => state.experiment.steps);
  // While another problem is prepared, the engine still tells of the run before.
  const made = usePlaygroundState(({ status }) => (curves.veiled ? 0 : stepsOfCurves(status)));
  return useMemo(() => (made > next ? { made, next } : null), [made, next]);
}

/** "Learning rate 0.01, Momentum 0.9": those of the curve, or those of the next run. */
export const changeList = (changes: readonly OptionChange[], of: 'curve' | 'next'): string =>
  changes
    .map(({ spec, from, value }) =>
      texts.arms.setting(spec.label, valueWords(spec, of === 'curve' ? from : value)),
    )
    .join(', ');
