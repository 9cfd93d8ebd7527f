import { Popover } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { IconButton } from '../IconButton';
import { IconRunTo } from '../icons';
import { texts } from '../texts';

const RunSettings = lazy(() => import('./RunSettings'));

/** Running to a step, and how fast at most. */
export function RunMenu() {
  const [open, setOpen] = useState(false);
  return (
    <Popover position="bottom" shadow="md" withArrow trapFocus opened={open} onChange={setOpen}>
      <Popover.Target>
        <IconButton label={texts.transport.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          <IconRunTo size={17} />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Suspense>
          <RunSettings onRun={() => setOpen(false)} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
