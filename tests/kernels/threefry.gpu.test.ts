import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawDistinct, halfBits } from '../../src/core/permute';
import { foldIn, normal, prngKey, randomBits, threefry2x32, uniform } from '../../src/core/prng';
import permute from '../../src/kernels/network/permute.wgsl?raw';
import type { GpuRuntime } from '../../src/kernels/runtime';
import threefry from '../../src/kernels/threefry.wgsl?raw';
import { evaluateWgsl, testRuntime } from '../helpers/evaluateWgsl';

const COUNT = 1_000_000;
const key = foldIn(prngKey(2025), 7);
const wgslKey = `vec2u(${key[0]}u, ${key[1]}u)`;

let runtime: GpuRuntime;
beforeAll(async () => {
  runtime = await testRuntime();
});
afterAll(() => runtime.device.destroy());

const evaluate = (body: string, inputs: readonly number[] | Uint32Array<ArrayBuffer>, outputs = 1) =>
  evaluateWgsl(runtime, { source: threefry, body, outputs }, Uint32Array.from(inputs));
const indices = (count: number) => Uint32Array.from({ length: count }, (_, index) => index);

/** First index at which two arrays differ, or -1. */
function firstDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return i;
  return -1;
}

test('the block function gives the known answers of Random123 on the GPU', async () => {
  const body = `
    var key = vec2u(0u); var counter = vec2u(0u);
    if (word == 1u) { key = vec2u(0xffffffffu); counter = key; }
    if (word == 2u) { key = vec2u(0x13198a2eu, 0x03707344u); counter = vec2u(0x243f6a88u, 0x85a308d3u); }
    let r = threefry2x32(key, counter); put(0u, r.x); put(1u, r.y);`;
  expect(Array.from(await evaluate(body, [0, 1, 2], 2))).toEqual([
    0x6b200159, 0x99ba4efe, 0x1cb996fc, 0xbb002be7, 0xc4923a9c, 0x483df7a0,
  ]);
});

test('folding in gives the keys of the CPU', async () => {
  const data = [0, 1, 2, 77, 65_536, 0x7fffffff, 0x80000000, 0xffffffff];
  const body = `let r = foldIn(${wgslKey}, word); put(0u, r.x); put(1u, r.y);`;
  expect(Array.from(await evaluate(body, data, 2))).toEqual(data.flatMap((word) => [...foldIn(key, word)]));
});

test('one million 32-bit draws equal those of the CPU', async () => {
  const gpu = await evaluate(`put(0u, bitsAt(${wgslKey}, word));`, indices(COUNT));
  expect(firstDifference(gpu, randomBits(key, COUNT))).toBe(-1);
});

test('one million uniform draws equal those of the CPU, bit for bit', async () => {
  const gpu = await evaluate(`put(0u, bitcast<u32>(uniformAt(${wgslKey}, word)));`, indices(COUNT));
  const cpu = new Uint32Array(uniform(key, COUNT).buffer);
  expect(firstDifference(gpu, cpu)).toBe(-1);
});

test('draws at the far end of the index range equal those of the CPU', async () => {
  const far = [0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
  const gpu = await evaluate(`put(0u, bitsAt(${wgslKey}, word));`, far);
  const cpu = far.map((index) => {
    const [a, b] = threefry2x32(key, [0, index]);
    return (a ^ b) >>> 0;
  });
  expect(Array.from(gpu)).toEqual(cpu);
});

test('a quarter million normal draws agree with the CPU', async () => {
  const count = 250_000;
  const gpu = new Float32Array(
    (await evaluate(`put(0u, bitcast<u32>(normalAt(${wgslKey}, word)));`, indices(count))).buffer,
  );
  const cpu = normal(key, count);
  let worst = 0;
  for (let i = 0; i < count; i++) worst = Math.max(worst, Math.abs(gpu[i] - cpu[i]) / (1 + Math.abs(cpu[i])));
  console.info(`normalAt: largest error ${worst.toExponential(2)} (1 + |z|)`);
  // A few roundings of float32 (6e-8 each) plus the 4.5 units that WGSL allows a square root.
  expect(worst).toBeLessThan(1e-6);
});

test('the extreme uniforms give finite normal draws', async () => {
  // 2^-23 either side of sqrt(1/2), where the logarithm changes its form, and one step below 1, where a plain log fails.
  const units = [1, 2, 0x5a8279, 0x5a827a, 0x7fffff, 0x800000];
  const body = 'put(0u, bitcast<u32>(sqrt(2.0 * negativeLogOfUnit(word)) * cosOfTurn(0u)));';
  const gpu = new Float32Array((await evaluate(body, units)).buffer);
  for (const [i, n] of units.entries()) {
    const expected = Math.sqrt(-2 * Math.log(n / 2 ** 23));
    // Roundings as above, all relative to the value.
    expect(Math.abs(gpu[i] - expected)).toBeLessThanOrEqual(1e-6 * expected);
  }
});

test.each([1, 2, 5, 990, 8000, 70_000])(
  'draws without replacement among %i equal those of the CPU',
  async (count) => {
    const source = `${threefry}\n${permute}`;
    const body = `put(0u, permuted(${wgslKey}, word, ${count}u, ${halfBits(count)}u));`;
    const drawn = Math.min(count, 20_000);
    const gpu = await evaluateWgsl(runtime, { source, body, outputs: 1 }, indices(drawn));
    expect(firstDifference(gpu, drawDistinct(key, drawn, count))).toBe(-1);
  },
);
