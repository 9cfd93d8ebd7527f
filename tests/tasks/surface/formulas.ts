/** Random and hostile formulas, by number: sensible ones, damaged ones, tokens in any order, and attacks. */
import { prngKey, uniform } from '../../../src/core/prng';

type Draw = () => number;

const NAMES = ['x', 'y', 'x', 'y', 'pi', 'e'];
const CALLS = [
  'sin',
  'cos',
  'exp',
  'log',
  'sqrt',
  'abs',
  'tanh',
  'square',
  'sinh',
  'cosh',
  'tan',
  'ln',
  'sigmoid',
];
const ATTACKS = [
  'import("fs")',
  'import({a: 1})',
  'createUnit("foo")',
  'evaluate("1 + 1")',
  'parse("x")',
  'f(x) = x^2',
  'x = y = 3',
  'x.constructor.constructor("return 1")()',
  '[1, 2, 3] * x',
  '{a: x}.a',
  '"text" + x',
  '5 cm + x',
  '3 + 2i + x',
  'cos.constructor("return process")()',
  '__proto__',
  'x[1]',
  '1:1000000',
  'x?.y',
  'sqrt = 3; x',
  'function g(x) { return x }',
  'x => x',
  '`x`',
  '1e308 * x * 1e308',
  '99999999999999999999999999 x',
  '0.000000000000000000001 x',
  'x^999999999',
  '9^9^9^9 x',
  'x # comment\n+ y',
  '\u0000x',
  '\u202ex + y',
  'x\u00a0+\u2003y',
  'ｘ + ｙ',
  '٣x',
];

/** Deep, long, or both. */
const LARGE: readonly ((count: number) => string)[] = [
  (count) => '('.repeat(count),
  (count) => `${'('.repeat(count)}x${')'.repeat(count)}`,
  (count) => `${'-'.repeat(count)}x`,
  (count) => `x${'^x'.repeat(count)}`,
  (count) => `x${'+x'.repeat(count)}`,
  (count) => `x${' x'.repeat(count)}`,
  (count) => `${'sin('.repeat(count)}x${')'.repeat(count)}`,
  (count) => `${'('.repeat(count)}x${'^999)'.repeat(count)}`,
  (count) => `max(${'x,'.repeat(count)}y)`,
  (count) => `${'9'.repeat(count)}x`,
  (count) => `${'a'.repeat(count)}`,
  (count) => `${'1/'.repeat(count)}x`,
  (count) => '['.repeat(count),
];

export function randomFormula(seed: number): string {
  const draws = uniform(prngKey(seed), 400, 0, 1);
  let at = 0;
  const draw = () => draws[at++ % draws.length];
  const kind = draw();
  if (kind < 0.45) return sensible(draw, 4);
  if (kind < 0.6) return damaged(sensible(draw, 4), draw);
  if (kind < 0.75) return tokensInAnyOrder(draw);
  if (kind < 0.85) return joined(pick(ATTACKS, draw), sensible(draw, 2), draw);
  if (kind < 0.97) return pick(LARGE, draw)(Math.floor(2 ** (8 * draw())));
  return pick(LARGE, draw)(100_000);
}

const pick = <T>(list: readonly T[], draw: Draw): T =>
  list[Math.min(list.length - 1, Math.floor(list.length * draw()))];

function sensible(draw: Draw, depth: number): string {
  const inner = () => sensible(draw, depth - 1);
  const kind = draw();
  if (depth === 0 || kind < 0.15) return pick(NAMES, draw);
  if (kind < 0.3) return number(draw);
  if (kind < 0.65) return `${inner()} ${pick(['+', '-', '*', '/'], draw)} ${inner()}`;
  if (kind < 0.75) return `(${inner()})^${pick(['2', '3', '-1', '0.5', '1.7', 'x', '(y + 1)'], draw)}`;
  if (kind < 0.9) return `${pick(CALLS, draw)}(${inner()})`;
  if (kind < 0.95) return `${pick(['min', 'max', 'pow', 'log'], draw)}(${inner()}, ${inner()})`;
  return `-(${inner()})`;
}

const number = (draw: Draw): string =>
  pick(['0', '1', '2.5', '.5', '1e-3', '1e20', String(draw()), `${Math.floor(1e6 * draw())}`], draw);

function damaged(text: string, draw: Draw): string {
  const at = Math.floor(text.length * draw());
  const other = pick(['', '(', ')', '*', '.', ',', ';', '=', '[', '"', '\\', 'z', '\ud83d', '²', '−'], draw);
  return text.slice(0, at) + other + text.slice(at + 1);
}

function tokensInAnyOrder(draw: Draw): string {
  const all = [
    ...NAMES,
    ...CALLS,
    'x1',
    'x2',
    'x1000',
    '(',
    ')',
    '+',
    '-',
    '*',
    '/',
    '^',
    ',',
    '2',
    '0.5',
    '1e3',
  ];
  return Array.from({ length: 1 + Math.floor(20 * draw()) }, () => pick(all, draw)).join(
    pick(['', ' '], draw),
  );
}

const joined = (a: string, b: string, draw: Draw): string =>
  pick([a, `${a} + ${b}`, `${b} + ${a}`, `${b} ${a}`], draw);
