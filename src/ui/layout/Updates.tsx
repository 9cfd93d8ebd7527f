import { registerSW } from 'virtual:pwa-register';
import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { updateTexts } from '../../texts/updates';

/** Keeping everything for later must not slow down what is on the screen now. */
const REGISTER_AFTER_MS = 2500;

/**
 * Whether service workers may be had: not where cookies are blocked, nor over plain http. Where they are blocked every
 * storage throws, and Firefox puts the mere question for a service worker on its console.
 */
async function mayRegister(): Promise<boolean> {
  try {
    void window.localStorage;
    await navigator.serviceWorker.getRegistrations();
    return true;
  } catch {
    return false;
  }
}

/** Makes the page work without a network after this visit, and asks before a newer version takes over. */
export default function Updates() {
  const [ready, setReady] = useState(false);
  const update = useRef<(reload: boolean) => Promise<void>>(undefined);
  useEffect(() => {
    const timer = setTimeout(async () => {
      // Where service workers are forbidden the page works all the same, with a network.
      if (!(await mayRegister())) return;
      update.current = registerSW({
        immediate: true,
        onNeedRefresh: () => setReady(true),
        onRegisterError: () => {},
      });
    }, REGISTER_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!ready) return null;
  return (
    <div className="banner" role="status">
      <p>
        <b>{updateTexts.title}</b> {updateTexts.text}
      </p>
      <span className="banner-actions">
        <Button size="compact-sm" onClick={() => update.current?.(true)}>
          {updateTexts.reload}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setReady(false)}>
          {updateTexts.later}
        </Button>
      </span>
    </div>
  );
}
