/** The checkpoint that a saved run stands for: its optimizer so far, and what the manifest says of it. */
import { type Provenance, writeCheckpoint } from '../checkpoints/formats/own';
import type { Theta } from '../checkpoints/theta';
import type { SavedRun } from './api';
import { thetaAt, thetaSpace } from './thetaSpace';

/** Outer steps of a saved run over all its phases. */
export const outerStepsOf = ({ phases, phase, state }: SavedRun): number =>
  phases.slice(0, phase).reduce((sum, { outerSteps }) => sum + outerSteps, state.outerStep);

/** The optimizer of a saved run. */
export function thetaOf({ state }: SavedRun): Theta {
  const { config, arrays } = state;
  const space = thetaSpace(config.phase, config.hidden);
  return thetaAt({ ...space, base: arrays.base as Float32Array<ArrayBuffer> }, arrays.phi as Float64Array);
}

/** Family, seed and settings of the run as it was saved; `made` adds its name and, where known, the commit. */
export function provenanceOf(
  saved: SavedRun,
  made: { readonly name: string; readonly commit?: string },
): Provenance {
  const { family, seed, estimator, sigma, pairNorm, truncation, pairs, shortest, longest, lengthPower } =
    saved.phases[saved.phase];
  const phases = saved.phases.map(({ phase, outerSteps, learningRate }) => ({
    phase,
    outerSteps,
    learningRate,
  }));
  return {
    ...made,
    family,
    seed,
    outerSteps: outerStepsOf(saved),
    estimator: { estimator, sigma, pairNorm, truncation, pairs, shortest, longest, lengthPower, phases },
  };
}

/** Both files of the optimizer of a saved run. */
export const checkpointOf = (
  saved: SavedRun,
  made: { readonly name: string; readonly commit?: string },
): ReturnType<typeof writeCheckpoint> => writeCheckpoint(thetaOf(saved), provenanceOf(saved, made));
