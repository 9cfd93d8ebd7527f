/**
 * An option is declared once, where it is used: its type, control, check, link field and documentation
 * row all derive from that declaration. Its words come from the catalogue (`src/texts`), spread into it.
 */
import type { Topic } from '../texts/how';
import { textTexts } from '../texts/optionTexts';
import { ConfigError, showValue } from './errors';

interface OptionBase {
  readonly label: string;
  /** In a name that tells arms apart by it, such as "lr"; default: the label. Of a flag, what it is when on. */
  readonly short?: string;
  /** One sentence for the reader. */
  readonly help: string;
  /** TeX symbol of the field, such as `\\beta_1`. */
  readonly symbol?: string;
  readonly unit?: string;
  /** Where the explanation says what it does. */
  readonly topic?: Topic;
  /** Whether the option matters, given the other values; the control is hidden when not. */
  readonly when?: (values: Readonly<Record<string, OptionValue>>) => boolean;
  /** Whether a change takes effect within a run (default for optimizers) or starts a new one (default for tasks). */
  readonly live?: boolean;
}

export interface NumberOption extends OptionBase {
  readonly kind: 'number';
  readonly default: number;
  /** Inclusive bounds. */
  readonly min: number;
  readonly max: number;
  /** How a slider spreads the range. On a log scale `min` > 0. */
  readonly scale: 'linear' | 'log';
  readonly integer?: boolean;
  /** On a log scale: 0 is allowed too, and stands for what `zero` says. */
  readonly allowZero?: boolean;
  /** What 0 means, where it is no amount: "off", "whole run". Readers see it in place of the number. */
  readonly zero?: string;
  /** Step of a linear slider. */
  readonly step?: number;
}

export interface ChoiceOption<V extends string = string> extends OptionBase {
  readonly kind: 'choice';
  readonly default: V;
  readonly choices: readonly { readonly value: V; readonly label: string }[];
}

export interface FlagOption extends OptionBase {
  readonly kind: 'flag';
  readonly default: boolean;
}

export interface TextOption extends OptionBase {
  readonly kind: 'text';
  readonly default: string;
  /** UTF-16 units at most. */
  readonly maxLength: number;
  /** What is wrong with a text of at most that length, as a sentence for the reader; null where nothing is. */
  readonly check?: (text: string) => string | null;
  /** Loads what `check` needs in order to tell all. */
  readonly prepare?: () => Promise<void>;
}

export type OptionSpec = NumberOption | ChoiceOption | FlagOption | TextOption;
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;
export type OptionValue = number | string | boolean;
/** Plain option values as an experiment holds them. */
export type AnyOptions = Readonly<Record<string, OptionValue>>;

export type OptionValues<S extends OptionSpecs> = {
  readonly [K in keyof S]: S[K] extends NumberOption
    ? number
    : S[K] extends FlagOption
      ? boolean
      : S[K] extends ChoiceOption<infer V>
        ? V
        : S[K] extends TextOption
          ? string
          : never;
};

type Without<T> = Omit<T, 'kind'>;
export const numberOption = (spec: Without<NumberOption>): NumberOption => ({ kind: 'number', ...spec });
export const flagOption = (spec: Without<FlagOption>): FlagOption => ({ kind: 'flag', ...spec });
export const textOption = (spec: Without<TextOption>): TextOption => ({ kind: 'text', ...spec });
/** `values` in the order of the list; `choices` has the name of each. */
export const choiceOption = <const V extends string>({
  values,
  choices,
  ...spec
}: Omit<ChoiceOption<V>, 'kind' | 'choices'> & {
  readonly values: readonly V[];
  readonly choices: Readonly<Record<NoInfer<V>, string>>;
}): ChoiceOption<V> => ({
  kind: 'choice',
  ...spec,
  choices: values.map((value) => ({ value, label: choices[value] })),
});

/** The default of every option. */
export function optionDefaults<S extends OptionSpecs>(specs: S): OptionValues<S> {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, spec.default]),
  ) as OptionValues<S>;
}

/** Checks one value; `field` goes into the error. */
export function checkOption(spec: OptionSpec, value: unknown, field: string): OptionValue {
  switch (spec.kind) {
    case 'flag':
      if (typeof value !== 'boolean')
        throw new ConfigError(field, `${field} must be true or false, got ${showValue(value)}`);
      return value;
    case 'choice':
      if (!spec.choices.some((choice) => choice.value === value)) {
        const known = spec.choices.map((choice) => choice.value).join(', ');
        throw new ConfigError(field, `${field} must be one of ${known}, got ${showValue(value)}`);
      }
      return value as string;
    case 'text': {
      if (typeof value !== 'string')
        throw new ConfigError(field, `${field} must be a text, got ${showValue(value)}`);
      const fault = textFault(spec, value);
      if (fault !== null) throw new ConfigError(field, `${field}: ${fault}`);
      return value;
    }
    case 'number': {
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        throw new ConfigError(field, `${field} must be a finite number, got ${showValue(value)}`);
      }
      if (spec.integer && !Number.isInteger(value)) {
        throw new ConfigError(field, `${field} must be a whole number, got ${value}`);
      }
      if (spec.allowZero && value === 0) return 0;
      if (value < spec.min || value > spec.max) {
        throw new ConfigError(field, `${field} must lie in [${spec.min}, ${spec.max}], got ${value}`);
      }
      return value;
    }
  }
}

/** What is wrong with a text, as a sentence; null where nothing is. */
export function textFault({ maxLength, check }: TextOption, text: string): string | null {
  if (text.length > maxLength) return textTexts.tooLong(text.length, maxLength);
  // Half a surrogate pair has no UTF-8 form, so it could be neither sent nor saved.
  if (/\p{Surrogate}/u.test(text)) return textTexts.malformed;
  return check?.(text) ?? null;
}

/** Checks a record of options; what is missing takes its default, what is unknown is an error. */
export function readOptions<S extends OptionSpecs>(specs: S, input: unknown, field: string): OptionValues<S> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ConfigError(field, `${field} must be an object of options, got ${showValue(input)}`);
  }
  const given = input as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) {
      throw new ConfigError(
        `${field}.${name}`,
        `${field} has no option "${name}"; it has ${Object.keys(specs).join(', ') || 'none'}`,
      );
    }
  }
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [
      name,
      Object.hasOwn(given, name) ? checkOption(spec, given[name], `${field}.${name}`) : spec.default,
    ]),
  ) as OptionValues<S>;
}
