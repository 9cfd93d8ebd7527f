import { TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { type TextOption, textFault } from '../../core/option';
import { texts } from '../../texts/page';
import { IconUndo } from '../icons';
import { OptionLabel } from './OptionLabel';

interface TextControlProps {
  readonly spec: TextOption;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The value of the reset button; default: that of the declaration. */
  readonly resetTo?: string;
}

/** Characters of a value in a button's label. */
const SHORT = 40;

/** A text: checked while it is typed, taken on Enter or on leaving. What cannot be taken stays, with the reason. */
export function TextControl({ spec, value, onChange, resetTo = spec.default }: TextControlProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [isReady, setIsReady] = useState(!spec.prepare);
  useEffect(() => {
    const ready = () => setIsReady(true);
    // Without what it needs, the engine says what is wrong.
    spec.prepare?.().then(ready, ready);
  }, [spec]);
  const fault = draft === null ? null : textFault(spec, draft);
  const take = (text: string) => {
    if (textFault(spec, text) !== null) return;
    if (text !== value) onChange(text);
    // What was typed meanwhile stays.
    setDraft((now) => (now === text ? null : now));
  };
  /** Takes what stands in the field, once it can be checked. */
  const commit = ({ currentTarget: { value: text } }: { readonly currentTarget: HTMLInputElement }) => {
    if (isReady) take(text);
    else
      spec.prepare?.().then(
        () => take(text),
        () => take(text),
      );
  };
  const short = resetTo.length > SHORT ? `${resetTo.slice(0, SHORT)}…` : resetTo;
  const resetLabel = texts.option.reset(spec.label, short);
  const canReset = value !== resetTo || draft !== null;
  return (
    <div className="option">
      <div className="option-line">
        <OptionLabel spec={spec} />
        {canReset && (
          <Tooltip label={resetLabel} openDelay={400}>
            <UnstyledButton
              className="option-reset"
              aria-label={resetLabel}
              onClick={() => {
                setDraft(null);
                if (value !== resetTo) onChange(resetTo);
              }}
            >
              <IconUndo size={14} />
            </UnstyledButton>
          </Tooltip>
        )}
      </div>
      <TextInput
        size="xs"
        classNames={{ input: 'text-option' }}
        value={draft ?? value}
        aria-label={spec.label}
        aria-description={spec.help}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        error={fault}
        errorProps={{ role: 'alert' }}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit(event);
          if (event.key === 'Escape') setDraft(null);
        }}
      />
    </div>
  );
}
