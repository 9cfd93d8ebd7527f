import { Button } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { texts } from '../../texts/page';
import { IconShare } from '../icons';

const ShareDialog = lazy(() => import('./ShareDialog'));

/** Opens what makes links and files of the experiment. */
export function ShareButton() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        ref={button}
        variant="default"
        className="share-button"
        aria-haspopup="dialog"
        aria-label={texts.header.share}
        leftSection={<IconShare size={15} />}
        onClick={() => setOpen(true)}
      >
        <span className="share-word">{texts.header.share}</span>
      </Button>
      {open && (
        <Suspense>
          <ShareDialog opener={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
