/** The optimizers that a guard is made of. */
import { findOptimizer } from '../optimizers';
import { learnedSettings } from '../optimizers/learned/learnedOptimizer';
import type {
  FusedOptimizer,
  FusedOptimizerContext,
  OptimizerConfig,
  PortableInput,
  PortableOptimizer,
  PortableOptimizerContext,
} from '../optimizers/types';

export const portablePart = (context: PortableOptimizerContext, name: string): PortableOptimizer => {
  const config = context.config.parts![name];
  return findOptimizer(config.id).portable({ ...context, config });
};

/** The optimizer of a part, whose own context is `part`. */
export const fusedPart = (
  context: FusedOptimizerContext,
  name: string,
  part: FusedOptimizerContext,
): Promise<FusedOptimizer> => findOptimizer(context.configs()[0].parts![name].id).fused(part);

/** A step's input as one of the parts sees it. */
export const partInput = <T extends PortableInput>(input: T, name: string): T => ({
  ...input,
  config: input.config.parts![name],
});

/** Planned length of the learned part, before what a lane's own state adds. */
export const horizonOf = (config: OptimizerConfig, numSteps: number): number =>
  learnedSettings(config.parts!.learned, numSteps).horizon;

/** Whether the learned part's plan ends while the run goes on. */
export const planEnds = (config: OptimizerConfig, numSteps: number): boolean =>
  horizonOf(config, numSteps) < numSteps;
