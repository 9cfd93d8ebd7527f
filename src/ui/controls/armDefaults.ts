/** How an arm differs from one that was just added. */
import type { ArmConfig } from '../../config/types';
import type { OptionValue } from '../../core/option';
import type { OptimizerConfig } from '../../optimizers/types';
import { defaultOptimizer } from '../../store/edit';
import type { ShownArm } from '../arms';

/** Paths and default values of all options that are not at their default. */
export function differences(
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
export function isDefault({ present }: ShownArm, taskId: string): boolean {
  return isAs(present, { clipNorm: 0, optimizer: defaultOptimizer(present.optimizer.id, taskId) });
}

type Settings = Pick<ArmConfig, 'clipNorm' | 'optimizer'>;

/** Whether an arm's options are those of another. */
export const isAs = ({ optimizer, clipNorm }: Settings, other: Settings): boolean =>
  clipNorm === other.clipNorm &&
  optimizer.id === other.optimizer.id &&
  differences(optimizer, other.optimizer, '').length === 0;
