import { lazy, type ReactNode, Suspense, type SyntheticEvent, useEffect, useRef, useState } from 'react';

const Tip = lazy(() => import('./Tip'));

/** Long enough not to come up while a pointer passes. */
const DELAY_MS = 400;

/** A tooltip that is loaded with the first one shown: handlers for the element, and what is to be rendered. */
export function useTip(label: string) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = ({ currentTarget }: SyntheticEvent<HTMLElement>) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(currentTarget), DELAY_MS);
  };
  const hide = () => {
    clearTimeout(timer.current);
    setAnchor(null);
  };
  const tip: ReactNode = anchor && (
    <Suspense>
      <Tip anchor={anchor} label={label} />
    </Suspense>
  );
  return {
    tip,
    handlers: {
      onMouseEnter: show,
      onMouseLeave: hide,
      onFocus: (event: SyntheticEvent<HTMLElement>) => {
        if (event.currentTarget.matches(':focus-visible')) show(event);
      },
      onBlur: hide,
      onPointerDown: hide,
      onKeyDown: hide,
    },
  };
}
