import { useEffect, useMemo, useState } from 'react';
import type { ViewMessage } from '../../../engine/types';
import { loadParser } from '../../../tasks/surface/formula';
import { type SurfaceProblem, type SurfaceSettings, surfaceProblem } from '../../../tasks/surface/problem';
import { useArmFaces } from '../../arms';
import { usePlaygroundState, useSlowState } from '../../context';
import type { PathArm } from './figures';

/** Whether formulas can be read: the parser is asked for when it is first of use. */
function useParser(): boolean {
  const [isThere, setIsThere] = useState(false);
  useEffect(() => {
    let gone = false;
    loadParser()
      .then(() => {
        if (!gone) setIsThere(true);
      })
      // Without it the engine says what is wrong.
      .catch(() => {});
    return () => {
      gone = true;
    };
  }, []);
  return isThere;
}

/** The problem that is shown; null where the options name none, or while the parser is on its way. */
export function useSurfaceProblem(): SurfaceProblem | null {
  const options = usePlaygroundState((state) => state.experiment.task.options);
  const canRead = useParser();
  return useMemo(() => {
    if (options.function === 'own' && !canRead) return null;
    try {
      return surfaceProblem(options as unknown as SurfaceSettings);
    } catch {
      return null;
    }
  }, [options, canRead]);
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
