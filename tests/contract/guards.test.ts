/** The contract of guards, as declared and in TensorFlow.js. */
import { describe, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { guards } from '../../src/guards';
import { methods } from '../../src/methods';
import { optimizers } from '../../src/optimizers';
import { guardContract } from './guardContract';
import { configOf, cpuTf } from './subjects';

guardContract(async (setup) => createPortableExecutor(await cpuTf(), setup));

const read = (optimizer: unknown) =>
  readExperiment({ task: { id: 'pathological' }, arms: [{ id: 'a', optimizer }] }).arms[0].optimizer;

describe.each(guards.map((guard) => ({ guard, id: guard.id })))('$id', ({ guard }) => {
  test('has an id of its own among optimizers and guards', () => {
    expect(methods.filter(({ id }) => id === guard.id)).toEqual([guard]);
  });

  test.each(
    [...optimizers, ...guards].filter(({ parts }) => parts).map((whole) => ({ whole, name: whole.id })),
  )('cannot be a part of $name', ({ whole }) => {
    const config = configOf(whole);
    expect(read(config)).toEqual(config);
    for (const name of Object.keys(config.parts!)) {
      const parts = { ...config.parts, [name]: configOf(guard) };
      expect(() => read({ ...config, parts })).toThrow(`parts.${name} must be a`);
    }
  });
});
