import { type Ref, useEffect, useLayoutEffect, useState } from 'react';

interface AnchorProps {
  readonly element: HTMLElement;
  /** Both set by Mantine's target, which this stands in for. */
  readonly id?: string;
  readonly ref?: Ref<HTMLElement>;
}

/** Lets a popup hang on an element that was there before it: renders nothing, and hands the element on. */
export function Anchor({ element, id, ref }: AnchorProps) {
  useLayoutEffect(() => {
    if (id) element.id = id;
    if (typeof ref === 'function') ref(element);
    else if (ref) ref.current = element;
  }, [element, id, ref]);
  return null;
}

/** `opened` one render late, so that a popup mounted open does what it does on opening: it takes the focus. */
export function useOpening(opened: boolean): boolean {
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(opened), [opened]);
  return open;
}
