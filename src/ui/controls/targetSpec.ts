import { type AnyOptions, type NumberOption, numberOption } from '../../core/option';
import type { Task } from '../../tasks/types';
import { texts } from '../../texts/page';

const targetSpec = numberOption({
  label: texts.experiment.target,
  help: texts.experiment.targetHelp,
  default: 0.01,
  min: 1e-6,
  max: 1e4,
  scale: 'log',
});
/** Where losses may be below 0: no logarithm, and beyond what a slider would hit. */
const signedTargetSpec = { ...targetSpec, min: -1e7, max: 1e7, scale: 'linear', step: 1 } as const;

/** The target of a task with these options. */
export const targetSpecOf = ({ negative }: Pick<Task, 'negative'>, options: AnyOptions): NumberOption =>
  negative?.(options) ? signedTargetSpec : targetSpec;
