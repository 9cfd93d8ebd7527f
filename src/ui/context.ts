import { useComputedColorScheme } from '@mantine/core';
import { createContext, useContext, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Playground } from '../store/playground';
import type { PlaygroundState } from '../store/playground/state';
import { type ChartTheme, chartThemes } from './palette';
import { slowly } from './slowly';

export const PlaygroundContext = createContext<Playground | null>(null);

export function usePlayground(): Playground {
  const playground = useContext(PlaygroundContext);
  if (!playground) throw new Error('usePlayground needs a PlaygroundContext above it');
  return playground;
}

/** A part of the store's state. `select` must return equal references for equal states. */
export function usePlaygroundState<T>(select: (state: PlaygroundState) => T): T {
  return useStore(usePlayground().store, select);
}

/** A part of the state that changes often, looked at no more than every `everyMs`. */
export function useSlowState<T>(select: (state: PlaygroundState) => T, everyMs: number): T {
  const { store } = usePlayground();
  const selectRef = useRef(select);
  selectRef.current = select;
  const [value, setValue] = useState(() => select(store.getState()));
  useEffect(
    () => slowly(store, everyMs, () => setValue(() => selectRef.current(store.getState()))),
    [store, everyMs],
  );
  return value;
}

export function useChartTheme(): ChartTheme {
  return chartThemes[useComputedColorScheme('light', { getInitialValueInEffect: false })];
}
