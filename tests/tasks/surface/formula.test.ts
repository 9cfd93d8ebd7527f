import { describe, expect, test, vi } from 'vitest';
import { optionDefaults } from '../../../src/core/option';
import { prngKey } from '../../../src/core/prng';
import { parts } from '../../../src/network/expression';
import { gradient } from '../../../src/network/gradient';
import { given, inOrder, isOperation, type Node, reshape } from '../../../src/network/graph';
import { evaluate } from '../../../src/network/reference';
import { surface } from '../../../src/tasks/surface';
import { createSurface } from '../../../src/tasks/surface/create';
import {
  FormulaFault,
  formulaFault,
  loadParser,
  MAX_LENGTH,
  readFormula,
} from '../../../src/tasks/surface/formula';
import { surfaceProblem } from '../../../src/tasks/surface/problem';
import { randomFormula } from './formulas';

await Promise.all([loadParser(), surface.prepare?.()]);

/** Value at a point, in double precision. */
function valueAt(text: string, point: readonly number[]): number {
  const { dim, value } = readFormula(text);
  const node = given('x', [dim]);
  return evaluate([value(node)], new Map([[node, Float64Array.from(point.slice(0, dim))]]))[0][0];
}

describe('A formula means what mathematics means by it', () => {
  test.each([
    ['x + y', 5],
    ['x^2 + 2x y', 16],
    ['-x^2', -4],
    ['2^-x', 0.25],
    ['2^3^2', 'x', 512],
    ['1/2x', 1],
    ['x/2/2', 0.5],
    ['3(x)(y)', 18],
    ['2 sin(x) cos(y)', 2 * Math.sin(2) * Math.cos(3)],
    ['x^0.5 + y^(1/2)', Math.SQRT2 + Math.sqrt(3)],
    ['x^1.5', 2 ** 1.5],
    ['x^y', 8],
    ['(-x)^3', -8],
    ['x^-2', 0.25],
    ['pow(x, 10)', 1024],
    ['sqrt(x) + square(y) + abs(-x)', Math.SQRT2 + 9 + 2],
    ['exp(x) + log(y) + ln(x)', Math.exp(2) + Math.log(3) + Math.log(2)],
    ['log(x, 4) + log2(x) + log10(y)', 1.5 + Math.log10(3)],
    ['tan(x) + sinh(y) + cosh(x) + tanh(x)', Math.tan(2) + Math.sinh(3) + Math.cosh(2) + Math.tanh(2)],
    ['min(x, y, 1) + max(x, y)', 4],
    ['sign(-x) + sigmoid(0 x) + softplus(0 x)', -1 + 0.5 + Math.LN2],
    ['x1 x2 + x3', 10],
    ['pi e + 0 x', Math.PI * Math.E],
    ['1e-3x + .5y', 1.502],
    [' x\n+\ty ', 5],
  ] as const)('%s', (text, ...rest) => {
    const expected = rest.at(-1) as number;
    const known = text.includes('x') ? text : `${text} + 0 x`;
    expect(valueAt(known, [2, 3, 4])).toBeCloseTo(expected, 12);
  });

  test('it has as many dimensions as the largest coordinate it names', () => {
    expect(['x', 'y', 'x + y', 'x7', 'x1000 + x2'].map((text) => readFormula(text).dim)).toEqual([
      1, 2, 2, 7, 1000,
    ]);
  });
});

