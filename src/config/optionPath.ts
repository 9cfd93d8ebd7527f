/** Options of an arm by path: `clipNorm`, `learningRate`, `parts.designed.learningRate`. */
import { ConfigError } from '../core/errors';
import type { OptionSpec, OptionSpecs, OptionValue } from '../core/option';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { optionTexts } from '../texts/optimizers';
import type { ArmConfig } from './types';

/** The option of an arm itself, beside its optimizer's. */
export const armOptions = {
  clipNorm: {
    ...optionTexts.clipNorm,
    kind: 'number',
    default: 0,
    min: 1e-3,
    max: 1e3,
    scale: 'log',
    allowZero: true,
    symbol: 'c',
    topic: 'clipnorm',
  },
} as const satisfies OptionSpecs;

/** The declaration of the option at `path`; undefined where the arm has no such option. */
export function optionAt(arm: ArmConfig, path: string): OptionSpec | undefined {
  if (path === 'clipNorm') return armOptions.clipNorm;
  const steps = path.split('.');
  let config: OptimizerConfig | undefined = arm.optimizer;
  while (steps[0] === 'parts' && steps.length > 2) {
    config = config?.parts && Object.hasOwn(config.parts, steps[1]) ? config.parts[steps[1]] : undefined;
    steps.splice(0, 2);
  }
  if (!config || steps.length !== 1) return undefined;
  const { options } = findMethod(config.id);
  return Object.hasOwn(options, steps[0]) ? options[steps[0]] : undefined;
}

/** The value at `path`; throws `ConfigError` where the arm has no such option. */
export function valueAt(arm: ArmConfig, path: string): OptionValue {
  if (!optionAt(arm, path)) throw unknownPath(arm, path);
  if (path === 'clipNorm') return arm.clipNorm;
  const steps = path.split('.');
  let config = arm.optimizer;
  for (; steps[0] === 'parts'; steps.splice(0, 2)) config = config.parts![steps[1]];
  return config.options[steps[0]];
}

/** The arm with one option changed; the value is not checked. Throws `ConfigError` where there is no such option. */
export function withArmOption(arm: ArmConfig, path: string, value: OptionValue): ArmConfig {
  if (!optionAt(arm, path)) throw unknownPath(arm, path);
  if (path === 'clipNorm') return { ...arm, clipNorm: value as number };
  return { ...arm, optimizer: withOption(arm.optimizer, path.split('.'), value) };
}

function withOption(config: OptimizerConfig, path: readonly string[], value: OptionValue): OptimizerConfig {
  if (path.length === 1) return { ...config, options: { ...config.options, [path[0]]: value } };
  const [, part, ...rest] = path;
  return { ...config, parts: { ...config.parts, [part]: withOption(config.parts![part], rest, value) } };
}

/** The error of a path that names no option of the arm. */
export const unknownPath = (arm: ArmConfig, path: string) =>
  new ConfigError(path, `the optimizer "${arm.optimizer.id}" has no option "${path}"`);
