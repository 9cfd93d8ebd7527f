import { Kbd } from '@mantine/core';
import { texts } from '../../texts/page';
import { AnchoredPopover } from '../popup/AnchoredPopover';
import type { PopupProps } from '../popup/usePopup';

/** Every shortcut and what it does. */
export default function HelpText(popup: PopupProps) {
  return (
    <AnchoredPopover {...popup} width={290}>
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
    </AnchoredPopover>
  );
}
