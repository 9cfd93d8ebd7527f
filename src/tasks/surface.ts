/** Functions of the plane and beyond, and formulas of the reader's; gradients follow from their graphs. */
import { type AnyOptions, choiceOption, numberOption, type OptionValues, textOption } from '../core/option';
import { taskTexts } from '../texts/tasks';
import { late } from './late';
import { formulaFault, loadParser, MAX_DIM, MAX_LENGTH } from './surface/formula';
import { FUNCTION_NAMES, FUNCTIONS, type FunctionName, type SurfaceFunction } from './surface/functions';
import type { Task } from './types';

const words = taskTexts.surface;
const code = late(() => import('./surface/create'));

const knownOf = (name: unknown): SurfaceFunction | undefined => FUNCTIONS[name as FunctionName];

const options = {
  function: choiceOption({
    ...words.options.function,
    default: 'rosenbrock',
    values: [...FUNCTION_NAMES, 'own'],
  }),
  formula: textOption({
    ...words.options.formula,
    default: '(x^2 - y)^2 + sin(3 x) + 0.1 y^2',
    maxLength: MAX_LENGTH,
    check: formulaFault,
    prepare: loadParser,
    when: (values) => values.function === 'own',
  }),
  dim: numberOption({
    ...words.options.dim,
    symbol: 'd',
    default: 2,
    min: 1,
    max: MAX_DIM,
    scale: 'log',
    integer: true,
    when: (values) => values.function !== 'own' && !knownOf(values.function)?.planar,
  }),
  condition: numberOption({
    ...words.options.condition,
    symbol: '\\kappa',
    default: 100,
    min: 1,
    max: 10_000,
    scale: 'log',
    when: (values) => values.function === 'ravine',
  }),
  angle: numberOption({
    ...words.options.angle,
    default: 30,
    min: 0,
    max: 90,
    step: 1,
    scale: 'linear',
    when: (values) => values.function === 'ravine',
  }),
  start: choiceOption({ ...words.options.start, default: 'usual', values: ['usual', 'chosen'] }),
  x0: coordinateOption(words.options.x0, 'x_0'),
  y0: coordinateOption(words.options.y0, 'y_0'),
  spread: numberOption({
    ...words.options.spread,
    default: 0.05,
    min: 0.001,
    max: 10,
    scale: 'log',
    allowZero: true,
  }),
};

function coordinateOption(text: { readonly label: string; readonly help: string }, symbol: string) {
  return numberOption({
    ...text,
    symbol,
    default: 0,
    min: -10,
    max: 10,
    step: 0.05,
    scale: 'linear',
    when: (values) => values.start === 'chosen',
  });
}

export const surface: Task<typeof options> = {
  id: 'surface',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    ravine: { label: words.variants.ravine, options: { function: 'ravine', condition: 1000 } },
    saddle: { label: words.variants.saddle, options: { function: 'saddle' } },
    minima: { label: words.variants.minima, options: { function: 'himmelblau' } },
    waves: { label: words.variants.waves, options: { function: 'rastrigin' } },
    line: { label: words.variants.line, options: { function: 'styblinski-tang', dim: 1 } },
    large: { label: words.variants.large, options: { function: 'rosenbrock', dim: 1000 } },
    own: { label: words.variants.own, options: { function: 'own' } },
  },
  suggested: { steps: 1000, target: 0.01 },
  learningRates: { adam: 0.1, adamax: 0.1, adamw: 0.1, sgd: 5e-4 },
  metric: words.metric,
  // What is known of a formula is that it may be anything.
  negative: (values) => values.function === 'own' || knownOf(values.function)?.negative === true,
  view: { kind: 'surface', trail: true },
  selfTest: { function: 'ravine', dim: 7 },
  prepare: async () => {
    await Promise.all([code.load(), loadParser()]);
  },
  create(values: AnyOptions) {
    const settings = values as OptionValues<typeof options>;
    const { createSurface, surfaceProblem } = code.get();
    return createSurface(surfaceProblem(settings), settings.spread);
  },
};
