/**
 * An experiment as bytes and back, by a version's tables: numbers for names, only what differs from the
 * defaults. What comes back is plain data of that version, every option written out, still to be migrated
 * and checked.
 *
 * experiment = task, data?, seeds?, steps?, target?, validateEvery?, arms, interventions?   (`Present` says which;
 *              validateEvery from version 2 on)
 * task       = number, changed options
 * options    = (number + 1, value)*, 0;  a flag has no value: it is the other one
 * arm        = length, optimizer, id?, label?, clipNorm?                    (`ArmPresent`)
 * optimizer  = number * 4 + (has checkpoint) + 2 (has blocks), changed options, parts, checkpoint?, blocks?
 */
import { ConfigError } from '../../core/errors';
import type { AnyOptions, OptionValue } from '../../core/option';
import type { OptimizerConfig } from '../../optimizers/types';
import { linkTexts } from '../../texts/links';
import { MAX_ARMS, MAX_SEEDS, MAX_STEPS } from '../experiment';
import { MAX_INTERVENTIONS } from '../interventions';
import type { ArmConfig, Experiment, Intervention } from '../types';
import { ByteReader, ByteWriter, damaged } from './bytes';
import {
  defaultsOf,
  type LinkTables,
  type OptimizerEntry,
  type OptionEntry,
  type TaskEntry,
  VALIDATES,
} from './tables';

const Present = {
  data: 1,
  firstSeed: 2,
  seeds: 4,
  steps: 8,
  target: 16,
  interventions: 32,
  validateEvery: 64,
} as const;
const ArmPresent = { id: 1, label: 2, clipNorm: 4 } as const;
const CheckpointForm = { text: 0, sha256: 1, known: 2 } as const;

/** Optimizers within optimizers, at most; a damaged link must not nest for ever. */
const MAX_DEPTH = 8;
const MAX_BLOCKS = 1000;
/** Bytes of a text that is an option's value. */
const MAX_TEXT = 10_000;

/** Plain data as unpacked: what `readExperiment` takes, of the tables' version. */
export interface Unpacked {
  readonly experiment: Record<string, unknown>;
  /** Sentences about arms that could not be read and were left out. */
  readonly notes: readonly string[];
  /** Per arm of the link: its place in the experiment, or -1. */
  readonly places: readonly number[];
}

// -- packing -----------------------------------------------------------------------------------------

/** Throws `ConfigError` where the tables do not know something the experiment uses. */
export function pack(experiment: Experiment, tables: LinkTables): Uint8Array<ArrayBuffer> {
  const { task, arms, seeds, steps, target, validateEvery = 0, interventions = [] } = experiment;
  const writer = new ByteWriter();
  const entry = known(tables.tasks, task.id, 'task');
  const differs = {
    data: task.data !== undefined,
    firstSeed: seeds.first !== 0,
    seeds: seeds.count !== tables.seeds,
    steps: steps !== entry.steps,
    target: !Object.is(target, entry.target),
    interventions: interventions.length > 0,
    validateEvery: validateEvery > 0,
  };
  if (differs.validateEvery && tables.version < VALIDATES) throw unknown('setting', 'validateEvery');
  writer.byte(flags(Present, differs));
  writer.count(tables.tasks.indexOf(entry));
  packOptions(writer, entry.options, optionDefaults(entry.options), task.options);
  if (task.data) {
    writer.append(fromHex(task.data.hash));
    writer.text(task.data.name);
  }
  if (differs.firstSeed) writer.count(seeds.first);
  if (differs.seeds) writer.count(seeds.count);
  if (differs.steps) writer.number(steps);
  if (differs.target) writer.number(target);
  if (differs.validateEvery) writer.count(validateEvery);
  writer.count(arms.length);
  arms.forEach((arm, index) => {
    const bytes = packArm(arm, index, entry, tables);
    writer.count(bytes.length);
    writer.append(bytes);
  });
  if (differs.interventions) packInterventions(writer, interventions, arms, tables);
  return writer.bytes;
}

function packArm(arm: ArmConfig, index: number, task: TaskEntry, tables: LinkTables): Uint8Array {
  const writer = new ByteWriter();
  packOptimizer(writer, arm.optimizer, task, tables);
  const differs = { id: arm.id !== usualId(index), label: arm.label !== '', clipNorm: arm.clipNorm !== 0 };
  // Nothing more: the arm's length says so.
  if (!differs.id && !differs.label && !differs.clipNorm) return writer.bytes;
  writer.byte(flags(ArmPresent, differs));
  if (differs.id) {
    const number = /^a([1-9]\d{0,8})$/.exec(arm.id)?.[1] ?? '0';
    writer.count(Number(number));
    if (number === '0') writer.text(arm.id);
  }
  if (differs.label) writer.text(arm.label);
  if (differs.clipNorm) writer.number(arm.clipNorm);
  return writer.bytes;
}

