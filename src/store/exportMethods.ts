/** The methods paragraph of a run: what a paper or report must say so that someone else could repeat it. */

import { checkpointLabel } from '../checkpoints/catalogue';
import { optionAt } from '../config/optionPath';
import type { RunRecord } from '../config/runRecord';
import type { ArmConfig, Experiment } from '../config/types';
import type { OptionSpecs, OptionValue } from '../core/option';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';
import { armLabel } from './edit';

export interface MethodsOptions {
  /** How the settings were found, one sentence; default: that nothing was searched or left out. */
  readonly selection?: string;
  /** `Recipe.notes`. */
  readonly notes?: readonly string[];
  /** Address that opens the experiment. */
  readonly link?: string;
}

const NO_SELECTION =
  'Settings were set by hand; no run was selected or left out, and every seed of every optimizer is reported.';

/** Plain text, one paragraph of English. */
export function methodsText(
  run: Pick<RunRecord, 'version' | 'experiment' | 'adapter' | 'executor' | 'backend'>,
  { selection = NO_SELECTION, notes = [], link }: MethodsOptions = {},
): string {
  const { version, experiment, adapter, executor, backend } = run;
  const how = executor === 'fused' ? 'fused WGSL kernels' : 'TensorFlow.js operations';
  return [
    `Experiments were run with HUB Playground ${version} (${how}, ${backend} backend, adapter "${adapter}", float32).`,
    taskSentence(experiment),
    budgetSentence(experiment),
    `Optimizers: ${experiment.arms.map(armText).join('; ')}.`,
    ...interventionSentences(experiment),
    'Curves show the median over seeds and the interquartile range of the training loss; a seed whose loss was no longer finite counts as infinity from there on.',
    selection,
    ...notes,
    ...(link ? [`The experiment opens at ${link}`] : []),
  ].join(' ');
}

function taskSentence({ task }: Experiment): string {
  const { label, options } = findTask(task.id);
  const data = task.data ? `, on the file "${task.data.name}" (SHA-256 ${task.data.hash})` : '';
  return `The task was "${label}" (${task.id}; ${settings(options, task.options)})${data}.`;
}

function budgetSentence({ arms, seeds, steps, target }: Experiment): string {
  const last = seeds.first + seeds.count - 1;
  const which =
    seeds.count === 1 ? `one seed (${seeds.first})` : `${seeds.count} seeds (${seeds.first} to ${last})`;
  const equal =
    arms.length > 1 ? ', with equal initial parameters and batches for every optimizer at equal seed' : '';
  return `Each optimizer made ${steps} updates from ${which}${equal}; the target loss was ${target}.`;
}

function armText(arm: ArmConfig): string {
  const own = arm.label ? `"${armLabel(arm)}": ` : '';
  const clip = arm.clipNorm > 0 ? `, gradients clipped to a global norm of ${arm.clipNorm}` : '';
  return `${own}${optimizerText(arm.optimizer)}${clip}`;
}

/** Such as "HUB (τ = 1, …) of Adam (…) and Celo (…)". */
function optimizerText(config: OptimizerConfig): string {
  const { label, options } = findMethod(config.id);
  const weights = config.checkpoint ? `weights "${checkpointLabel(config.checkpoint)}"` : '';
  const blocks = Object.entries(config.blocks ?? {}).map(([name, weighting]) => `${name}: ${weighting}`);
  const inside = [weights, settings(options, config.options), ...blocks].filter(Boolean).join(', ');
  const parts = Object.values(config.parts ?? {}).map(optimizerText);
  return `${label}${inside ? ` (${inside})` : ''}${parts.length > 0 ? ` of ${parts.join(' and ')}` : ''}`;
}

/** All options that matter with these values, by the names readers see. */
function settings(specs: OptionSpecs, values: Readonly<Record<string, OptionValue>>): string {
  return Object.entries(specs)
    .filter(([, spec]) => spec.when?.(values) ?? true)
    .map(([name, spec]) => {
      const value = values[name];
      if (spec.kind === 'flag') return `${lower(spec.label)} ${value ? 'on' : 'off'}`;
      if (spec.kind === 'number') return `${lower(spec.label)} ${value}${spec.unit ? ` ${spec.unit}` : ''}`;
      const choice = spec.choices.find((candidate) => candidate.value === value);
      return `${lower(spec.label)}: ${lower(choice?.label ?? String(value))}`;
    })
    .join(', ');
}

function interventionSentences({ arms, interventions = [] }: Experiment): string[] {
  if (interventions.length === 0) return [];
  const changes = interventions.map(({ step, armId, path, value }) => {
    const arm = arms.find(({ id }) => id === armId)!;
    return `at step ${step} ${lower(optionAt(arm, path)?.label ?? path)} of ${armLabel(arm)} to ${value}`;
  });
  return [`Options were changed within the run: ${changes.join('; ')}.`];
}

/** For the middle of a sentence; names such as "SGD" and symbols stay. */
const lower = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
