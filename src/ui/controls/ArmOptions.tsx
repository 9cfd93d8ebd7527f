import { Button } from '@mantine/core';
import { armOptions } from '../../config/experiment';
import type { OptionSpecs, OptionValue } from '../../core/option';
import { findOptimizer } from '../../optimizers';
import type { OptimizerConfig } from '../../optimizers/types';
import { defaultOptimizer } from '../../store/edit';
import type { ShownArm } from '../arms';
import { usePlayground, usePlaygroundState } from '../context';
import { formatExact } from '../format';
import { IconDefault } from '../icons';
import { texts } from '../texts';
import { Formula, Tex } from './Formula';
import { NumberControl } from './NumberControl';
import { OptionList } from './OptionList';

/** Everything one can set of an arm: formula, its optimizer's options and those of its parts, clipping. */
export function ArmOptions({ arm }: { readonly arm: ShownArm }) {
  const { setArmOption } = usePlayground();
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const { optimizer, clipNorm } = arm.config;
  const spec = findOptimizer(optimizer.id);
  const defaults = defaultOptimizer(optimizer.id, taskId);
  const set = (path: string, value: OptionValue) => setArmOption(arm.id, path, value);
  return (
    <fieldset className="arm-options">
      <legend className="visually-hidden">{texts.arms.options(arm.label)}</legend>
      <p className="small mute">{spec.summary}</p>
      <Formula tex={spec.formula} label={spec.summary} />
      <Values specs={spec.options} config={optimizer} />
      <OptimizerOptions config={optimizer} defaults={defaults} path="" onChange={set} />
      <NumberControl
        spec={armOptions.clipNorm}
        value={clipNorm}
        live
        onChange={(value) => set('clipNorm', value)}
      />
      {!isDefault(arm, taskId) && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconDefault size={14} />}
          onClick={() => {
            for (const [path, value] of differences(optimizer, defaults, '')) set(path, value);
            if (clipNorm !== 0) set('clipNorm', 0);
          }}
        >
          {texts.arms.resetAll}
        </Button>
      )}
    </fieldset>
  );
}

interface OptimizerOptionsProps {
  readonly config: OptimizerConfig;
  readonly defaults: OptimizerConfig;
  /** Where the options are, as in `parts.designed.`. */
  readonly path: string;
  readonly onChange: (path: string, value: OptionValue) => void;
}

function OptimizerOptions({ config, defaults, path, onChange }: OptimizerOptionsProps) {
  return (
    <>
      <OptionList
        specs={findOptimizer(config.id).options}
        values={config.options}
        defaults={defaults.id === config.id ? defaults.options : undefined}
        live
        onChange={(name, value) => onChange(`${path}${name}`, value)}
      />
      {Object.entries(config.parts ?? {}).map(([name, part]) => (
        <fieldset className="arm-part" key={name}>
          <legend>{texts.arms.part(name, findOptimizer(part.id).label)}</legend>
          <OptimizerOptions
            config={part}
            defaults={defaults.parts?.[name] ?? part}
            path={`${path}parts.${name}.`}
            onChange={onChange}
          />
        </fieldset>
      ))}
    </>
  );
}

/** The symbols of the formula with their present values. */
function Values({ specs, config }: { readonly specs: OptionSpecs; readonly config: OptimizerConfig }) {
  const shown = Object.entries(specs).filter(
    ([, spec]) => spec.kind === 'number' && spec.symbol && (spec.when?.(config.options) ?? true),
  );
  if (shown.length === 0) return null;
  return (
    <ul className="formula values">
      {shown.map(([name, spec]) => (
        <li key={name}>
          <Tex tex={`${spec.symbol} = ${texNumber(Number(config.options[name]))}`} />
        </li>
      ))}
    </ul>
  );
}

function texNumber(value: number): string {
  const [mantissa, exponent] = formatExact(value).split('e');
  if (exponent === undefined) return mantissa;
  return `${mantissa === '1' ? '' : `${mantissa}\\cdot `}10^{${Number(exponent)}}`;
}

/** Paths and default values of all options that are not at their default. */
function differences(
  config: OptimizerConfig,
  defaults: OptimizerConfig,
  path: string,
): readonly (readonly [string, OptionValue])[] {
  if (config.id !== defaults.id) return [];
  const own = Object.entries(defaults.options)
    .filter(([name, value]) => config.options[name] !== value)
    .map(([name, value]) => [`${path}${name}`, value] as const);
  const parts = Object.entries(config.parts ?? {}).flatMap(([name, part]) =>
    defaults.parts?.[name] ? differences(part, defaults.parts[name], `${path}parts.${name}.`) : [],
  );
  return [...own, ...parts];
}

/** Whether an arm is as it is when added. */
export function isDefault(arm: ShownArm, taskId: string): boolean {
  const { optimizer, clipNorm } = arm.config;
  return clipNorm === 0 && differences(optimizer, defaultOptimizer(optimizer.id, taskId), '').length === 0;
}
