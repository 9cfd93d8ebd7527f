/** `#how` and `#how-<topic>` in the address are the explanation; links of experiments begin with a digit. */
import { useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';
import type { Place } from './findPlace';

const FRAGMENT = /^#how(?:-([a-z0-9]+))?$/;

const subscribe = (changed: () => void) => {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
};

/** The topic asked for, "" for the whole page, null where it is not open. */
export function useHowTopic(): string | null {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  const match = FRAGMENT.exec(hash);
  return match ? (match[1] ?? '') : null;
}

export const howAddress = (topic = ''): string => (topic === '' ? '#how' : `#how-${topic}`);

/** Back to the playground, with a step in the browser's history. */
export function leaveHow(): void {
  const { pathname, search, hash } = window.location;
  if (!FRAGMENT.test(hash)) return;
  window.history.pushState(null, '', pathname + search);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Opens the explanation, or leaves it. */
export function toggleHow(): void {
  if (FRAGMENT.test(window.location.hash)) leaveHow();
  else window.location.hash = howAddress();
}

/** The control that the reader asked to see; whoever holds it shows it. */
export const askedControl = createStore<{ readonly place: Place | null }>(() => ({ place: null }));
