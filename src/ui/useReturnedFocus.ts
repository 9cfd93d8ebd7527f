import { useEffect, useState } from 'react';

/** Gives the focus back to what had it before the component was drawn, once that is gone. */
export function useReturnedFocus(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before instanceof HTMLElement) before.focus();
    },
    [before],
  );
}
