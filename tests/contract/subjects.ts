/** What the contract suites share: a usable configuration of every registered optimizer, and TensorFlow.js. */

import { type AnyOptions, optionDefaults } from '../../src/core/option';
import { openTf } from '../../src/engine/backend';
import { optimizers } from '../../src/optimizers';
import type { Optimizer, OptimizerConfig } from '../../src/optimizers/types';
import { tasks } from '../../src/tasks';

/** Options at their defaults, apart from `changes` that the optimizer has; parts are the first of their family. */
export function configOf(optimizer: Optimizer, changes: AnyOptions = {}): OptimizerConfig {
  const known = Object.entries(changes).filter(([name]) => Object.hasOwn(optimizer.options, name));
  const parts = Object.entries(optimizer.parts ?? {}).map(([name, family]) => {
    const part = optimizers.find((candidate) => candidate.family === family);
    if (!part) throw new Error(`${optimizer.id} needs a ${family} optimizer, and none is registered`);
    return [name, configOf(part, changes)] as const;
  });
  return {
    id: optimizer.id,
    options: { ...optionDefaults(optimizer.options), ...Object.fromEntries(known) },
    ...(parts.length > 0 ? { parts: Object.fromEntries(parts) } : {}),
  };
}

/** Every task with its default options, and with those of each of its presets. */
export function taskVariants(): {
  readonly name: string;
  readonly id: string;
  readonly options: AnyOptions;
}[] {
  return tasks.flatMap(({ id, options, presets }) => [
    { name: id, id, options: optionDefaults(options) },
    ...Object.entries(presets ?? {}).map(([preset, { options: changes }]) => ({
      name: `${id} (${preset})`,
      id,
      options: { ...optionDefaults(options), ...changes },
    })),
  ]);
}

/** TensorFlow.js on the plain CPU, which Node has too. */
export const cpuTf = () => openTf('cpu');
