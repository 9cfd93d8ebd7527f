/**
 * The place pointed at, shared by all charts with the same axis: training steps, or time within a
 * sequence. It moves with the pointer, so charts listen themselves and React is not asked.
 */
export type CrosshairAxis = 'step' | 'time';

const places = new Map<CrosshairAxis, number>();
const listeners = new Map<CrosshairAxis, Set<(at: number | null) => void>>();

/** Points at a place, or with null nowhere. */
export function pointAt(axis: CrosshairAxis, at: number | null): void {
  if (at === (places.get(axis) ?? null)) return;
  if (at === null) places.delete(axis);
  else places.set(axis, at);
  for (const listener of listeners.get(axis) ?? []) listener(at);
}

/** Calls back with the present place and every further one, until the function returned is called. */
export function followCrosshair(axis: CrosshairAxis, listener: (at: number | null) => void): () => void {
  const all = listeners.get(axis) ?? new Set();
  listeners.set(axis, all);
  all.add(listener);
  listener(places.get(axis) ?? null);
  return () => {
    all.delete(listener);
  };
}