function packOptimizer(
  writer: ByteWriter,
  config: OptimizerConfig,
  task: TaskEntry,
  tables: LinkTables,
): void {
  const { checkpoint, blocks, parts } = config;
  const entry = known(tables.optimizers, config.id, 'optimizer');
  const number = tables.optimizers.indexOf(entry);
  writer.count(number * 4 + (checkpoint === undefined ? 0 : 1) + (blocks === undefined ? 0 : 2));
  packOptions(writer, entry.options, defaultsOf(entry, task), config.options);
  for (const name of entry.parts) packOptimizer(writer, parts![name], task, tables);
  if (checkpoint !== undefined) packCheckpoint(writer, checkpoint, tables);
  if (blocks === undefined) return;
  // Sorted, for equal experiments give equal links.
  const named = Object.entries(blocks).sort(([a], [b]) => (a < b ? -1 : 1));
  writer.count(named.length);
  for (const [name, weighting] of named) {
    writer.text(name);
    writer.byte(weighting === 'invert' ? 1 : 0);
  }
}

function packCheckpoint(writer: ByteWriter, id: string, tables: LinkTables): void {
  const number = tables.checkpoints.indexOf(id);
  const hash = /^sha256-([0-9a-f]{64})$/.exec(id)?.[1];
  if (number >= 0) writer.count(CheckpointForm.known + number);
  else if (hash) {
    writer.count(CheckpointForm.sha256);
    writer.append(fromHex(hash));
  } else {
    writer.count(CheckpointForm.text);
    writer.text(id);
  }
}

function packOptions(
  writer: ByteWriter,
  entries: readonly OptionEntry[],
  defaults: AnyOptions,
  values: AnyOptions,
): void {
  for (const name of Object.keys(values)) {
    if (!entries.some((entry) => entry.name === name)) throw unknown('option', name);
  }
  entries.forEach((entry, index) => {
    const value = values[entry.name];
    if (value === undefined || Object.is(value, defaults[entry.name])) return;
    writer.count(index + 1);
    if (entry.kind !== 'flag') packValue(writer, entry, value);
  });
  writer.byte(0);
}

function packValue(writer: ByteWriter, entry: OptionEntry, value: OptionValue): void {
  if (entry.kind === 'number') writer.number(value as number);
  else if (entry.kind === 'flag') writer.byte(value === true ? 1 : 0);
  else if (entry.kind === 'text') writer.text(value as string);
  else {
    const number = entry.choices.indexOf(value as string);
    if (number < 0) throw unknown(`choice of the option "${entry.name}"`, String(value));
    writer.count(number);
  }
}

function packInterventions(
  writer: ByteWriter,
  interventions: readonly Intervention[],
  arms: readonly ArmConfig[],
  tables: LinkTables,
): void {
  writer.count(interventions.length);
  let step = 0;
  for (const change of interventions) {
    const place = arms.findIndex(({ id }) => id === change.armId);
    writer.count(change.step - step);
    writer.byte(place);
    const entry = packPath(writer, arms[place].optimizer, change.path, tables);
    packValue(writer, entry, change.value);
    step = change.step;
  }
}

/** 0 for `clipNorm`, 2 i + 1 for option i, 2 i + 2 for a step down into part i. */
function packPath(
  writer: ByteWriter,
  config: OptimizerConfig,
  path: string,
  tables: LinkTables,
): OptionEntry {
  if (path === CLIP_NORM.name) {
    writer.count(0);
    return CLIP_NORM;
  }
  const { parts, options } = known(tables.optimizers, config.id, 'optimizer');
  const [, part, rest] = /^parts\.([^.]+)\.(.+)$/.exec(path) ?? [];
  if (part !== undefined && parts.includes(part)) {
    writer.count(2 * parts.indexOf(part) + 2);
    return packPath(writer, config.parts![part], rest, tables);
  }
  const number = options.findIndex(({ name }) => name === path);
  if (number < 0) throw unknown('option', path);
  writer.count(2 * number + 1);
  return options[number];
}

// -- unpacking ---------------------------------------------------------------------------------------

