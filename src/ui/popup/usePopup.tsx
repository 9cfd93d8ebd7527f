import { type ReactNode, Suspense, useRef, useState } from 'react';

/** State that a popup loaded late shares with the button it belongs to. */
export interface PopupProps {
  readonly anchor: HTMLElement;
  readonly opened: boolean;
  readonly onChange: (opened: boolean) => void;
}

/**
 * A menu or popover that is loaded when it is first opened: what places popups is larger than most of the
 * shell. `target` goes to the button; `show` renders the popup, a lazy component around `AnchoredMenu` or
 * `AnchoredPopover`.
 */
export function usePopup(kind: 'menu' | 'dialog') {
  const anchor = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  /** Once opened it stays for its way out. */
  const [wanted, setWanted] = useState(false);
  const toggle = () => {
    setWanted(true);
    setOpened((was) => !was);
  };
  return {
    toggle,
    target: { ref: anchor, 'aria-haspopup': kind, 'aria-expanded': opened, onClick: toggle } as const,
    show: (popup: (props: PopupProps) => ReactNode): ReactNode =>
      wanted &&
      anchor.current && <Suspense>{popup({ anchor: anchor.current, opened, onChange: setOpened })}</Suspense>,
  };
}
