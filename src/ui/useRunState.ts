import type { RunState } from '../engine/types';
import { runStateOf } from '../store/playground/runState';
import { usePlayground, usePlaygroundState } from './context';

/** The state of the run with all of its optimizers, see `runStateOf`. */
export function useRunState(): RunState {
  const { curves } = usePlayground();
  return usePlaygroundState((state) => runStateOf(state, curves));
}
