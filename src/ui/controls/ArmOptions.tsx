import { Button } from '@mantine/core';
import { useCallback } from 'react';
import { optimizerName } from '../../config/armNames';
import { armOptions } from '../../config/optionPath';
import type { OptionSpecs, OptionValue } from '../../core/option';
import { findMethod } from '../../methods';
import type { OptimizerConfig } from '../../optimizers/types';
import { defaultOptimizer } from '../../store/edit';
import { texts } from '../../texts/page';
import type { ShownArm } from '../arms';
import { WeightsRow } from '../checkpoints/WeightsRow';
import { usePlayground, usePlaygroundState } from '../context';
import { HowPlace } from '../how/HowPlace';
import { HubOptions } from '../hub/HubOptions';
import { IconDefault } from '../icons';
import { differences, isDefault } from './armDefaults';
import { Formula, Tex } from './Formula';
import { optimizerFormula, texWords } from './filledFormula';
import { OptimizerSelect } from './OptimizerSelect';
import { OptionList } from './OptionList';

/** Everything one can set of an arm: formula, its optimizer's options and those of its parts, clipping. */
export default function ArmOptions({ arm }: { readonly arm: ShownArm }) {
  const { setArmOption } = usePlayground();
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const { optimizer, clipNorm } = arm.present;
  const spec = findMethod(optimizer.id);
  const defaults = defaultOptimizer(optimizer.id, taskId);
  // The same function as long as the arm is: controls whose value stays are not drawn anew.
  const set = useCallback(
    (path: string, value: OptionValue) => setArmOption(arm.id, path, value),
    [setArmOption, arm.id],
  );
  return (
    <fieldset className="arm-options">
      <legend className="visually-hidden">{texts.arms.options(arm.label)}</legend>
      <OptimizerSelect arm={arm} />
      <p className="small mute">{spec.summary}</p>
      <Formula tex={optimizerFormula(optimizer, clipNorm)} label={spec.summary} />
      <Values specs={spec.options} config={optimizer} />
      <OptimizerOptions arm={arm} config={optimizer} defaults={defaults} path="" onChange={set} />
      <OptionList specs={armOptions} values={{ clipNorm }} live onChange={set} />
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
  readonly arm: ShownArm;
  readonly config: OptimizerConfig;
  readonly defaults: OptimizerConfig;
  /** Where the options are, as in `parts.designed.`. */
  readonly path: string;
  readonly onChange: (path: string, value: OptionValue) => void;
}

/** Options of an optimizer, its weights where it is learned, and then its parts, each in a frame. */
function OptimizerOptions({ arm, config, defaults, path, onChange }: OptimizerOptionsProps) {
  const { family } = findMethod(config.id);
  const change = useCallback(
    (name: string, value: OptionValue) => onChange(`${path}${name}`, value),
    [onChange, path],
  );
  const Options = config.id === 'hub' ? HubOptions : OptionList;
  return (
    <>
      {family === 'learned' && (
        <HowPlace path={`${path}weights`} topic="theta">
          <WeightsRow arm={arm} config={config} path={path} />
        </HowPlace>
      )}
      <Options
        path={path}
        specs={findMethod(config.id).options}
        values={config.options}
        defaults={defaults.id === config.id ? defaults.options : undefined}
        live
        onChange={change}
        {...(config.id === 'hub' ? { armId: arm.id, blocks: config.blocks } : {})}
      />
      {Object.entries(config.parts ?? {}).map(([name, part]) => (
        <fieldset className="arm-part" key={name}>
          <legend>{texts.arms.part(texts.arms.partNames[name] ?? name, optimizerName(part))}</legend>
          <OptimizerSelect arm={arm} part={name} />
          <Formula tex={optimizerFormula(part)} label={findMethod(part.id).summary} />
          <OptimizerOptions
            arm={arm}
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
          <Tex tex={`${spec.symbol} = ${texWords(spec, Number(config.options[name]))}`} />
        </li>
      ))}
    </ul>
  );
}
