import { useEffect, useRef } from 'react';
import { usePlayground } from '../context';

/** Elements that use letters, space or arrows themselves. */
const CONTROLS =
  'a, button, input, select, textarea, summary, [contenteditable], [role="slider"], [role="menu"], [role="dialog"]';
const FIELDS = 'input:not([type="checkbox"]):not([type="radio"]), textarea, [contenteditable]';

/** The page's shortcuts, while no control has the focus (undo: while no field has). */
export function useShortcuts(onHelp: () => void): void {
  const playground = usePlayground();
  const help = useRef(onHelp);
  help.current = onHelp;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (event.defaultPrevented || event.altKey) return;
      const action =
        event.ctrlKey || event.metaKey
          ? target?.closest(FIELDS)
            ? undefined
            : editAction(event)
          : target?.closest(CONTROLS)
            ? undefined
            : playAction(event);
      if (!action) return;
      event.preventDefault();
      action();
    };
    const editAction = ({ key, shiftKey }: KeyboardEvent) => {
      if (key.toLowerCase() === 'z') return () => (shiftKey ? playground.redo() : playground.undo());
      return key.toLowerCase() === 'y' ? () => playground.redo() : undefined;
    };
    const playAction = ({ key }: KeyboardEvent) => {
      switch (key) {
        case ' ':
          return () => playground.toggle();
        case '.':
        case 'ArrowRight':
          return () => playground.stepOnce();
        case 'r':
        case 'R':
          return () => playground.reset();
        case '?':
          return () => help.current();
        default:
          return undefined;
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [playground]);
}
