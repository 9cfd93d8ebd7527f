import { useStore } from 'zustand';
import { texts } from '../../texts/page';
import { usePlayground } from '../context';
import { IconButton } from '../IconButton';
import { IconRedo, IconUndo } from '../icons';

export function UndoButtons() {
  const playground = usePlayground();
  const past = useStore(playground.history, (history) => history.pastStates.length);
  const future = useStore(playground.history, (history) => history.futureStates.length);
  return (
    <span className="undo">
      <IconButton label={texts.header.undo} disabled={past === 0} onClick={() => playground.undo()}>
        <IconUndo size={17} />
      </IconButton>
      <IconButton label={texts.header.redo} disabled={future === 0} onClick={() => playground.redo()}>
        <IconRedo size={17} />
      </IconButton>
    </span>
  );
}
