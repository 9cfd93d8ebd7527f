import { lazy } from 'react';
import { texts } from '../../texts/page';
import { IconButton } from '../IconButton';
import { IconRunTo } from '../icons';
import { usePopup } from '../popup/usePopup';

const RunSettings = lazy(() => import('./RunSettings'));

/** Running to a step, and how fast at most. */
export function RunMenu() {
  const popup = usePopup('dialog');
  return (
    <>
      <IconButton label={texts.transport.more} {...popup.target}>
        <IconRunTo size={17} />
      </IconButton>
      {popup.show((props) => (
        <RunSettings {...props} />
      ))}
    </>
  );
}
