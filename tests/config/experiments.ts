/** Arbitrary valid experiments, straight from the registries: whatever is registered is covered. */
import fc from 'fast-check';
import { catalogue } from '../../src/checkpoints/catalogue';
import { MAX_STEPS, MIN_VALIDATE_EVERY, readExperiment } from '../../src/config/experiment';
import { armOptions } from '../../src/config/optionPath';
import type { Experiment } from '../../src/config/types';
import { ConfigError } from '../../src/core/errors';
import { type OptionSpec, type OptionSpecs, type OptionValue, textFault } from '../../src/core/option';
import { findMethod, methods } from '../../src/methods';
import { tasks } from '../../src/tasks';

/** Values as sliders give them (few digits) and as scripts do (any double). */
function optionValue(spec: OptionSpec): fc.Arbitrary<OptionValue> {
  if (spec.kind === 'flag') return fc.boolean();
  if (spec.kind === 'choice') return fc.constantFrom(...spec.choices.map(({ value }) => value));
  if (spec.kind === 'text') {
    const most = Math.min(50, spec.maxLength);
    const texts = fc.string({ unit: 'grapheme', maxLength: most });
    return fc
      .oneof(fc.constant(spec.default), texts)
      .map((text) => (textFault(spec, text) === null ? text : spec.default));
  }
  const { min, max } = spec;
  const clamp = (value: number) => Math.min(max, Math.max(min, value));
  if (spec.integer) return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  const any = fc.double({ min, max, noNaN: true });
  return fc.oneof(
    any,
    any.map((value) => clamp(Number(value.toPrecision(2)))),
    fc.constantFrom(min, max, spec.default, ...(spec.allowZero ? [0] : [])),
  );
}

const optionsOf = (specs: OptionSpecs) =>
  fc.record(Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, optionValue(spec)])), {
    requiredKeys: [],
  });

const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const name = (maxLength: number, minLength = 1) =>
  fc
    .string({ unit: 'grapheme', minLength, maxLength })
    .filter((text) => text.length >= minLength && text.length <= maxLength && !/\p{Surrogate}/u.test(text));

const checkpoint = fc.oneof(
  fc.constantFrom(...catalogue.map(({ id }) => id)),
  hash.map((digits) => `sha256-${digits}`),
  name(20),
);

function optimizer(family?: string): fc.Arbitrary<unknown> {
  const choices = methods.filter((candidate) => !family || candidate.family === family);
  return fc.constantFrom(...choices).chain(({ id, options, parts = {}, family: own }) =>
    fc.record(
      {
        id: fc.constant(id),
        options: optionsOf(options),
        parts: fc.record(
          Object.fromEntries(Object.entries(parts).map(([part, wanted]) => [part, optimizer(wanted)])),
        ),
        ...(own === 'learned' ? { checkpoint } : {}),
        blocks: fc.dictionary(name(12), fc.constantFrom('default', 'invert'), { maxKeys: 3 }),
      },
      { requiredKeys: ['id', 'parts'] },
    ),
  );
}

const arm = (index: number) =>
  fc
    .record(
      {
        id: fc.oneof(
          { weight: 4, arbitrary: fc.constant(`a${index + 1}`) },
          name(20).map((text) => `${index}${text}`),
        ),
        label: name(20, 0),
        optimizer: optimizer(),
        clipNorm: optionValue(armOptions.clipNorm),
      },
      { requiredKeys: ['id', 'optimizer'] },
    )
    // Options that do not fit together (a lower bound above an upper one) go back to their defaults.
    .map((input) => (isValid(input) ? input : { ...input, optimizer: plainOptions(input.optimizer) }));

function isValid(input: unknown): boolean {
  try {
    readExperiment({ task: { id: 'pathological' }, arms: [input] });
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

function plainOptions(config: unknown): unknown {
  const { options: _, parts, ...rest } = config as { options: unknown; parts: Record<string, unknown> };
  return {
    ...rest,
    parts: Object.fromEntries(Object.entries(parts).map(([part, own]) => [part, plainOptions(own)])),
  };
}

/** Arms with ids apart, and interventions on their options. */
const armsAndChanges = fc
  .integer({ min: 1, max: 8 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => arm(index))))
  .chain((arms) =>
    fc.record({
      arms: fc.constant(arms),
      interventions: fc.array(fc.constantFrom(...arms).chain(intervention), { maxLength: 5 }),
    }),
  );

function intervention({ id, optimizer: config }: { id: string; optimizer: unknown }) {
  const paths = optionPaths((config as { id: string }).id);
  return fc.constantFrom(...paths).chain(([path, spec]) =>
    fc.record({
      step: fc.integer({ min: 1, max: MAX_STEPS }),
      armId: fc.constant(id),
      path: fc.constant(path),
      value: optionValue(spec),
    }),
  );
}

/** Own options: those of parts depend on which parts were drawn. */
const optionPaths = (optimizerId: string): [string, OptionSpec][] => [
  ['clipNorm', armOptions.clipNorm],
  ...Object.entries(findMethod(optimizerId).options),
];

export const experiments: fc.Arbitrary<Experiment> = fc
  .constantFrom(...tasks)
  .chain((task) =>
    fc.record({
      task: fc.record(
        {
          id: fc.constant(task.id),
          options: optionsOf(task.options),
          data: fc.record({ hash, name: name(30) }),
        },
        { requiredKeys: ['id'] },
      ),
      rest: armsAndChanges,
      seeds: fc.record({
        first: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 32 - 40 })),
        count: fc.integer({ min: 1, max: 32 }),
      }),
      steps: fc.oneof(fc.constant(task.suggested.steps), fc.integer({ min: 1, max: MAX_STEPS })),
      validateEvery: task.validates
        ? fc.oneof(fc.constant(0), fc.integer({ min: MIN_VALIDATE_EVERY, max: MAX_STEPS }))
        : fc.constant(0),
      target: fc.oneof(
        fc.constant(task.suggested.target),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
    }),
  )
  .map(({ rest: { arms, interventions }, ...common }) => {
    try {
      return readExperiment({ ...common, arms, interventions });
    } catch (error) {
      // Bounds that cross only after interventions.
      if (error instanceof ConfigError) return readExperiment({ ...common, arms });
      throw error;
    }
  });
