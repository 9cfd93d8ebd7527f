import { lazy, memo, Suspense, useState } from 'react';
import { texts } from '../../texts/page';
import { ArmSwatch } from '../ArmSwatch';
import { armSummary } from '../armSummary';
import type { ShownArm } from '../arms';
import { usePlaygroundState } from '../context';
import { IconButton } from '../IconButton';
import { IconChevron, IconDots } from '../icons';
import { usePopup } from '../popup/usePopup';
import { ArmNotes } from './ArmNotes';
import { useBadge } from './useBadge';

/** Loaded with the first arm that is opened. */
const ArmOptions = lazy(() => import('./ArmOptions'));
/** Loaded with the first menu that is opened. */
const ArmItems = lazy(() => import('./ArmItems'));
const RenameField = lazy(() => import('./RenameField'));
/** Loaded with the first arm whose weights are missing. */
const MissingWeights = lazy(() => import('../checkpoints/MissingWeights'));

interface ArmRowProps {
  readonly arm: ShownArm;
  readonly index: number;
  readonly count: number;
  readonly open: boolean;
  /** Takes the arm's id. */
  readonly onToggle: (id: string) => void;
}

/** One arm in the list: its look, name and main option; opened, everything that can be set. */
export const ArmRow = memo(function ArmRow({ arm, index, count, open, onToggle }: ArmRowProps) {
  const badge = useBadge(arm);
  const selected = usePlaygroundState((state) => state.selected === arm.id);
  const waits = usePlaygroundState((state) => state.waiting.includes(arm.id));
  const menu = usePopup('menu');
  const [renaming, setRenaming] = useState(false);
  const panel = `arm-${arm.id}`;
  return (
    <li className="arm-item" data-selected={selected || undefined} data-open={open || undefined}>
      <div className="arm" data-hidden={arm.hidden || undefined}>
        {renaming ? (
          <Suspense>
            <RenameField arm={arm} onDone={() => setRenaming(false)} />
          </Suspense>
        ) : (
          <button
            type="button"
            className="plain arm-main"
            aria-expanded={open}
            aria-controls={panel}
            onClick={() => onToggle(arm.id)}
          >
            <ArmSwatch look={arm.look} />
            <span className="arm-name">
              <span className="arm-title">{arm.label}</span>
              <span className="arm-line">
                <span className="small mute">{armSummary(arm.present)}</span>
                <span className="arm-badge">{badge}</span>
              </span>
            </span>
            <IconChevron size={15} className="arm-chevron" aria-hidden="true" />
          </button>
        )}
        <IconButton
          label={texts.arms.menu(arm.label)}
          variant="subtle"
          color="gray"
          size={28}
          {...menu.target}
        >
          <IconDots size={16} />
        </IconButton>
        {menu.show((popup) => (
          <ArmItems popup={popup} arm={arm} index={index} count={count} onRename={() => setRenaming(true)} />
        ))}
      </div>
      <ArmNotes arm={arm} waits={waits} />
      {waits && (
        <Suspense>
          <MissingWeights arm={arm} />
        </Suspense>
      )}
      <div id={panel}>
        {open && (
          <Suspense>
            <ArmOptions arm={arm} />
          </Suspense>
        )}
      </div>
    </li>
  );
});
