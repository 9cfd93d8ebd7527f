import { useMemo } from 'react';
import type { ViewMessage } from '../../../engine/types';
import { type SurfaceProblem, type SurfaceSettings, surfaceProblem } from '../../../tasks/surface/problem';
import { useArmFaces } from '../../arms';
import { usePlaygroundState, useSlowState } from '../../context';
import type { PathArm } from './figures';

/** The problem that is shown; null where the options name none. */
export function useSurfaceProblem(): SurfaceProblem | null {
  const options = usePlaygroundState((state) => state.experiment.task.options);
  return useMemo(() => {
    try {
      return surfaceProblem(options as unknown as SurfaceSettings);
    } catch {
      return null;
    }
  }, [options]);
}

const NOTHING: readonly ViewMessage[] = [];

/** Views of the run so far, and the visible arms. */
export function usePaths(): { readonly trail: readonly ViewMessage[]; readonly arms: readonly PathArm[] } {
  const trail = useSlowState(
    (state) => (state.view?.arms[0]?.view.kind === 'surface' ? state.trail : NOTHING),
    200,
  );
  const selected = usePlaygroundState((state) => state.selected);
  const faces = useArmFaces();
  const arms = useMemo(
    () =>
      faces
        .filter(({ hidden }) => !hidden)
        .map((arm) => ({ arm, faded: selected !== null && selected !== arm.id })),
    [faces, selected],
  );
  return { trail, arms };
}