/** Throws `ConfigError` where the bytes are no experiment; an arm that is none is left out. */
export function unpack(reader: ByteReader, tables: LinkTables): Unpacked {
  const present = reader.byte();
  const has = (part: number) => (present & part) !== 0;
  const entry = listed(tables.tasks, reader.count(2 ** 20, 'the number of the task'), 'a task');
  const options = unpackOptions(reader, entry.options, optionDefaults(entry.options), `the task ${entry.id}`);
  const data = has(Present.data) ? { data: { hash: toHex(reader.take(32)), name: reader.text(1000) } } : {};
  const first = has(Present.firstSeed) ? reader.count(2 ** 32, 'the first seed') : 0;
  const seeds = has(Present.seeds) ? reader.count(MAX_SEEDS, 'the number of seeds') : tables.seeds;
  const steps = has(Present.steps) ? reader.number() : entry.steps;
  const target = has(Present.target) ? reader.number() : entry.target;
  const validates = tables.version >= VALIDATES && has(Present.validateEvery);
  const validateEvery = validates ? reader.count(MAX_STEPS, 'the steps between two validations') : 0;
  const notes: string[] = [];
  const places: number[] = [];
  const arms: ArmConfig[] = [];
  const count = reader.count(MAX_ARMS, 'the number of arms');
  for (let index = 0; index < count; index++) {
    const bytes = reader.take(reader.count(2 ** 16, 'the length of an arm'));
    try {
      const arm = unpackArm(new ByteReader(bytes), index, entry, tables);
      places.push(arms.length);
      arms.push(arm);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      places.push(-1);
      notes.push(linkTexts.noArm(index + 1, withoutPrefix(error.message)));
    }
  }
  if (arms.length === 0) throw new ConfigError('link', `${notes[0] ?? 'the link has no arms'}`);
  const interventions = has(Present.interventions)
    ? unpackInterventions(reader, places, arms, tables, notes)
    : [];
  return {
    experiment: {
      task: { id: entry.id, options, ...data },
      arms,
      seeds: { first, count: seeds },
      steps,
      target,
      ...(validateEvery > 0 ? { validateEvery } : {}),
      ...(interventions.length > 0 ? { interventions } : {}),
    },
    notes,
    places,
  };
}

function unpackArm(reader: ByteReader, index: number, task: TaskEntry, tables: LinkTables): ArmConfig {
  const optimizer = unpackOptimizer(reader, task, tables, 0);
  const present = reader.left > 0 ? reader.byte() : 0;
  let id = usualId(index);
  if (present & ArmPresent.id) {
    const number = reader.count(999_999_999, 'the number of an arm');
    id = number > 0 ? `a${number}` : reader.text(200);
  }
  const label = present & ArmPresent.label ? reader.text(400) : '';
  const clipNorm = present & ArmPresent.clipNorm ? reader.number() : 0;
  if (reader.left > 0) throw damaged('an arm has more than it should');
  return { id, label, optimizer, clipNorm };
}

function unpackOptimizer(
  reader: ByteReader,
  task: TaskEntry,
  tables: LinkTables,
  depth: number,
): OptimizerConfig {
  if (depth > MAX_DEPTH) throw damaged('optimizers are nested too deeply');
  const head = reader.count(2 ** 24, 'the number of an optimizer');
  const entry = listed(tables.optimizers, Math.floor(head / 4), 'an optimizer');
  const options = unpackOptions(reader, entry.options, defaultsOf(entry, task), entry.id);
  const parts = entry.parts.map((name) => [name, unpackOptimizer(reader, task, tables, depth + 1)] as const);
  const checkpoint = head & 1 ? { checkpoint: unpackCheckpoint(reader, tables) } : {};
  const blocks = head & 2 ? { blocks: unpackBlocks(reader) } : {};
  return {
    id: entry.id,
    options,
    ...(parts.length > 0 ? { parts: Object.fromEntries(parts) } : {}),
    ...checkpoint,
    ...blocks,
  };
}

function unpackCheckpoint(reader: ByteReader, tables: LinkTables): string {
  const form = reader.count(2 ** 20, 'the number of a checkpoint');
  if (form === CheckpointForm.text) return reader.text(400);
  if (form === CheckpointForm.sha256) return `sha256-${toHex(reader.take(32))}`;
  const id = tables.checkpoints[form - CheckpointForm.known];
  if (id === undefined) throw newer('a checkpoint');
  return id;
}

function unpackBlocks(reader: ByteReader): Record<string, 'default' | 'invert'> {
  const count = reader.count(MAX_BLOCKS, 'the number of blocks');
  // fromEntries defines properties, so a block called "__proto__" is one like any other.
  return Object.fromEntries(
    Array.from(
      { length: count },
      () => [reader.text(400), reader.byte() === 1 ? 'invert' : 'default'] as const,
    ),
  );
}

