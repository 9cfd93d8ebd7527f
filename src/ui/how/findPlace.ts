/** The way from a symbol of the explanation to its control. */

import { armOptions } from '../../config/optionPath';
import type { ArmConfig, Experiment } from '../../config/types';
import { findMethod } from '../../methods';
import type { OptimizerConfig } from '../../optimizers/types';
import type { Topic } from '../../texts/how';

/** What all optimizers share, in the card of the experiment: there the topic is the option's name. */
const OF_EXPERIMENT: readonly Topic[] = ['steps', 'seeds', 'target'];

/** A control on the page. */
export interface Place {
  /** Null: in the card of the experiment. */
  readonly armId: string | null;
  /** The option with its path, as in `parts.learned.horizon`. */
  readonly path: string;
}

/** Where a topic is set now: in the first arm that has such an option showing, or null. */
export function findPlace({ arms }: Experiment, topic: Topic): Place | null {
  if (OF_EXPERIMENT.includes(topic)) return { armId: null, path: topic };
  for (const arm of arms) {
    const path = pathInArm(arm, topic);
    if (path !== null) return { armId: arm.id, path };
  }
  return null;
}

function pathInArm(arm: ArmConfig, topic: Topic): string | null {
  if (topic === armOptions.clipNorm.topic) return 'clipNorm';
  const within = (config: OptimizerConfig, path: string): string | null => {
    const { family, options } = findMethod(config.id);
    if (family === 'learned' && topic === 'theta') return `${path}weights`;
    const own = Object.entries(options).find(
      ([, spec]) => spec.topic === topic && (spec.when?.(config.options) ?? true),
    );
    // Both bounds are one control, under the name of the upper one.
    if (own) return `${path}${topic === 'bounds' ? 'upper' : own[0]}`;
    for (const [name, part] of Object.entries(config.parts ?? {})) {
      const found = within(part, `${path}parts.${name}.`);
      if (found !== null) return found;
    }
    return null;
  };
  return within(arm.optimizer, '');
}
