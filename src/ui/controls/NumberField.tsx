import { TextInput, Tooltip } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react';
import { zeroWord } from '../../core/valueWords';
import { texts } from '../../texts/page';
import { formatExact, formatNumber, parseNumber } from '../format';
import { exampleNumbers } from './exampleNumbers';

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
  /** Whether it takes the focus in a dialogue that opens. */
  readonly focused?: boolean;
}

/** A field for an exact number: taken on Enter or on leaving, refused with a reason while it cannot be. */
export function NumberField(props: NumberFieldProps) {
  const { value, label, check, onCommit, nudge, whole, zero, width = 76, description } = props;
  const [draft, setDraft] = useState<string | null>(null);
  /** Whether the press that is going on gave the field the focus. */
  const isPressed = useRef(false);
  const numberOf = (text: string) => (text.trim() === zero ? 0 : parseNumber(text, whole));
  const faultOf = (number: number | null) => (number === null ? notNumber(check, whole) : check(number));
  const parsed = draft === null ? value : numberOf(draft);
  const word = draft === null ? zeroWord({ zero }, value) : undefined;
  // A word has no unit.
  const unit = word === undefined ? props.unit : undefined;
  const fault = draft === null ? null : faultOf(parsed);
  const [refusal, setRefusal] = useBriefly();
  const rest = zeroWord({ zero }, value) ?? formatExact(value);
  const shown = draft ?? rest;

  /** Takes what stands in the field; returns what is wrong with it, or null. */
  const commit = ({ value: text }: HTMLInputElement): string | null => {
    const number = text === rest ? value : numberOf(text);
    const wrong = text === rest ? null : faultOf(number);
    if (wrong !== null) return wrong;
    if (number !== null && number !== value) onCommit(number);
    setDraft(null);
    return null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    setRefusal(null);
    if (event.key === 'Enter') commit(event.currentTarget);
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
  const leave = ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
    const wrong = commit(currentTarget);
    setDraft(null);
    if (wrong !== null)
      setRefusal(texts.option.refused(wrong, zeroWord({ zero }, value) ?? formatNumber(value, whole)));
  };
  const field = (
    <Tooltip label={fault ?? refusal} opened={(fault ?? refusal) !== null} color="red" withArrow>
      <TextInput
        size="xs"
        classNames={{ wrapper: 'number-wrapper', input: 'number-input', error: 'visually-hidden' }}
        w={fieldWidth(shown, unit, word === undefined, width)}
        rightSectionWidth={unit ? 14 + 7 * unit.length : undefined}
        value={shown}
        aria-label={label}
        aria-description={description}
        data-autofocus={props.focused || undefined}
        // The decimal keys of some phones have no minus.
        inputMode={check(-1) === null ? 'text' : 'decimal'}
        autoComplete="off"
        spellCheck={false}
        // Said to those who do not see the bubble.
        error={fault}
        errorProps={{ role: 'alert' }}
        onChange={(event) => {
          setDraft(event.currentTarget.value);
          setRefusal(null);
        }}
        onMouseDown={(event) => {
          isPressed.current = document.activeElement !== event.currentTarget;
        }}
        onMouseUp={onMouseUp}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={leave}
        onKeyDown={onKeyDown}
        rightSection={unit ? <span className="unit">{unit}</span> : undefined}
      />
    </Tooltip>
  );
  return (
    <>
      {field}
      {refusal !== null && (
        <span role="alert" className="visually-hidden">
          {refusal}
        </span>
      )}
    </>
  );
}

/** What is said of letters that are no number. */
function notNumber(check: NumberFieldProps['check'], whole?: boolean): string {
  const examples = exampleNumbers(check, whole);
  return examples.length > 0 ? texts.option.notNumberBut(examples) : texts.option.notNumber;
}

/** Milliseconds for which a field says that it has gone back to its value. */
const REFUSAL_MS = 5000;

/** A text that goes by itself. */
function useBriefly(): [text: string | null, say: (text: string | null) => void] {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    if (text === null) return;
    const timer = setTimeout(() => setText(null), REFUSAL_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}

/** Letters of a number that a field has room for. */
const ROOM = 7;

/** Width of a field in px: never narrower than the word or the long number in it. */
export function fieldWidth(
  shown: string,
  unit: string | undefined,
  isNumber: boolean,
  width: number,
): number {
  if (!isNumber) return Math.max(width, 26 + 7 * shown.length);
  const own = shown.length > ROOM ? Math.max(width, 28 + 7.6 * shown.length) : width;
  return own + 7 * Math.max(0, (unit?.length ?? 0) - 2);
}
