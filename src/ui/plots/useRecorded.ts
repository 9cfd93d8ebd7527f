import { useMemo } from 'react';
import { sharedProblem } from '../../store/playground/state';
import { useArmFaces } from '../arms';
import { usePlaygroundState } from '../context';
import type { Recorded } from './recordedTraces';

const NOTHING: readonly Recorded[] = [];

/** The curves that came with the experiment, of arms that are shown; they know nothing of seconds. */
export function useRecorded(x: 'steps' | 'evaluations' | 'seconds'): readonly Recorded[] {
  const arms = useArmFaces();
  const shared = usePlaygroundState((state) =>
    sharedProblem(state) && !state.showsRecord ? state.shared : null,
  );
  return useMemo(() => {
    if (!shared || x === 'seconds') return NOTHING;
    return arms.flatMap(({ id, label, look, hidden, evaluations }) => {
      const curve = shared.ghosts[id];
      const perStep = x === 'steps' ? 1 : evaluations;
      return hidden || !curve ? [] : [{ label, look, curve, perStep }];
    });
  }, [arms, shared, x]);
}
