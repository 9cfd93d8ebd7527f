/** Changes of the experiment's arms, and of what all arms share. */
import type { ArmConfig, Experiment } from '../../config/types';
import { findMethod } from '../../methods';
import type { BlockWeighting, OptimizerConfig } from '../../optimizers/types';
import type { LearnedChoice } from '../checkpoints';
import * as edit from '../edit';
import type { Core } from './core';
import type { Loader } from './loading';
import type { Shown } from './shown';

export function createArmActions({ get, targets, checkpoints }: Core, { show }: Shown, { apply }: Loader) {
  const replaceOptimizer = (
    armId: string,
    path: string,
    replace: (config: OptimizerConfig) => OptimizerConfig,
  ): Promise<void> =>
    apply(
      edit.changeStructure(get().experiment, armId, (optimizer) =>
        edit.replaceOptimizer(optimizer, path, replace),
      ),
    );

  return {
    /** A learned optimizer, or one with a learned part, needs `learned`: see `defaultWeights`. */
    addArm: (optimizerId: string, learned?: LearnedChoice) =>
      apply(edit.addArm(get().experiment, optimizerId, learned)),
    duplicateArm: (armId: string, label: string) => apply(edit.duplicateArm(get().experiment, armId, label)),
    removeArm: (armId: string) => apply(edit.removeArm(get().experiment, armId)),
    setOptimizer: (armId: string, optimizerId: string, learned?: LearnedChoice) =>
      replaceOptimizer(armId, '', () =>
        edit.defaultOptimizer(optimizerId, get().experiment.task.id, learned),
      ),
    /** Another optimizer for a part; `path` as in `parts.designed.`. */
    setPart: (armId: string, path: string, optimizerId: string) =>
      replaceOptimizer(armId, path, () => edit.defaultOptimizer(optimizerId, get().experiment.task.id)),
    /** Other weights, and with them maybe another architecture, for a learned optimizer or part. */
    setWeights: (armId: string, path: string, choice: LearnedChoice) =>
      replaceOptimizer(armId, path, (config) => edit.withWeights(config, choice)),
    /** Other weights wherever an arm names these. */
    replaceWeights: (checkpoint: string, choice: LearnedChoice) =>
      apply(edit.replaceWeights(get().experiment, checkpoint, choice)),
    /** HUB's weighting of one tensor, where they are listed. */
    setBlock: (armId: string, tensor: string, weighting: BlockWeighting) =>
      replaceOptimizer(armId, '', (config) => ({
        ...config,
        blocks: { ...config.blocks, [tensor]: weighting },
      })),
    /** Weights a new arm of this optimizer gets without asking: built-in ones, or null where there are none. */
    defaultWeights: (optimizerId: string) =>
      checkpoints.builtIn(findMethod(optimizerId).family === 'learned' ? optimizerId : undefined),

    // Order, names and target mean nothing to training: the engine learns them with the next load.
    moveArm: (armId: string, by: number) => show(edit.moveArm(get().experiment, armId, by)),
    renameArm: (armId: string, label: string) =>
      show(
        edit.changeArm(get().experiment, armId, (arm: ArmConfig) => ({ ...arm, label })),
        `label ${armId}`,
      ),
    setTarget(target: number): void {
      targets.clear();
      show({ ...get().experiment, target }, 'target');
    },

    setTaskOptions: (values: Experiment['task']['options']) =>
      apply(
        edit.setTaskOptions(get().experiment, values, get().data),
        `task ${Object.keys(values).join(' ')}`,
      ),
    setSeeds: (seeds: Partial<Experiment['seeds']>) => {
      const { experiment } = get();
      return apply({ ...experiment, seeds: { ...experiment.seeds, ...seeds } }, 'seeds');
    },
    setSteps: (steps: number) => apply({ ...get().experiment, steps }, 'steps'),
    /** Looks at held-out examples every so many steps; 0: never. */
    setValidateEvery(steps: number) {
      const { validateEvery: _, ...rest } = get().experiment;
      return apply(steps > 0 ? { ...rest, validateEvery: steps } : rest, 'validateEvery');
    },
  };
}
