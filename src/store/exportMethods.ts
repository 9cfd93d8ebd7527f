/**
 * The methods paragraph of a run: what a paper or report must say so that someone else could repeat it. Every sentence
 * says what fields of the record hold; what no field holds is not said, unless the author says it.
 */

import { checkpointLabel } from '../checkpoints/catalogue';
import { optionAt } from '../config/optionPath';
import type { ArmRecord, RunRecord, TunedArm, ValidationRecord } from '../config/runRecord';
import type { ArmConfig } from '../config/types';
import type { OptionSpec, OptionSpecs, OptionValue } from '../core/option';
import { medianBand } from '../core/stats';
import { lowerFirst, valueWords } from '../core/valueWords';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';

export interface MethodsOptions {
  /** How the settings were found, in the author's words. */
  readonly selection?: string;
  /** Address that opens the experiment. */
  readonly link?: string;
}

/** Plain text, one paragraph of English. */
export function methodsText(record: RunRecord, options: MethodsOptions = {}): string {
  return methodsSentences(record, options).join(' ');
}

/** Its sentences, each from the record alone; the last ones are the author's, where there are any. */
export function methodsSentences(record: RunRecord, { selection, link }: MethodsOptions = {}): string[] {
  return [
    softwareSentence(record),
    taskSentence(record),
    budgetSentence(record),
    `Optimizers: ${record.experiment.arms.map(armText).join('; ')}.`,
    ...interventionSentences(record),
    curvesSentence(record),
    ...validationSentences(record),
    ...divergenceSentences(record),
    ...(record.tuning ?? []).map((tuned) => tuningSentence(record, tuned)),
    ...(record.notes ?? []),
    ...(selection ? [selection] : []),
    ...(link ? [`The experiment opens at ${link}`] : []),
  ];
}

function softwareSentence({ version, adapter, executor, backend }: RunRecord): string {
  const how = executor === 'fused' ? 'fused WGSL kernels' : 'TensorFlow.js operations';
  return `Experiments were run with HUB Playground ${version} (${how}, ${backend} backend, adapter "${adapter}", float32).`;
}

function taskSentence({ experiment: { task } }: RunRecord): string {
  const { label, options } = findTask(task.id);
  const data = task.data ? `, on the file "${task.data.name}" (SHA-256 ${task.data.hash})` : '';
  return `The task was "${label}" (${task.id}; ${settings(options, task.options)})${data}.`;
}

/**
 * Updates as they were recorded, which may be fewer than planned, and of some optimizers fewer than of others. A paused run may
 * have made one more, whose loss is not known yet.
 */
function budgetSentence({ experiment, arms }: RunRecord): string {
  const { seeds, steps, target } = experiment;
  const last = seeds.first + seeds.count - 1;
  const which =
    seeds.count === 1 ? `one seed (${seeds.first})` : `${seeds.count} seeds (${seeds.first} to ${last})`;
  const equal =
    arms.length > 1
      ? ', with equal initial parameters and equal draws, where the task makes any, for every optimizer at equal seed'
      : '';
  return `${updatesMade(arms, steps)} from ${which}${equal}; the target loss was ${target}.`;
}

function updatesMade(arms: readonly ArmRecord[], planned: number): string {
  const [{ steps: made }] = arms;
  if (arms.some(({ steps }) => steps !== made)) {
    return `Of ${planned} planned updates ${arms.map(({ label, steps }) => `${steps} of ${label}`).join(', ')} are recorded`;
  }
  const who = arms.length === 1 ? 'The optimizer' : 'Each optimizer';
  return made === planned
    ? `${who} made ${made} updates`
    : `${who} is recorded for ${made} of ${planned} planned updates`;
}

function armText(arm: ArmConfig): string {
  const own = arm.label ? `"${arm.label}": ` : '';
  const clip = arm.clipNorm > 0 ? `, gradients clipped to a global norm of ${arm.clipNorm}` : '';
  return `${own}${optimizerText(arm.optimizer)}${clip}`;
}

/** Such as "HUB (τ = 1, …) of Adam (…) and Celo (…)". */
function optimizerText(config: OptimizerConfig): string {
  const { label, options } = findMethod(config.id);
  const weights = config.checkpoint ? weightsText(config.checkpoint) : '';
  const blocks = Object.entries(config.blocks ?? {}).map(([name, weighting]) => `${name}: ${weighting}`);
  const inside = [weights, settings(options, config.options), ...blocks].filter(Boolean).join(', ');
  const parts = Object.values(config.parts ?? {}).map(optimizerText);
  return `${label}${inside ? ` (${inside})` : ''}${parts.length > 0 ? ` of ${parts.join(' and ')}` : ''}`;
}

