import { Kbd, Popover } from '@mantine/core';
import { useState } from 'react';
import { IconButton } from '../IconButton';
import { IconHelp } from '../icons';
import { texts } from '../texts';
import { useShortcuts } from './useShortcuts';

/** The list of shortcuts; itself opened by one. */
export function HelpPopover() {
  const [open, setOpen] = useState(false);
  useShortcuts(() => setOpen((was) => !was));
  return (
    <Popover position="bottom-end" shadow="md" withArrow opened={open} onChange={setOpen} width={290}>
      <Popover.Target>
        <IconButton label={texts.header.help} aria-expanded={open} onClick={() => setOpen(!open)}>
          <IconHelp size={17} />
        </IconButton>
      </Popover.Target>
      <Popover.Dropdown>
        <h2 className="popover-title">{texts.help.title}</h2>
        <dl className="shortcuts">
          {texts.help.rows.map(([key, action]) => (
            <div key={key}>
              <dt>
                <Kbd size="xs">{key}</Kbd>
              </dt>
              <dd>{action}</dd>
            </div>
          ))}
        </dl>
        <p className="small mute">{texts.help.note}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
