import { Slider, Tooltip, UnstyledButton } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { NumberOption } from '../../core/option';
import { zeroWord } from '../../core/valueWords';
import { texts } from '../../texts/page';
import { formatExact, formatNumber } from '../format';
import { IconUndo } from '../icons';
import { NumberField } from './NumberField';
import { OptionLabel } from './OptionLabel';
import { sliderScale } from './sliderScale';

interface NumberControlProps {
  readonly spec: Omit<NumberOption, 'kind'>;
  readonly value: number;
  readonly onChange: (value: number) => void;
  /** Whether `onChange` may be called while the thumb is still moving. */
  readonly live: boolean;
  /** The value of the reset button; default: that of the declaration. */
  readonly resetTo?: number;
  /** Whether its field takes the focus in a dialogue that opens. */
  readonly focused?: boolean;
}

/** Beyond so many whole values a slider hits none exactly, and there is only the field. */
const MOST_SLIDER_VALUES = 1e7;

/** A number as slider and exact field, with unit, help and reset. */
export function NumberControl({
  spec,
  value,
  onChange,
  live,
  resetTo = spec.default,
  focused,
}: NumberControlProps) {
  const scale = useMemo(() => sliderScale(spec), [spec]);
  /** Position of a thumb that is being dragged and does not count yet. */
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = dragged === null ? value : scale.toValue(dragged);
  const position = dragged ?? scale.toPosition(value);
  const say = (number: number) =>
    zeroWord(spec, number) ?? `${formatExact(number)}${spec.unit ? ` ${spec.unit}` : ''}`;
  const resetLabel = texts.option.reset(spec.label, zeroWord(spec, resetTo) ?? formatExact(resetTo));

  const hasSlider = spec.scale === 'log' || spec.max - spec.min <= MOST_SLIDER_VALUES;
  return (
    <div className="option">
      <div className="option-line">
        <OptionLabel spec={spec} />
        {value !== resetTo && (
          <Tooltip label={resetLabel} openDelay={400}>
            <UnstyledButton
              className="option-reset"
              aria-label={resetLabel}
              onClick={() => onChange(resetTo)}
            >
              <IconUndo size={14} />
            </UnstyledButton>
          </Tooltip>
        )}
        <NumberField
          whole={spec.integer}
          value={shown}
          label={texts.option.exact(spec.label)}
          description={spec.help}
          unit={spec.unit}
          zero={spec.zero}
          width={hasSlider ? 76 : 104}
          focused={focused}
          check={(number) => checkNumber(spec, number)}
          onCommit={onChange}
          nudge={(number, by) => scale.toValue(scale.toPosition(number) + by * scale.step)}
        />
      </div>
      {hasSlider && (
        <Slider
          size={4}
          thumbSize={16}
          label={null}
          min={scale.min}
          max={scale.max}
          step={scale.step}
          value={position}
          thumbLabel={spec.label}
          thumbValueText={(at) => say(at === scale.toPosition(value) ? value : scale.toValue(at))}
          onChange={(at) => {
            if (live) onChange(scale.onward(at, value));
            else setDragged(at);
          }}
          onChangeEnd={(at) => {
            setDragged(null);
            if (!live) onChange(scale.onward(at, value));
          }}
        />
      )}
    </div>
  );
}

/** Fault of a value, as a sentence for its field. */
export function checkNumber(spec: Omit<NumberOption, 'kind'>, value: number): string | null {
  if (spec.allowZero && value === 0) return null;
  if (spec.integer && !Number.isInteger(value)) return texts.option.whole;
  if (value >= spec.min && value <= spec.max) return null;
  const range = spec.allowZero ? texts.option.rangeOrZero : texts.option.range;
  return range(formatNumber(spec.min, spec.integer), formatNumber(spec.max, spec.integer));
}