/** Weights of no catalogue are told by what identifies them. */
const weightsText = (id: string): string =>
  id.startsWith('sha256-') ? `weights of SHA-256 ${id.slice(7)}` : `weights "${checkpointLabel(id)}"`;

/** All options that matter with these values, by the names readers see. */
const settings = (specs: OptionSpecs, values: Readonly<Record<string, OptionValue>>): string =>
  Object.entries(specs)
    .filter(([, spec]) => spec.when?.(values) ?? true)
    .map(([name, spec]) => setting(spec, values[name]))
    .join(', ');

/** "learning rate 0.01", "planned steps: whole run", "schedule: constant", "invert on". */
function setting(spec: OptionSpec, value: OptionValue): string {
  const isWord =
    spec.kind === 'choice' ||
    spec.kind === 'text' ||
    (spec.kind === 'number' && value === 0 && spec.zero !== undefined);
  const words = valueWords(spec, value);
  return `${lowerFirst(spec.label)}${isWord ? ':' : ''} ${spec.kind === 'text' ? words : lowerFirst(words)}`;
}

/** Changes that came into force; one planned for a step that was not made is none. */
function interventionSentences({ experiment, arms }: RunRecord): string[] {
  const changes = (experiment.interventions ?? []).flatMap(({ step, armId, path, value }) => {
    const index = experiment.arms.findIndex(({ id }) => id === armId);
    if (!(step < arms[index].steps)) return [];
    const arm = experiment.arms[index];
    const spec = optionAt(arm, path)!;
    return [
      `at step ${step} ${lowerFirst(spec.label)} of ${arms[index].label} to ${lowerFirst(valueWords(spec, value))}`,
    ];
  });
  return changes.length > 0 ? [`Options were changed within the run: ${changes.join('; ')}.`] : [];
}

function curvesSentence({ arms }: RunRecord): string {
  const { length: seeds } = arms[0].loss;
  return seeds === 1
    ? 'Curves show the training loss of the one seed.'
    : `Curves show the median over all ${seeds} seeds and the interquartile range of the training loss.`;
}

/** How it was looked at held-out examples, and what was seen in the end. */
function validationSentences({ experiment: { task, validateEvery }, arms }: RunRecord): string[] {
  const seen = arms.flatMap(({ label, validation }) => {
    const last = (validation?.steps.length ?? 0) - 1;
    if (!validation || last < 0) return [];
    const of = (curves: ValidationRecord['loss'], worst: number) =>
      medianBand(curves.map((curve) => curve[last] ?? worst)).median;
    const percent = (100 * of(validation.accuracy, 0)).toFixed(1);
    const loss = Number(of(validation.loss, Number.POSITIVE_INFINITY).toPrecision(3));
    return [`${label} ${percent} % (loss ${loss}) after ${validation.steps[last]} updates`];
  });
  if (seen.length === 0) return [];
  const { validated } = findTask(task.id);
  const often = validateEvery ? `every ${validateEvery} steps` : 'during the run';
  return [
    `Loss and accuracy on a fixed set of examples that were not trained on were evaluated ${often}, without effect on the training; of these the median over seeds of ${seen.length === 1 ? 'the last accuracy was' : 'the last accuracies were'}: ${seen.join('; ')}.`,
    ...(validated ? [`Accuracy is ${validated.meaning}.`] : []),
  ];
}

function divergenceSentences({ arms }: RunRecord): string[] {
  const lost = arms.flatMap(({ label, seeds, divergedStep }) =>
    divergedStep.flatMap((step, index) =>
      step === null ? [] : [`${label}, seed ${seeds[index]}, at step ${step}`],
    ),
  );
  if (lost.length === 0) return [];
  return [`Losses that were no longer finite count as infinity from there on: ${lost.join('; ')}.`];
}

function tuningSentence({ arms }: RunRecord, { armId, rates, rate, steps, seeds }: TunedArm): string {
  const { label, seeds: reported } = arms.find(({ id }) => id === armId)!;
  const last = seeds.first + seeds.count - 1;
  const which = seeds.count === 1 ? `seed ${seeds.first}` : `seeds ${seeds.first} to ${last}`;
  const none = reported.every((seed) => seed < seeds.first || seed > last)
    ? seeds.count === 1
      ? ', which is not reported'
      : ', none of which is reported'
    : '';
  return `The learning rate of ${label}, ${rate}, is the best of ${rates.length} tried (${rates.join(', ')}) by the median last loss after ${steps} updates over ${which}${none}.`;
}
