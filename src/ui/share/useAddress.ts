import { useEffect } from 'react';
import { isLinkFragment } from '../../config/linkFragment';
import { openLink } from '../../store/links';
import { usePlayground, usePlaygroundState } from '../context';

/** A link within a pasted text. */
const LINK = /#[1-9][\w-]{6,}/;
const FIELDS = 'input, textarea, [contenteditable]';

/** Opens links that come while the page is open: in its address, or pasted where nothing takes text. */
export function useAddress(): void {
  const playground = usePlayground();
  useEffect(() => {
    const onHash = () => {
      if (isLinkFragment(window.location.hash)) openLink(playground, window.location.hash);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (event.target instanceof Element && event.target.closest(FIELDS)) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!LINK.test(text)) return;
      event.preventDefault();
      openLink(playground, text);
    };
    window.addEventListener('hashchange', onHash);
    document.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('hashchange', onHash);
      document.removeEventListener('paste', onPaste);
    };
  }, [playground]);

  // An address that names another experiment than the one shown would mislead, and a reload undo the edits.
  const stale = usePlaygroundState(({ experiment, shared }) => experiment !== shared?.experiment);
  useEffect(() => {
    const { pathname, search, hash } = window.location;
    if (stale && isLinkFragment(hash)) window.history.replaceState(null, '', pathname + search);
  }, [stale]);
}
