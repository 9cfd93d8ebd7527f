import { useMemo } from 'react';
import type { TaskView } from '../../tasks/types';
import { type ArmFace, useArmFaces } from '../arms';
import { usePlayground, usePlaygroundState, useSlowState } from '../context';

export interface ShownView<V extends TaskView> {
  readonly arm: ArmFace;
  /** Of the arm itself, which may be behind the others. */
  readonly step: number;
  readonly view: V;
  /** Another arm stands out. */
  readonly faded: boolean;
}

export interface Views<V extends TaskView> {
  /** Of the visible arms, in their order. */
  readonly shown: readonly ShownView<V>[];
  /** The one for views with room for one. */
  readonly chosen: ShownView<V> | null;
}

/** The latest views of this kind, or null before the first. */
export function useViews<V extends TaskView>(kind: V['kind']): Views<V> | null {
  const { curves } = usePlayground();
  // Not of another problem than the one shown.
  const message = useSlowState((state) => (curves.veiled ? null : state.view), 200);
  const selected = usePlaygroundState((state) => state.selected);
  const arms = useArmFaces();
  return useMemo(() => {
    if (!message) return null;
    const shown = arms.flatMap((arm) => {
      const entry = message.arms.find(({ armId }) => armId === arm.id);
      return arm.hidden || entry?.view.kind !== kind
        ? []
        : [{ arm, step: entry.step, view: entry.view as V, faded: selected !== null && selected !== arm.id }];
    });
    if (shown.length === 0) return null;
    return { shown, chosen: shown.find(({ arm }) => arm.id === selected) ?? shown[0] };
  }, [message, arms, selected, kind]);
}