describe('What is no formula is a sentence with its place', () => {
  test.each([
    ['', null, /Type a formula/],
    ['x + z', 5, /“z” is not known; there are x, y, .*sqrt/],
    ['3 + 4', null, /names nothing to train/],
    ['x + x1', 5, /either x and y/],
    ['sin x', 1, /sin needs brackets, as in sin\(x\)/],
    ['x + sin', 5, /needs brackets/],
    ['x (y + 1)', 1, /x is no function; write x \* \(…\)/],
    ['sin()', 1, /takes one argument, not 0/],
    ['y + sin(x, y)', 5, /takes one argument, not 2/],
    ['pow(x)', 1, /takes two arguments, not 1/],
    ['log(x, 2, 3)', 1, /one or two arguments, not 3/],
    ['min()', 1, /one argument or more, not 0/],
    ['(x + (y', 6, /not closed/],
    ['x + 2)', 6, /closes none/],
    ['x * * y', 5, /missing here, or too much/],
    ['2 3 x', 3, /missing here, or too much/],
    ['x, y', 2, /missing here, or too much/],
    ['x +', null, /ends too early/],
    ['x = 3', 3, /“=” has no meaning here/],
    ['f(x) = x', 1, /“f” is not known/],
    ['import("fs")', 1, /“import” is not known/],
    ['x.constructor', 2, /between two digits/],
    ['x["a"]', 2, /“\[” has no meaning/],
    ['{x: 1}', 1, /“{” has no meaning/],
    ['[1, 2; 3, 4] x', 1, /“\[” has no meaning/],
    ['"x" + y', 1, /“"” has no meaning/],
    ['5 cm x', 3, /“cm” is not known/],
    ['x > y ? 1 : 2', 3, /“>” has no meaning/],
    ['x % 2', 3, /“%” has no meaning/],
    ['x!', 2, /“!” has no meaning/],
    ['x; y', 2, /“;” has no meaning/],
    ['x # y', 3, /“#” has no meaning/],
    ['x ∗ y', 3, /“∗” has no meaning/],
    ['🙂 + x', 1, /“🙂” has no meaning/],
    ['x mod y', 3, /“mod” is not known/],
    ['not x', 1, /“not” is not known/],
    ['true x', 1, /“true” is not known/],
    ['NaN x', 1, /“NaN” is not known/],
    ['0x1F x', 1, /written in tens/],
    ['1. x', 2, /between two digits/],
    ['x .* y', 3, /between two digits/],
    ['1e999 x', 1, /no finite number/],
    ['x + 1/0', 5, /no finite number/],
    ['1e30 * 1e30 * x', 1, /larger than 1e30/],
    ['x^2000', 3, /whole powers go from -1000 to 1000/],
    ['x1001', 1, /x1 to x1000/],
    ['x0 + x1', 1, /“x0” is not known/],
    ['__proto__ + x', 1, /“_” has no meaning/],
    ['constructor(x)', 1, /“constructor” is not known/],
    [`${'('.repeat(31)}x${')'.repeat(31)}`, 31, /nested more than 30 deep/],
    [`x${'+x'.repeat(150)}`, null, /more than 300 numbers/],
    [Array.from({ length: 31 }, (_, i) => `x${i + 1}`).join('+'), null, /more than 30 coordinates/],
    ['('.repeat(100_000), null, /100,?000 characters; 500 are the most/],
  ] as const)('%s', (text, place, sentence) => {
    const fault = formulaFault(text)!;
    expect(fault).toMatch(sentence);
    expect(fault).toMatch(/\.$/);
    expect(fault.startsWith('At character ')).toBe(place !== null);
    if (place !== null) expect(fault).toMatch(new RegExp(`^At character ${place}: `));
    expect(() => readFormula(text)).toThrow(FormulaFault);
  });
});

test('10,000 random and hostile formulas train or are a sentence; work is bounded, and nothing is evaluated', () => {
  const evaluated = vi.fn();
  vi.stubGlobal('Function', new Proxy(Function, { construct: evaluated, apply: evaluated }));
  vi.stubGlobal('eval', evaluated);
  const counts = { trained: 0, refused: 0 };
  let most = 0;
  try {
    for (let seed = 0; seed < 10_000; seed++) {
      const text = randomFormula(seed);
      const fault = formulaFault(text);
      if (fault === null) {
        most = Math.max(most, train(text));
        counts.trained++;
      } else {
        expect(fault, text.slice(0, 100)).toMatch(/^[A-Z][\s\S]*\.$/);
        expect(fault.length).toBeLessThan(300);
        counts.refused++;
      }
    }
  } finally {
    vi.unstubAllGlobals();
  }
  expect(evaluated).not.toHaveBeenCalled();
  // Operations of one loss and its gradient: at most a thousand lines of a kernel or so.
  expect(most).toBeLessThan(10_000);
  // The generator makes enough of either.
  expect(counts.trained).toBeGreaterThan(2000);
  expect(counts.refused).toBeGreaterThan(2000);
}, 240_000);

/** Three steps downhill in double precision; returns how many scalar operations loss and gradient have. */
function train(text: string): number {
  const { dim, value } = readFormula(text);
  const node = given('x', [dim]);
  const loss = reshape(value(node), []);
  const [slope] = gradient(loss, [node]);
  const x = new Float64Array(dim).fill(0.5);
  for (let step = 0; step < 3; step++) {
    const [values, slopes] = evaluate([loss, slope], new Map([[node, x]]));
    expect(values).toHaveLength(1);
    expect(slopes).toHaveLength(dim);
    slopes.forEach((each, i) => {
      x[i] -= 1e-3 * each;
    });
  }
  return operations([loss, slope]);
}

const operations = (roots: readonly Node[]): number =>
  inOrder(roots).reduce(
    (sum, each) => sum + (isOperation(each, 'map') ? parts(each.attributes.expression).length : 1),
    0,
  );

test('a formula in an experiment that is none is an error of its option', () => {
  const options = { ...optionDefaults(surface.options), function: 'own', formula: 'x +' };
  expect(() => surface.create(options)).toThrow('The formula ends too early.');
});

test('a formula trains in as many dimensions as it names', () => {
  const options = {
    ...optionDefaults(surface.options),
    function: 'own',
    formula: 'x1^2 + (x3 - 1)^2',
  } as const;
  const task = createSurface(surfaceProblem({ ...options, start: 'usual' }), 0);
  expect(task.layout.size).toBe(3);
  expect(task.referenceLoss([2, 7, 4], prngKey(0))).toBe(13);
});

test('the longest formulas that are allowed are read', () => {
  expect(formulaFault(`x${' '.repeat(MAX_LENGTH - 2)}y`)).toBe(null);
  expect(formulaFault(`${'-'.repeat(299)}x`)).toBe(null);
  expect(formulaFault(`x${'^x'.repeat(149)}`)).toBe(null);
  expect(formulaFault(`${'sin('.repeat(30)}x${')'.repeat(30)}`)).toBe(null);
});
