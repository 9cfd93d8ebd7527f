import { Button } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { texts } from '../../texts/page';
import { IconChevron } from '../icons';

const PresetsDialog = lazy(() => import('./PresetsDialog'));

/** Opens the list of experiments worth opening. */
export function PresetsMenu() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  /** The dialogue is loaded when it is first wanted, and then kept for its way out. */
  const [wanted, setWanted] = useState(false);
  return (
    <>
      <Button
        ref={button}
        className="presets-button"
        variant="default"
        aria-haspopup="dialog"
        rightSection={<IconChevron size={14} />}
        onClick={() => {
          setWanted(true);
          setOpen(true);
        }}
      >
        {texts.header.presets}
      </Button>
      {wanted && (
        <Suspense>
          <PresetsDialog opener={button} opened={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
