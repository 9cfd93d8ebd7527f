import { NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import type { OptionSpec, OptionValue } from '../../core/option';
import { NumberControl } from './NumberControl';
import { OptionLabel } from './OptionLabel';
import { TextControl } from './TextControl';

interface OptionControlProps {
  readonly spec: OptionSpec;
  readonly value: OptionValue;
  readonly onChange: (value: OptionValue) => void;
  readonly live: boolean;
  readonly resetTo?: OptionValue;
}

/** Labels of a choice up to so many characters in all fit beside each other. */
const SEGMENT_CHARACTERS = 26;

/** The control of an option, whatever its kind. */
export function OptionControl({ spec, value, onChange, live, resetTo }: OptionControlProps) {
  if (spec.kind === 'number') {
    return (
      <NumberControl
        spec={spec}
        value={value as number}
        onChange={onChange}
        live={live}
        resetTo={resetTo as number | undefined}
      />
    );
  }
  if (spec.kind === 'text') {
    return (
      <TextControl
        spec={spec}
        value={value as string}
        onChange={onChange}
        resetTo={resetTo as string | undefined}
      />
    );
  }
  if (spec.kind === 'flag') {
    return (
      <div className="option-line">
        <OptionLabel spec={spec} />
        <Switch
          size="sm"
          aria-label={spec.label}
          aria-description={spec.help}
          checked={value as boolean}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      </div>
    );
  }
  const short =
    spec.choices.length <= 3 &&
    spec.choices.reduce((sum, { label }) => sum + label.length, 0) + spec.label.length <= SEGMENT_CHARACTERS;
  if (short) {
    return (
      <div className="option-line">
        <OptionLabel spec={spec} />
        <SegmentedControl
          size="xs"
          aria-label={spec.label}
          aria-description={spec.help}
          value={value as string}
          onChange={onChange}
          data={spec.choices.map((choice) => ({ ...choice }))}
        />
      </div>
    );
  }
  return (
    <div className="option">
      <OptionLabel spec={spec} />
      <NativeSelect
        size="xs"
        aria-label={spec.label}
        aria-description={spec.help}
        value={value as string}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={spec.choices.map((choice) => ({ ...choice }))}
      />
    </div>
  );
}
