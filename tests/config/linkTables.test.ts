import { describe, expect, test } from 'vitest';
import { catalogue } from '../../src/checkpoints/catalogue';
import {
  appended,
  LINK_VERSION,
  type LinkTables,
  linkTables,
  registryTables,
} from '../../src/config/link/tables';
import { migrate } from '../../src/config/migrations';
import { methods } from '../../src/methods';
import { tasks } from '../../src/tasks';

const newest = linkTables[LINK_VERSION];
const live = registryTables(
  tasks,
  methods,
  catalogue.map(({ id }) => id),
);

test('the newest version says what the registries say', () => {
  expect(appended(newest, live), 'run `npm run links:tables`; see docs/links.md').toEqual(newest);
});

/** The tables with one thing changed by path. */
function edited(path: readonly (string | number)[], value: unknown): LinkTables {
  const copy = structuredClone(newest);
  let at = copy as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  at[path.at(-1)!] = value;
  return copy;
}

describe('Tables that are out', () => {
  test.each([
    ['a default', ['optimizers', 0, 'options', 0, 'default'], 123],
    ['a kind', ['tasks', 0, 'options', 1, 'kind'], 'flag'],
    ['a length', ['tasks', 0, 'steps'], 1],
    ['a target', ['tasks', 1, 'target'], 7],
    ['a learning rate', ['tasks', 0, 'learningRates', 'adam'], 7],
    ['a missing choice', ['tasks', 0, 'options', 0, 'choices'], ['fourier-sine']],
    ['a missing optimizer', ['optimizers', 0, 'id'], 'adam2'],
    ['a learning rate of their own for a known optimizer', ['tasks', 0, 'learningRates', 'celo'], 1],
  ])('refuse %s', (_, path, value) => {
    expect(() => appended(newest, edited(path, value))).toThrow(/a new link version is due/);
  });

  test('take new tasks, optimizers, options, choices and checkpoints at their ends', () => {
    const choices = [
      'new first',
      ...(newest.tasks[0].options[0] as unknown as { choices: string[] }).choices,
    ];
    const grown = edited(['tasks', 0, 'options', 0, 'choices'], choices);
    const next = appended(newest, {
      ...grown,
      optimizers: [{ id: 'new', parts: [], options: [] }, ...grown.optimizers],
      checkpoints: ['new', ...grown.checkpoints],
    });
    expect(next.optimizers.map(({ id }) => id)).toEqual([...newest.optimizers.map(({ id }) => id), 'new']);
    expect(next.checkpoints.at(-1)).toBe('new');
    expect((next.tasks[0].options[0] as unknown as { choices: string[] }).choices.at(-1)).toBe('new first');
    expect(next.tasks.slice(1)).toEqual(newest.tasks.slice(1));
  });
});

describe('Migrations', () => {
  const steps = {
    1: (experiment: object) => ({ ...experiment, one: true }),
    2: (experiment: object) => ({ ...experiment, two: 'one' in experiment }),
  };

  test('go from a version through all that follow, one step each', () => {
    expect(migrate({}, 1, steps)).toEqual({ one: true, two: true });
    expect(migrate({}, 2, steps)).toEqual({ two: false });
  });

  test('refuse versions that are too new, or none', () => {
    expect(() => migrate({}, 3, steps)).toThrow(
      /version 3 is newer than this playground, which reads up to 2/,
    );
    for (const version of [0, -1, 1.5, Number.NaN])
      expect(() => migrate({}, version, steps)).toThrow(/there is no version/);
  });

  test('there is one for every version of links', () => {
    for (const version of Object.keys(linkTables))
      expect(migrate({ task: 1 }, Number(version))).toEqual({ task: 1 });
  });
});
