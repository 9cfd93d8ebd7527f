import { dump } from 'npyjs';
import { expect, test } from 'vitest';
import { DataError } from '../../src/core/errors';
import { Engine } from '../../src/engine/engine';
import { tasks } from '../../src/tasks';

const ramp = new File([dump(Uint8Array.from([0, 1, 2, 3, 4, 5]), [2, 3])], 'ramp.npy');

test('a file is decoded by the task that it is for', async () => {
  expect(await new Engine().addData(ramp, 'siren')).toMatchObject({
    name: 'ramp.npy',
    shape: [2, 3],
    dtype: 'uint8',
    bytes: ramp.size,
  });
});

test.each(tasks.filter(({ data }) => !data))('$id takes no file, and says so', async ({ id, label }) => {
  const refused = new Engine().addData(ramp, id);
  await expect(refused).rejects.toBeInstanceOf(DataError);
  await expect(refused).rejects.toThrow(`"ramp.npy" cannot be used: ${label} takes no file.`);
});
