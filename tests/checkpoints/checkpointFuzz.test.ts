import { expect, test } from 'vitest';
import { readCheckpointFiles, writeCheckpoint } from '../../src/checkpoints/formats';
import { CheckpointError } from '../../src/core/errors';
import { otherLength } from '../helpers/mutate';
import { lcg, publishedWeights, pyloPair, smallVelo, smallVeloFlax } from '../optimizers/learned/helpers';

const FILES = 10_000;

/** Flips, overwrites, cuts, repeats and inserts bytes, mostly near the start, where the structure is. */
function mutate(bytes: Uint8Array, random: () => number): Uint8Array<ArrayBuffer> {
  let out = Uint8Array.from(bytes);
  const place = () => Math.floor((random() < 0.7 ? random() ** 3 : random()) * out.length);
  const rounds = 1 + Math.floor(random() * 4);
  for (let round = 0; round < rounds; round++) {
    const at = place();
    const change = Math.floor(random() * 6);
    switch (change) {
      case 0:
        out[at] ^= 1 << Math.floor(random() * 8);
        break;
      case 1:
        out[at] = [0, 0xff, 0x7f, 0x80, 0xdd, 0xdf, 0xc6, 0xc9, 0x91, 0x81][Math.floor(random() * 10)];
        break;
      case 2:
        out.fill(0xff, at, at + 4);
        break;
      default:
        out = otherLength(out, at, change - 3, random);
    }
  }
  return out;
}

test('ten thousand mutated files each load to finite weights or are refused, soon and in little memory', async () => {
  const random = lcg(1);
  const { rnn, mlp } = pyloPair(smallVelo());
  const own = await writeCheckpoint(smallVelo(), {
    name: 'a',
    family: 'f',
    seed: 1,
    outerSteps: 2,
    estimator: { sigma: 1 },
  });
  const manifest = new TextEncoder().encode(own.manifest);
  const celo = publishedWeights('celo.theta.state');
  const seeds: Uint8Array<ArrayBuffer>[][] = [
    [smallVeloFlax()],
    [own.theta],
    [rnn, mlp],
    [manifest, own.theta],
  ];
  let loaded = 0;
  let refused = 0;
  let slowest = 0;
  let largest = 0;
  for (let index = 0; index < FILES; index++) {
    // The published file is larger, so it takes part less often.
    const files = celo && index % 50 === 0 ? [celo] : seeds[index % seeds.length];
    const victim = Math.floor(random() * files.length);
    const mutated = files.map((bytes, i) => ({
      name: `f${i}`,
      bytes: i === victim ? mutate(bytes, random) : bytes,
    }));
    const before = process.memoryUsage();
    const started = performance.now();
    try {
      const theta = await readCheckpointFiles(mutated);
      loaded++;
      expect(theta.values.every(Number.isFinite)).toBe(true);
    } catch (error) {
      refused++;
      if (!(error instanceof CheckpointError)) throw error;
      expect(error.message.length).toBeLessThan(400);
    }
    slowest = Math.max(slowest, performance.now() - started);
    const after = process.memoryUsage();
    largest = Math.max(largest, after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers);
  }
  // A byte of a weight may change without harm; most mutations hit the structure or a checked size.
  expect(loaded).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(5_000);
  expect(loaded + refused).toBe(FILES);
  expect(slowest).toBeLessThan(1_000);
  expect(largest).toBeLessThan(64 * 2 ** 20);
  console.log(
    `${loaded} loaded, ${refused} refused, slowest ${slowest.toFixed(0)} ms, largest ${(largest / 2 ** 20).toFixed(1)} MiB`,
  );
}, 120_000);
