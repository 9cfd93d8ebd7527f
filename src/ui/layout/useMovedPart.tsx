import { type ReactNode, type RefCallback, useCallback, useState } from 'react';
import { createPortal } from 'react-dom';

/**
 * A part of the page whose place depends on the width of the window: `part` is rendered once, and shows wherever `slot`
 * is the `ref` of an element. Rendered in either place it would be another component there, with nothing of its state.
 */
export function useMovedPart(content: ReactNode): {
  readonly part: ReactNode;
  readonly slot: RefCallback<HTMLElement>;
} {
  const [host] = useState(() => {
    const element = document.createElement('div');
    // Cards lie in the grid of the slot.
    element.style.display = 'contents';
    return element;
  });
  const slot = useCallback((element: HTMLElement | null) => element?.append(host), [host]);
  return { part: createPortal(content, host), slot };
}