function unpackOptions(
  reader: ByteReader,
  entries: readonly OptionEntry[],
  defaults: AnyOptions,
  owner: string,
): AnyOptions {
  const values: Record<string, OptionValue> = { ...defaults };
  for (let read = 0; ; read++) {
    const number = reader.count(2 ** 20, 'the number of an option');
    if (number === 0) return values;
    const entry = entries[number - 1];
    if (!entry) throw newer(`an option of ${owner}`);
    if (read > entries.length) throw damaged('an option is there twice');
    values[entry.name] = entry.kind === 'flag' ? !entry.default : unpackValue(reader, entry);
  }
}

function unpackValue(reader: ByteReader, entry: OptionEntry): OptionValue {
  if (entry.kind === 'number') return reader.number();
  if (entry.kind === 'flag') return reader.byte() === 1;
  if (entry.kind === 'text') return reader.text(MAX_TEXT);
  const value = entry.choices[reader.count(2 ** 20, 'the number of a choice')];
  if (value === undefined) throw newer(`a choice of the option "${entry.name}"`);
  return value;
}

function unpackInterventions(
  reader: ByteReader,
  places: readonly number[],
  arms: readonly ArmConfig[],
  tables: LinkTables,
  notes: string[],
): Intervention[] {
  const interventions: Intervention[] = [];
  const count = reader.count(MAX_INTERVENTIONS, 'the number of interventions');
  let step = 0;
  for (let index = 0; index < count; index++) {
    step += reader.count(MAX_STEPS, 'a step');
    const place = places[reader.byte()];
    if (place === undefined) throw damaged('an option change concerns no arm');
    if (place < 0) {
      // Without the arm the form of the value is unknown, and so is where the next change begins.
      notes.push(linkTexts.changesWithArm(count, count - index));
      break;
    }
    const { path, entry } = unpackPath(reader, arms[place].optimizer, tables, 0);
    interventions.push({ step, armId: arms[place].id, path, value: unpackValue(reader, entry) });
  }
  return interventions;
}

function unpackPath(
  reader: ByteReader,
  config: OptimizerConfig,
  tables: LinkTables,
  depth: number,
): { path: string; entry: OptionEntry } {
  const number = reader.count(2 ** 20, 'the number of an option');
  if (number === 0 && depth === 0) return { path: CLIP_NORM.name, entry: CLIP_NORM };
  const { parts, options } = known(tables.optimizers, config.id, 'optimizer');
  if (number % 2 === 1) {
    const entry = listed(options, (number - 1) / 2, `an option of ${config.id}`);
    return { path: entry.name, entry };
  }
  const name = parts[number / 2 - 1];
  if (name === undefined) throw damaged('an option change concerns no part');
  const { path, entry } = unpackPath(reader, config.parts![name], tables, depth + 1);
  return { path: `parts.${name}.${path}`, entry };
}

// -- both --------------------------------------------------------------------------------------------

const CLIP_NORM: OptionEntry = { name: 'clipNorm', kind: 'number', default: 0 };

const optionDefaults = (entries: readonly OptionEntry[]): AnyOptions =>
  Object.fromEntries(entries.map((entry) => [entry.name, entry.default]));

const usualId = (index: number) => `a${index + 1}`;

function flags<K extends string>(
  bits: Readonly<Record<K, number>>,
  set: Readonly<Record<K, boolean>>,
): number {
  return (Object.keys(bits) as K[]).reduce((sum, name) => sum + (set[name] ? bits[name] : 0), 0);
}

function known<T extends TaskEntry | OptimizerEntry>(entries: readonly T[], id: string, what: string): T {
  const entry = entries.find((candidate) => candidate.id === id);
  if (!entry) throw unknown(what, id);
  return entry;
}

function listed<T>(entries: readonly T[], number: number, what: string): T {
  if (number >= entries.length) throw newer(what);
  return entries[number];
}

const unknown = (what: string, name: string) =>
  new ConfigError(
    'link',
    `links have no word for the ${what} "${name}"; save the experiment as a file instead`,
  );

const newer = (what: string) =>
  new ConfigError('link', `the link uses ${what} that this version of the playground does not know`);

const withoutPrefix = (message: string) => message.replace(/^the link (is damaged: )?/, 'it ');

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const fromHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, index) =>
    Number.parseInt(hex.slice(2 * index, 2 * index + 2), 16),
  );
