/**
 * Meaning of the numbers of a link. A version's tables are frozen once it is out: entries may be appended,
 * never changed, moved or removed, so that a link means the same for ever, whatever becomes of the
 * registries' defaults. `npm test` compares the newest version's tables with the registries.
 */
import type { OptionSpecs, OptionValue } from '../../core/option';
import type { Method } from '../../methods';
import type { Task } from '../../tasks/types';
import version1 from './version1.json' with { type: 'json' };
import version2 from './version2.json' with { type: 'json' };

/** Kind, default and, of a choice, its values in the order of their numbers. */
export type OptionEntry =
  | { readonly name: string; readonly kind: 'number'; readonly default: number }
  | { readonly name: string; readonly kind: 'flag'; readonly default: boolean }
  | { readonly name: string; readonly kind: 'text'; readonly default: string }
  | {
      readonly name: string;
      readonly kind: 'choice';
      readonly default: string;
      readonly choices: readonly string[];
    };

export interface TaskEntry {
  readonly id: string;
  readonly steps: number;
  readonly target: number;
  /** Default learning rates of optimizers on this task. */
  readonly learningRates: Readonly<Record<string, number>>;
  readonly options: readonly OptionEntry[];
}

export interface OptimizerEntry {
  readonly id: string;
  /** Names of its parts, in order. */
  readonly parts: readonly string[];
  readonly options: readonly OptionEntry[];
}

export interface LinkTables {
  readonly version: number;
  /** Number of seeds that is not written. */
  readonly seeds: number;
  readonly tasks: readonly TaskEntry[];
  readonly optimizers: readonly OptimizerEntry[];
  /** Ids of known checkpoints. */
  readonly checkpoints: readonly string[];
  /** Adapters by name, as `DeviceInfo.adapter`. */
  readonly adapters: readonly string[];
  /** Dictionary that deflate starts with, base64url: packed experiments of the time. */
  readonly dictionary: string;
}

/** Every version there was, by number; the last is the one links are made with. */
export const linkTables: Readonly<Record<number, LinkTables>> = {
  1: version1 as LinkTables,
  2: version2 as LinkTables,
};
/** The first version that knows validation. */
export const VALIDATES = 2;
export const LINK_VERSION = Math.max(...Object.keys(linkTables).map(Number));

/** The registries of today in the form of tables, but for what is chosen freely (seeds, adapters, dictionary). */
export function registryTables(
  tasks: readonly Task[],
  methods: readonly Method[],
  checkpoints: readonly string[],
): Pick<LinkTables, 'tasks' | 'optimizers' | 'checkpoints'> {
  return {
    tasks: tasks.map(({ id, suggested: { steps, target }, learningRates = {}, options }) => ({
      id,
      steps,
      target,
      learningRates,
      options: optionEntries(options),
    })),
    optimizers: methods.map(({ id, parts = {}, options }) => ({
      id,
      parts: Object.keys(parts),
      options: optionEntries(options),
    })),
    checkpoints,
  };
}

function optionEntries(specs: OptionSpecs): OptionEntry[] {
  return Object.entries(specs).map(([name, spec]): OptionEntry => {
    if (spec.kind !== 'choice') return { name, kind: spec.kind, default: spec.default } as OptionEntry;
    return {
      name,
      kind: 'choice',
      default: spec.default,
      choices: spec.choices.map(({ value }) => value),
    };
  });
}

/**
 * `frozen` with what `live` has besides, appended. Throws where `live` changed something that links
 * depend on: then a new version is due.
 */
export function appended<T extends Pick<LinkTables, 'tasks' | 'optimizers' | 'checkpoints'>>(
  frozen: T,
  live: Pick<LinkTables, 'tasks' | 'optimizers' | 'checkpoints'>,
): T {
  const known = frozen.optimizers.map(({ id }) => id);
  return {
    ...frozen,
    tasks: merged(frozen.tasks, live.tasks, 'task', (old, now) => ({
      ...old,
      ...same({ steps: old.steps, target: old.target }, now, `task "${old.id}"`),
      learningRates: mergedRates(old, now, known),
      options: mergedOptions(old.options, now.options, `task "${old.id}"`),
    })),
    optimizers: merged(frozen.optimizers, live.optimizers, 'optimizer', (old, now) => {
      if (old.parts.join() !== now.parts.join()) throw changed(`parts of the optimizer "${old.id}"`);
      return { ...old, options: mergedOptions(old.options, now.options, `optimizer "${old.id}"`) };
    }),
    checkpoints: [
      ...frozen.checkpoints,
      ...live.checkpoints.filter((id) => !frozen.checkpoints.includes(id)),
    ],
  };
}

/** A rate of its own for an optimizer that had none would give old links another meaning. */
function mergedRates(old: TaskEntry, now: TaskEntry, known: readonly string[]): TaskEntry['learningRates'] {
  const what = `learning rates of the task "${old.id}"`;
  const added = Object.entries(now.learningRates).filter(([id]) => !Object.hasOwn(old.learningRates, id));
  if (added.some(([id]) => known.includes(id))) throw changed(what);
  return { ...same(old.learningRates, now.learningRates, what), ...Object.fromEntries(added) };
}

const changed = (what: string) =>
  new Error(`the ${what} changed: links depend on it, so a new link version is due (docs/links.md)`);

/** `old`, after a look that `now` has the same values under its names. */
function same<T extends object>(old: T, now: object, what: string): T {
  for (const [name, value] of Object.entries(old)) {
    if ((now as Record<string, unknown>)[name] !== value) throw changed(`${name} of the ${what}`);
  }
  return old;
}

function merged<T extends { readonly id: string }>(
  frozen: readonly T[],
  live: readonly T[],
  what: string,
  merge: (old: T, now: T) => T,
): T[] {
  const kept = frozen.map((old) => {
    const now = live.find(({ id }) => id === old.id);
    if (!now) throw changed(`${what} "${old.id}" is gone: list`);
    return merge(old, now);
  });
  return [...kept, ...live.filter(({ id }) => !frozen.some((old) => old.id === id))];
}

function mergedOptions(
  frozen: readonly OptionEntry[],
  live: readonly OptionEntry[],
  what: string,
): OptionEntry[] {
  const kept = frozen.map((old): OptionEntry => {
    const now = live.find(({ name }) => name === old.name);
    if (now?.kind !== old.kind || now.default !== old.default)
      throw changed(`option "${old.name}" of the ${what}`);
    if (old.kind !== 'choice' || now.kind !== 'choice') return old;
    if (old.choices.some((value) => !now.choices.includes(value))) {
      throw changed(`choices of the option "${old.name}" of the ${what}`);
    }
    return {
      ...old,
      choices: [...old.choices, ...now.choices.filter((value) => !old.choices.includes(value))],
    };
  });
  return [...kept, ...live.filter(({ name }) => !frozen.some((old) => old.name === name))];
}

/** Defaults of an optimizer's options on a task, as the page sets them: the task may have its own learning rate. */
export function defaultsOf({ id, options }: OptimizerEntry, task: TaskEntry): Record<string, OptionValue> {
  const values = Object.fromEntries(options.map((option) => [option.name, option.default]));
  if (Object.hasOwn(task.learningRates, id) && Object.hasOwn(values, 'learningRate')) {
    values.learningRate = task.learningRates[id];
  }
  return values;
}
