import { useMemo } from 'react';
import { useStore } from 'zustand';
import { usePlayground, usePlaygroundState } from '../context';
import { lookOf } from '../palette';
import { texts } from '../texts';
import type { Ghost } from './ghosts';

/** The curves that stand behind those of the run. */
export function useGhosts(): readonly Ghost[] {
  const { pinned } = usePlayground();
  const run = useStore(pinned, (state) => state.run);
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  return useMemo(
    () =>
      run?.taskId === taskId
        ? run.arms.map(
            ({ label, slot, evaluations, curve }): Ghost => ({
              name: texts.loss.pinnedName(label),
              curve,
              evaluations,
              look: lookOf(slot),
              told: true,
            }),
          )
        : [],
    [run, taskId],
  );
}
