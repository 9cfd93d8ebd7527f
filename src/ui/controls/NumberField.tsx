import { TextInput, Tooltip } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, useRef, useState } from 'react';
import { zeroWord } from '../../core/valueWords';
import { formatExact, parseNumber } from '../format';

interface NumberFieldProps {
  readonly value: number;
  readonly label: string;
  /** Fault of a number, or null. */
  readonly check: (value: number) => string | null;
  readonly onCommit: (value: number) => void;
  /** A neighbouring value, for the arrow keys. */
  readonly nudge?: (value: number, by: number) => number;
  /** Whether it takes whole numbers alone: "20,000" then is twenty thousand. */
  readonly whole?: boolean;
  readonly unit?: string;
  /** Shown in place of 0, and understood. */
  readonly zero?: string;
  readonly width?: number;
  readonly description?: string;
  readonly notNumber: string;
  /** Whether it takes the focus in a dialogue that opens. */
  readonly focused?: boolean;
}

/** A field for an exact number: taken on Enter or on leaving, refused with a reason while it cannot be. */
export function NumberField(props: NumberFieldProps) {
  const { value, label, check, onCommit, nudge, whole, zero, width = 76, description, notNumber } = props;
  const [draft, setDraft] = useState<string | null>(null);
  /** Whether the press that is going on gave the field the focus. */
  const isPressed = useRef(false);
  const parsed = draft === null ? value : draft.trim() === zero ? 0 : parseNumber(draft, whole);
  const word = draft === null ? zeroWord({ zero }, value) : undefined;
  // A word has no unit.
  const unit = word === undefined ? props.unit : undefined;
  const error = parsed === null ? notNumber : check(parsed);

  const commit = () => {
    if (draft !== null && parsed !== null && error === null && parsed !== value) onCommit(parsed);
    if (error === null) setDraft(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit();
    if (event.key === 'Escape') setDraft(null);
    const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
    if (by === 0 || !nudge || parsed === null) return;
    event.preventDefault();
    setDraft(null);
    onCommit(nudge(parsed, by));
  };
  // WebKit puts the caret where the press ends, and so would undo the selection.
  const onMouseUp = (event: MouseEvent<HTMLInputElement>) => {
    const { selectionStart, selectionEnd } = event.currentTarget;
    if (isPressed.current && selectionStart === selectionEnd) {
      event.preventDefault();
      event.currentTarget.select();
    }
    isPressed.current = false;
  };
  return (
    <Tooltip label={error} opened={draft !== null && error !== null} color="red" withArrow>
      <TextInput
        size="xs"
        classNames={{ input: 'number-input' }}
        w={word === undefined ? width + 7 * Math.max(0, (unit?.length ?? 0) - 2) : wordWidth(word, width)}
        rightSectionWidth={unit ? 14 + 7 * unit.length : undefined}
        value={draft ?? word ?? formatExact(value)}
        aria-label={label}
        aria-description={description}
        data-autofocus={props.focused || undefined}
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        error={draft !== null && error !== null}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onMouseDown={(event) => {
          isPressed.current = document.activeElement !== event.currentTarget;
        }}
        onMouseUp={onMouseUp}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => {
          commit();
          setDraft(null);
        }}
        onKeyDown={onKeyDown}
        rightSection={unit ? <span className="unit">{unit}</span> : undefined}
      />
    </Tooltip>
  );
}

/** A field is never narrower than its word. */
const wordWidth = (word: string, width: number): number => Math.max(width, 26 + 7 * word.length);
