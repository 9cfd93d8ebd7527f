import { Button } from '@mantine/core';
import { useState } from 'react';
import { texts } from '../../texts/page';
import { usePlaygroundState } from '../context';
import { IconButton } from '../IconButton';
import { IconClose } from '../icons';

/** Says when the fast path is not there, or when nothing can go on. */
export function DeviceBanner() {
  const fallback = usePlaygroundState((state) => state.device?.fallback);
  const failed = usePlaygroundState((state) => state.status.state === 'failed');
  const [closed, setClosed] = useState<string | null>(null);
  if (failed) {
    return (
      <div className="banner bad-banner" role="alert">
        <p>
          <b>{texts.notices.failedTitle}.</b> {texts.notices.failedText}
        </p>
        <Button size="compact-sm" variant="default" onClick={() => window.location.reload()}>
          {texts.notices.reload}
        </Button>
      </div>
    );
  }
  if (!fallback || closed === fallback) return null;
  return (
    <div className="banner" role="status">
      <p>
        <b>{texts.notices.fallbackTitle}.</b> {fallback}
      </p>
      <IconButton label={texts.notices.close} variant="subtle" size={28} onClick={() => setClosed(fallback)}>
        <IconClose size={16} />
      </IconButton>
    </div>
  );
}
