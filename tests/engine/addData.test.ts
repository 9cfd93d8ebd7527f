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

test('a file of several parts is asked about, and given the part it is kept', async () => {
  const engine = new Engine();
  const film = new File(
    [
      dump(
        Uint8Array.from({ length: 48 }, (_, i) => i),
        [3, 2, 4, 2],
      ),
    ],
    'film.npy',
  );
  expect(await engine.addData(film, 'siren')).toMatchObject({ name: 'film.npy', picks: 1 });
  expect(await engine.addData(film, 'siren', { part: { axis0: 2 } })).toMatchObject({
    name: 'film.npy[2]',
    shape: [2, 4, 2],
    bytes: 16,
  });
  await expect(engine.addData(film, 'siren', { part: { axis0: 3 } })).rejects.toThrow(/axis0 \(0 to 2\)/);
});

test.each(tasks.filter(({ data }) => !data))('$id takes no file, and says so', async ({ id, label }) => {
  const refused = new Engine().addData(ramp, id);
  await expect(refused).rejects.toBeInstanceOf(DataError);
  await expect(refused).rejects.toThrow(`"ramp.npy" cannot be used: ${label} takes no file.`);
});
