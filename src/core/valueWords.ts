/** A value of an option in the words of the reader. */
import { valueTexts } from '../texts/optimizers';
import type { NumberOption, OptionSpec, OptionValue } from './option';

/** What 0 stands for, where the value is 0 and that is no amount. */
export const zeroWord = ({ zero }: Pick<NumberOption, 'zero'>, value: number): string | undefined =>
  value === 0 ? zero : undefined;

/** A number with its unit, or what 0 stands for; the label of a choice; on or off. */
export function valueWords(spec: OptionSpec, value: OptionValue): string {
  switch (spec.kind) {
    case 'flag':
      return value ? valueTexts.on : valueTexts.off;
    case 'choice':
      return spec.choices.find((choice) => choice.value === value)?.label ?? String(value);
    case 'text':
      return String(value);
    case 'number':
      return zeroWord(spec, Number(value)) ?? `${value}${spec.unit ? ` ${spec.unit}` : ''}`;
  }
}

/** A change of an option, for its mark: "Learning rate: 0.01 → 0.1". */
export const changeWords = (spec: OptionSpec, from: OptionValue, to: OptionValue): string =>
  `${spec.label}: ${valueWords(spec, from)} → ${valueWords(spec, to)}`;

/** For the middle of a sentence; names such as "SGD" and "CutMix", and symbols, stay. */
export const lowerFirst = (text: string): string =>
  /^[A-Z][a-z]+(?![A-Za-z])/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
