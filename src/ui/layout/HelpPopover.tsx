import { lazy } from 'react';
import { texts } from '../../texts/page';
import { IconButton } from '../IconButton';
import { IconHelp } from '../icons';
import { usePopup } from '../popup/usePopup';
import { useShortcuts } from './useShortcuts';

const HelpText = lazy(() => import('./HelpText'));

/** The list of shortcuts; itself opened by one. */
export function HelpPopover() {
  const popup = usePopup('dialog');
  useShortcuts(popup.toggle);
  return (
    <>
      <IconButton label={texts.header.help} {...popup.target}>
        <IconHelp size={17} />
      </IconButton>
      {popup.show((props) => (
        <HelpText {...props} />
      ))}
    </>
  );
}
