/**
 * `globalThis.hubPlayground`: an experiment as a function call, for scripts, consoles and the command
 * line. Runs in a worker of its own, so the page's experiment goes on undisturbed.
 */

import { readExperiment } from '../config/experiment';
import { findPreset, presets } from '../config/presets';
import type { Experiment } from '../config/types';
import type { RunOptions } from './scriptedRun';
import type { RunRecord } from './types';

export interface Scripting {
  readonly version: string;
  /** Ids and titles of the presets. */
  readonly presets: readonly { readonly id: string; readonly title: string }[];
  /** The plain experiment of a preset, to be edited and run. */
  experiment(preset: string): Experiment;
  /** Trains an experiment: plain, that of a preset by its id, or that of a link (`#2…` or a whole address). */
  run(experiment: Experiment | string, options?: RunOptions): Promise<RunRecord>;
}

/** `version` is that of the page, `base` its address, beside which built-in checkpoints lie. */
export function createScripting(version: string, base: string): Scripting {
  return {
    version,
    presets: presets.map(({ id, title }) => ({ id, title })),
    experiment: (preset) => structuredClone(findPreset(preset).experiment),
    run: async (input, options = {}) => {
      const experiment = typeof input === 'string' ? await named(input) : input;
      // Late, for few readers run scripts.
      const { runExperiment } = await import('./scriptedRun');
      return runExperiment({ version, base }, readExperiment(experiment), options);
    },
  };
}

/** The experiment of a link or preset. */
async function named(name: string): Promise<Experiment> {
  if (!name.includes('#')) return findPreset(name).experiment;
  const { decodeLink } = await import('../config/shareLink');
  return decodeLink(name).experiment;
}
