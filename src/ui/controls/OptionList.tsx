import { Fragment, memo, type ReactNode } from 'react';
import type { AnyOptions, OptionSpec, OptionSpecs, OptionValue } from '../../core/option';
import { HowPlace } from '../how/HowPlace';
import { OptionControl } from './OptionControl';

interface OptionListProps {
  /** Where the optimizer is in its arm, as in `parts.learned.`; none for a task's. */
  readonly path?: string;
  readonly specs: OptionSpecs;
  readonly values: AnyOptions;
  /** Whether options are live unless they say otherwise. */
  readonly live: boolean;
  /** Values the reset buttons go back to, where not the declared defaults. */
  readonly defaults?: AnyOptions;
  /** What stands in place of the controls of options by name, given what would. */
  readonly instead?: Readonly<Record<string, (control: ReactNode) => ReactNode>>;
  readonly onChange: (name: string, value: OptionValue) => void;
}

/** Controls for all options that matter with the present values. */
export function OptionList(props: OptionListProps) {
  const { path = '', specs, values, live, defaults, instead = {}, onChange } = props;
  return Object.entries(specs)
    .filter(([, spec]) => spec.when?.(values) ?? true)
    .map(([name, spec]) => {
      const entry = (
        <OptionEntry
          key={name}
          path={path}
          name={name}
          spec={spec}
          value={values[name] ?? spec.default}
          live={spec.live ?? live}
          resetTo={defaults?.[name]}
          onChange={onChange}
        />
      );
      return Object.hasOwn(instead, name) ? <Fragment key={name}>{instead[name](entry)}</Fragment> : entry;
    });
}

interface OptionEntryProps {
  readonly path: string;
  readonly name: string;
  readonly spec: OptionSpec;
  readonly value: OptionValue;
  readonly live: boolean;
  readonly resetTo?: OptionValue;
  readonly onChange: (name: string, value: OptionValue) => void;
}

/** One of them, drawn anew only when its own value changes, as long as `onChange` stays the same function. */
const OptionEntry = memo(function OptionEntry(props: OptionEntryProps) {
  const { path, name, spec, value, live, resetTo, onChange } = props;
  return (
    <HowPlace path={`${path}${name}`} topic={spec.topic}>
      <OptionControl
        spec={spec}
        value={value}
        live={live}
        resetTo={resetTo}
        onChange={(value) => onChange(name, value)}
      />
    </HowPlace>
  );
});
