import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeTheta } from '../../src/checkpoints/formats';
import { sortFiles } from '../../src/store/sortFiles';
import { smallVelo, smallVeloFlax } from '../optimizers/learned/helpers';

const celo = readFileSync(new URL('../checkpoints/files/params-flax-celo', import.meta.url));
const picture = readFileSync(new URL('../tasks/files/le-u16.tif', import.meta.url));

async function use(content: string | Uint8Array, name: string): Promise<string> {
  const bytes = typeof content === 'string' ? Uint8Array.from(content, (c) => c.charCodeAt(0)) : content;
  const [sorted] = await sortFiles([new File([bytes as BlobPart], name)]);
  return sorted.use;
}

test('weights are known by their content, whatever their name', async () => {
  for (const name of ['params', 'a.png', 'a.json', 'theta.state']) {
    expect(await use(celo, name), name).toBe('weights');
    expect(await use(smallVeloFlax(), name), name).toBe('weights');
    expect(await use(writeTheta(smallVelo()), name), name).toBe('weights');
    expect(await use('\x80\x04\x95pickle', name), name).toBe('weights');
  }
});

test('pictures are data and JSON is an experiment, whatever their name', async () => {
  for (const name of ['params', 'a.png', 'a.json', 'theta.state']) {
    expect(await use(picture, name), name).toBe('data');
    expect(await use(picture.subarray(0, 50), name), name).toBe('data');
  }
  for (const name of ['a.json', 'record', 'a.txt']) expect(await use('\n{"version": 1}', name)).toBe('json');
});

test('what says nothing of itself goes by its name', async () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n';
  for (const content of [pointer, '<!doctype html>', 'some words']) {
    expect(await use(content, 'theta.state')).toBe('weights');
    expect(await use(content, 'model.safetensors')).toBe('weights');
    expect(await use(content, 'volume.tif')).toBe('data');
  }
});
