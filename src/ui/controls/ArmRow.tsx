import { Badge, Collapse, Menu, TextInput } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { MAX_ARMS } from '../../config/experiment';
import { optimizerName } from '../../store/edit';
import { ArmSwatch } from '../ArmSwatch';
import { armSummary } from '../armSummary';
import type { ShownArm } from '../arms';
import { usePlayground, usePlaygroundState } from '../context';
import { IconButton } from '../IconButton';
import {
  IconChevron,
  IconCopy,
  IconDots,
  IconDown,
  IconEye,
  IconEyeOff,
  IconPencil,
  IconTrash,
  IconUp,
} from '../icons';
import { texts } from '../texts';
import { isDefault } from './armDefaults';

/** Loaded with the first arm that is opened. */
const ArmOptions = lazy(() => import('./ArmOptions'));
/** Loaded with the first arm whose weights are missing. */
const MissingWeights = lazy(() => import('../checkpoints/MissingWeights'));

interface ArmRowProps {
  readonly arm: ShownArm;
  readonly index: number;
  readonly count: number;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** One arm in the list: its look, name and main option; opened, everything that can be set. */
export function ArmRow({ arm, index, count, open, onToggle }: ArmRowProps) {
  const playground = usePlayground();
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const selected = usePlaygroundState((state) => state.selected === arm.id);
  const waits = usePlaygroundState((state) => state.waiting.includes(arm.id));
  const [renaming, setRenaming] = useState(false);
  const panel = `arm-${arm.id}`;
  return (
    <li className="arm-item" data-selected={selected || undefined} data-open={open || undefined}>
      <div className="arm" data-hidden={arm.hidden || undefined}>
        {renaming ? (
          <RenameField arm={arm} onDone={() => setRenaming(false)} />
        ) : (
          <button
            type="button"
            className="plain arm-main"
            aria-expanded={open}
            aria-controls={panel}
            onClick={onToggle}
          >
            <ArmSwatch look={arm.look} />
            <span className="arm-name">
              <span className="arm-title">{arm.label}</span>
              <span className="small mute">{armSummary(arm)}</span>
            </span>
            <Badge variant="outline" size="sm" className="arm-badge">
              {waits
                ? texts.arms.waits
                : arm.hidden
                  ? texts.arms.hidden
                  : isDefault(arm, taskId)
                    ? texts.arms.badgeDefault
                    : texts.arms.badgeChanged}
            </Badge>
            <IconChevron size={15} className="arm-chevron" aria-hidden="true" />
          </button>
        )}
        <Menu position="bottom-end" shadow="md" withArrow>
          <Menu.Target>
            <IconButton label={texts.arms.menu(arm.label)} variant="subtle" color="gray" size={28}>
              <IconDots size={16} />
            </IconButton>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={arm.hidden ? <IconEye size={15} /> : <IconEyeOff size={15} />}
              onClick={() => playground.toggleHidden(arm.id)}
            >
              {arm.hidden ? texts.arms.show : texts.arms.hide}
            </Menu.Item>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => setRenaming(true)}>
              {texts.arms.rename}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconCopy size={15} />}
              disabled={count >= MAX_ARMS}
              onClick={() => playground.duplicateArm(arm.id, texts.arms.copyOf(arm.label))}
            >
              {texts.arms.duplicate}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconUp size={15} />}
              disabled={index === 0}
              onClick={() => playground.moveArm(arm.id, -1)}
            >
              {texts.arms.up}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconDown size={15} />}
              disabled={index === count - 1}
              onClick={() => playground.moveArm(arm.id, 1)}
            >
              {texts.arms.down}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={15} />}
              disabled={count === 1}
              onClick={() => playground.removeArm(arm.id)}
            >
              {texts.arms.remove}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {waits && (
        <Suspense>
          <MissingWeights arm={arm} />
        </Suspense>
      )}
      <Collapse expanded={open} id={panel} transitionDuration={150}>
        {open && (
          <Suspense>
            <ArmOptions arm={arm} />
          </Suspense>
        )}
      </Collapse>
    </li>
  );
}

function RenameField({ arm, onDone }: { readonly arm: ShownArm; readonly onDone: () => void }) {
  const { renameArm } = usePlayground();
  const [text, setText] = useState(arm.label);
  const settled = useRef(false);
  const settle = (keep: boolean) => {
    if (settled.current) return;
    settled.current = true;
    const label = text.trim().slice(0, 80);
    if (keep) renameArm(arm.id, label === optimizerName(arm.config.optimizer) ? '' : label);
    onDone();
  };
  return (
    <TextInput
      className="arm-rename"
      size="xs"
      autoFocus
      aria-label={texts.arms.name}
      value={text}
      maxLength={80}
      onChange={(event) => setText(event.currentTarget.value)}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => settle(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') settle(true);
        if (event.key === 'Escape') settle(false);
      }}
    />
  );
}
