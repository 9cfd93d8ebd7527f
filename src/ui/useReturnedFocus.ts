import { type RefObject, useEffect, useRef } from 'react';

const FOCUSABLE = 'button, a[href], input, select, textarea, [tabindex="0"]';

/**
 * Gives the focus back once something that took it is closed or gone: to `opener`, by default to what had the focus
 * before. Where that is gone or disabled meanwhile, to the nearest control beside it.
 */
export function useReturnedFocus(opened = true, opener?: RefObject<HTMLElement | null>): void {
  /** From the opener outwards. */
  const path = useRef<readonly Element[]>([]);
  const wasOpened = useRef(false);
  // Read while rendering: once mounted, a dialogue has taken the focus.
  if (opened && !wasOpened.current) path.current = pathFrom(opener?.current ?? document.activeElement);
  wasOpened.current = opened;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (!opened) return;
    clearTimeout(timer.current);
    return () => {
      // When all that goes with it is gone from the page.
      timer.current = setTimeout(() => giveFocus(path.current));
    };
  }, [opened]);
}

/** An item of a menu stands for the button of the menu, for it goes with its choice. */
function pathFrom(start: Element | null): readonly Element[] {
  const owner = start?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  const path: Element[] = [];
  let element = (owner && document.getElementById(owner)) || start;
  for (; element && element !== document.body; element = element.parentElement) path.push(element);
  return path;
}

function giveFocus(path: readonly Element[]): void {
  const { activeElement } = document;
  const isFree =
    !activeElement || activeElement === document.body || activeElement.closest('[role="dialog"]') !== null;
  // Whoever closed it may have sent the reader elsewhere.
  if (!isFree) return;
  for (const element of path) {
    const found = [element, ...element.querySelectorAll(FOCUSABLE)].find(canHaveFocus);
    if (found instanceof HTMLElement) {
      found.focus({ preventScroll: true });
      return;
    }
  }
}

const canHaveFocus = (element: Element): boolean =>
  element.isConnected &&
  element.matches(FOCUSABLE) &&
  !element.matches(':disabled, [aria-disabled="true"]') &&
  element.getClientRects().length > 0;
