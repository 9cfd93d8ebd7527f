/** The formula of an optimizer with the present values of its options in the places of their symbols. */

import { armOptions } from '../../config/optionPath';
import type { AnyOptions, OptionSpec, OptionSpecs } from '../../core/option';
import { zeroWord } from '../../core/valueWords';
import { findMethod } from '../../methods';
import type { OptimizerConfig } from '../../optimizers/types';
import { formatExact } from '../format';

/** Parts of TeX: words, control sequences, and single characters; `\text{…}` and the like are one piece. */
const PIECES = /\\(?:text|mathrm|operatorname|begin|end)\s*\{[^{}]*\}|\\[a-zA-Z]+|\\.|[\s\S]/g;

/** Class of the values, for `\htmlClass`. */
const VALUE_CLASS = 'tex-value';

/** The formula of an optimizer as it is set up now; `clipNorm` where it is that of an arm. */
export function optimizerFormula(config: OptimizerConfig, clipNorm = 0): string {
  const method = findMethod(config.id);
  const shaped = method.family === 'guard' ? undefined : method.formulaOf?.(config.options);
  const rows = shaped ?? method.formula;
  const begin = '\\begin{aligned}';
  const clips = clipNorm > 0 && rows.startsWith(begin);
  return filledFormula(
    clips
      ? `${begin}g_t &\\leftarrow g_t \\min(1,\\, c / \\lVert g_t \\rVert) \\\\ ${rows.slice(begin.length)}`
      : rows,
    { ...method.options, ...armOptions },
    { ...config.options, clipNorm },
  );
}

export function filledFormula(formula: string, specs: OptionSpecs, values: AnyOptions): string {
  const symbols = new Map(
    Object.entries(specs).flatMap(([name, spec]) => {
      const value = texValue(spec, values[name]);
      return spec.symbol && value !== null && (spec.when?.(values) ?? true)
        ? [[spec.symbol, value] as const]
        : [];
    }),
  );
  const pieces = formula.match(PIECES) ?? [];
  let filled = '';
  for (let at = 0; at < pieces.length; ) {
    const found = symbolAt(pieces, at, symbols);
    if (found) {
      filled += `{\\htmlClass{${VALUE_CLASS}}{${found.value}}}`;
      at += found.length;
    } else {
      filled += pieces[at];
      at++;
    }
  }
  return filled;
}

/** The symbol that begins at this piece, unless it is only the beginning of a longer one, as β is of β₁. */
function symbolAt(
  pieces: readonly string[],
  at: number,
  symbols: ReadonlyMap<string, string>,
): { readonly value: string; readonly length: number } | null {
  for (const [symbol, value] of symbols) {
    const own = symbol.match(PIECES)!;
    if (!own.every((piece, index) => pieces[at + index] === piece)) continue;
    if (pieces[at + own.length] === '_') continue;
    // The index of another symbol, such as the k of x_k.
    if (pieces[at - 1] === '_') continue;
    return { value, length: own.length };
  }
  return null;
}

/** A value in TeX; null where it stands for something else: a choice, or a 0 that means "off". */
function texValue(spec: OptionSpec, value: unknown): string | null {
  if (spec.kind !== 'number' || typeof value !== 'number') return null;
  if (spec.allowZero && value === 0) return null;
  return texNumber(value);
}

export function texNumber(value: number): string {
  const [mantissa, exponent] = formatExact(value).split('e');
  if (exponent === undefined) return mantissa;
  return `${mantissa === '1' ? '' : `${mantissa}\\cdot `}10^{${Number(exponent)}}`;
}

/** A value beside its symbol: a number, or the word for what 0 stands for. */
export function texWords(spec: OptionSpec, value: number): string {
  const word = spec.kind === 'number' ? zeroWord(spec, value) : undefined;
  return word === undefined ? texNumber(value) : `\\text{${word}}`;
}
