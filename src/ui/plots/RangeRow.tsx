import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { AxisRange } from '../../store/chartView';
import { texts } from '../../texts/page';
import { formatExact, parseNumber } from '../format';

interface RangeRowProps {
  /** Names the axis. */
  readonly label: string;
  /** Null: as the curves have it. */
  readonly range: AxisRange | null;
  readonly log: boolean;
  readonly onChange: (range: AxisRange | null) => void;
}

/** Ends of an axis as the reader wants them; left empty, the axis is that of the curves. */
export function RangeRow({ label, range, log, onChange }: RangeRowProps) {
  const shown = range ? [formatExact(range[0]), formatExact(range[1])] : ['', ''];
  const [draft, setDraft] = useState<readonly string[] | null>(null);
  const ends = draft ?? shown;
  const wanted = read(ends, log);
  const commit = () => {
    if (draft === null || wanted === undefined) return;
    setDraft(null);
    onChange(wanted);
  };
  return (
    <fieldset className="range-row" title={texts.loss.rangeHelp}>
      <legend className="small">{label}</legend>
      {[texts.loss.from, texts.loss.to].map((name, end) => (
        <TextInput
          key={name}
          size="xs"
          classNames={{ input: 'number-input' }}
          aria-label={`${label}, ${name}`}
          placeholder={texts.loss.whole}
          inputMode="decimal"
          autoComplete="off"
          value={ends[end]}
          error={draft !== null && wanted === undefined}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setDraft(ends.map((old, i) => (i === end ? text : old)));
          }}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
            if (event.key === 'Escape') setDraft(null);
          }}
        />
      ))}
      {draft !== null && wanted === undefined && (
        <p className="small bad" role="alert">
          {texts.loss.rangeWrong}
        </p>
      )}
    </fieldset>
  );
}

/** The range two texts say; null where both are empty, undefined where they make none. */
function read([from, to]: readonly string[], log: boolean): AxisRange | null | undefined {
  if (from.trim() === '' && to.trim() === '') return null;
  const [low, high] = [parseNumber(from), parseNumber(to)];
  if (low === null || high === null || !(low < high) || (log && !(low > 0))) return undefined;
  return [low, high];
}
