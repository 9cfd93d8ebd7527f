import { useStore } from 'zustand';
import { problemOf } from '../../engine/sameness';
import type { PinnedRun } from '../../store/pinned';
import { usePlayground, usePlaygroundState } from '../context';

/** The run kept as a baseline, where it is of the problem shown. */
export function useBaseline(): PinnedRun | null {
  const { pinned } = usePlayground();
  const run = useStore(pinned, (state) => state.run);
  const problem = usePlaygroundState(({ experiment }) => problemOf(experiment));
  return run?.problem === problem ? run : null;
}
