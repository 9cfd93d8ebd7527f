import type { AnyOptions, OptionSpecs, OptionValue } from '../../core/option';
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
  readonly onChange: (name: string, value: OptionValue) => void;
}

/** Controls for all options that matter with the present values. */
export function OptionList({ path = '', specs, values, live, defaults, onChange }: OptionListProps) {
  return Object.entries(specs)
    .filter(([, spec]) => spec.when?.(values) ?? true)
    .map(([name, spec]) => (
      <HowPlace key={name} path={`${path}${name}`} topic={spec.topic}>
        <OptionControl
          spec={spec}
          value={values[name] ?? spec.default}
          live={spec.live ?? live}
          resetTo={defaults?.[name]}
          onChange={(value) => onChange(name, value)}
        />
      </HowPlace>
    ));
}
