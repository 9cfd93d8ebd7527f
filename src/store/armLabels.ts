/** Labels of arms that stand beside each other: those that would be alike are told apart by what they differ in. */
import { armOptions } from '../config/optionPath';
import type { ArmConfig } from '../config/types';
import type { OptionSpec, OptionValue } from '../core/option';
import { valueWords } from '../core/valueWords';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { armLabel } from './edit';

/** Differences that a label has room for. */
const MAX_DIFFERENCES = 2;

/** Labels by the id of the arm, in the order of the arms, each unlike the others. */
export function armLabels(arms: readonly ArmConfig[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    arms.map((arm) => {
      const label = armLabel(arm);
      const alike = arms.filter((other) => armLabel(other) === label);
      const told = [label, ...differences(arm, alike).slice(0, MAX_DIFFERENCES)].join(', ');
      let unlike = told;
      for (let copy = 2; taken.has(unlike); copy++) unlike = `${told} (${copy})`;
      taken.add(unlike);
      return [arm.id, unlike];
    }),
  );
}

/** What the options of an arm say that those of the others do not all say. */
function differences(arm: ArmConfig, alike: readonly ArmConfig[]): string[] {
  const others = alike.map(armWords);
  return [...armWords(arm)]
    .filter(([path, words]) => words !== '' && others.some((other) => other.get(path) !== words))
    .map(([, words]) => words);
}

/** Words of every option that matters, by path; empty for a flag that is off. */
function armWords({ optimizer, clipNorm }: ArmConfig): Map<string, string> {
  const words = new Map(optimizerWords(optimizer, ''));
  words.set('clipNorm', clipNorm > 0 ? wordsOf(armOptions.clipNorm, clipNorm) : '');
  return words;
}

function optimizerWords({ id, options, parts = {} }: OptimizerConfig, path: string): [string, string][] {
  const own = Object.entries(findMethod(id).options)
    .filter(([, spec]) => spec.when?.(options) ?? true)
    .map(([name, spec]): [string, string] => [`${path}${name}`, wordsOf(spec, options[name])]);
  return [
    ...own,
    ...Object.entries(parts).flatMap(([name, part]) => optimizerWords(part, `${path}parts.${name}.`)),
  ];
}

function wordsOf(spec: OptionSpec, value: OptionValue): string {
  if (spec.kind === 'flag') return value ? lowerFirst(spec.label) : '';
  const words = valueWords(spec, value);
  return spec.kind === 'number' ? `${lowerFirst(spec.label)} ${words}` : lowerFirst(words);
}

/** For the middle of a sentence; names such as "SGD" and symbols stay. */
const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
