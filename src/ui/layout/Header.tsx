import { texts } from '../../texts/page';
import { toggleHow } from '../how/howAddress';
import { IconButton } from '../IconButton';
import { IconBook } from '../icons';
import { ShareButton } from '../share/ShareButton';
import { HelpPopover } from './HelpPopover';
import { tellHeaderHeight } from './headerHeight';
import { MetaTrainButton } from './MetaTrainButton';
import { PresetsMenu } from './PresetsMenu';
import { TaskTabs } from './TaskTabs';
import { ThemeMenu } from './ThemeMenu';
import { Transport } from './Transport';
import { UndoButtons } from './UndoButtons';

/** Title, tasks, transport and what concerns the whole page. */
export function Header() {
  // The first word stands out.
  const [accent, ...rest] = texts.title.split(' ');
  return (
    <header className="header" ref={tellHeaderHeight}>
      <h1>
        <span>{accent}</span> {rest.join(' ')}
      </h1>
      <TaskTabs />
      <Transport />
      <div className="header-tools">
        <PresetsMenu />
        <MetaTrainButton />
        <ShareButton />
        <UndoButtons />
        <IconButton label={texts.header.how} onClick={toggleHow}>
          <IconBook size={17} />
        </IconButton>
        <HelpPopover />
        <ThemeMenu />
      </div>
    </header>
  );
}
