import { TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { armLabel, optimizerName } from '../../config/armNames';
import { texts } from '../../texts/page';
import type { ShownArm } from '../arms';
import { usePlayground } from '../context';

interface RenameFieldProps {
  readonly arm: ShownArm;
  readonly onDone: () => void;
}

/** An arm's name while it is being changed; Enter keeps, Escape does not. */
export default function RenameField({ arm, onDone }: RenameFieldProps) {
  const { renameArm } = usePlayground();
  const [text, setText] = useState(armLabel(arm.config));
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
