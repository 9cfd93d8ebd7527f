/** Labels of arms that stand beside each other: those that would be alike are told apart by what they differ in. */
import type { OptionSpec, OptionValue } from '../core/option';
import { lowerFirst, valueWords } from '../core/valueWords';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { valueTexts } from '../texts/optimizers';
import { armLabel, optimizerName } from './armNames';
import { armOptions } from './optionPath';
import type { ArmConfig } from './types';

/** Differences that a label has room for. */
const MAX_DIFFERENCES = 2;

/** Labels by the id of the arm, in the order of the arms, each unlike the others. */
export function armLabels(arms: readonly ArmConfig[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    arms.map((arm) => {
      const label = armLabel(arm);
      const alike = arms.filter((other) => armLabel(other) === label);
      const apart = [...kind(arm, alike), ...differences(arm, alike.filter(sameKind(arm)))]
        .slice(0, MAX_DIFFERENCES)
        .join(', ');
      const name = alike.length > 1 ? shortName(arm, arms) : label;
      // In brackets, so that names can stand in a list.
      const told = apart ? `${name} (${apart})` : name;
      let unlike = told;
      for (let copy = 2; taken.has(unlike); copy++) unlike = `${told} (${copy})`;
      taken.add(unlike);
      return [arm.id, unlike];
    }),
  );
}

/** Without its parts, where no arm of the same method has others. */
function shortName(arm: ArmConfig, arms: readonly ArmConfig[]): string {
  const { id } = arm.optimizer;
  const label = armLabel(arm);
  const others = arms.some((other) => other.optimizer.id === id && armLabel(other) !== label);
  const method = findMethod(id);
  return others || arm.label !== '' || method.family === 'learned' ? label : method.label;
}

const sameKind = (arm: ArmConfig) => (other: ArmConfig) =>
  optimizerName(arm.optimizer) === optimizerName(other.optimizer);

/** What it is, where readers gave its name to others too. */
const kind = (arm: ArmConfig, alike: readonly ArmConfig[]): string[] =>
  alike.every(sameKind(arm)) ? [] : [optimizerName(arm.optimizer)];

/**
 * What tells an arm from those that go by the same name: the one option in which they differ; where there are several,
 * what is not as declared, or else what it has where the others differ.
 */
function differences(arm: ArmConfig, alike: readonly ArmConfig[]): string[] {
  const all = alike.map(settings);
  const paths = new Set(all.flatMap((each) => [...each.keys()]));
  const differing = [...paths].filter((path) => {
    const [first, ...others] = all.map((each) => each.get(path)?.words);
    return others.some((words) => words !== first);
  });
  const own = settings(arm);
  const told = differing.flatMap((path) => {
    const setting = own.get(path);
    return setting ? [{ ...setting, common: all.every((each) => each.has(path)) }] : [];
  });
  const changed = told.filter(({ declared }) => !declared);
  if (differing.length > 1 && changed.length > 0) return changed.map(({ words }) => words);
  // What comes with another setting says nothing beside that.
  const common = told.filter((setting) => setting.common);
  return (common.length > 0 ? common : told).map(({ words }) => words);
}

interface Setting {
  readonly words: string;
  /** Whether it has its declared value. */
  readonly declared: boolean;
}

/** Every option that matters, by path. */
function settings({ optimizer, clipNorm }: ArmConfig): ReadonlyMap<string, Setting> {
  return new Map([
    ...optimizerSettings(optimizer, ''),
    ['clipNorm', settingOf(armOptions.clipNorm, clipNorm)],
  ]);
}

function optimizerSettings(
  { id, options, parts = {} }: OptimizerConfig,
  path: string,
): (readonly [string, Setting])[] {
  const own = Object.entries(findMethod(id).options)
    .filter(([, spec]) => spec.when?.(options) ?? true)
    .map(([name, spec]) => [`${path}${name}`, settingOf(spec, options[name])] as const);
  return [
    ...own,
    ...Object.entries(parts).flatMap(([name, part]) => optimizerSettings(part, `${path}parts.${name}.`)),
  ];
}

function settingOf(spec: OptionSpec, value: OptionValue): Setting {
  return { words: settingWords(spec, value), declared: value === spec.default };
}

/** "lr 0.01", "constant share", "inverted", "not inverted", "nesterov off". */
function settingWords(spec: OptionSpec, value: OptionValue): string {
  const name = spec.short ?? lowerFirst(spec.label);
  const words = lowerFirst(valueWords(spec, value));
  if (spec.kind === 'choice') return words;
  if (spec.kind === 'number') return `${name} ${words}`;
  if (value) return name;
  return spec.short ? valueTexts.not(name) : `${name} ${words}`;
}
