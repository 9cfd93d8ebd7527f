import { afterEach, describe, expect, it, vi } from 'vitest';
import { DeviceError } from '../../src/core/errors';
import { GpuRuntime } from '../../src/kernels/runtime';
import { fakeGpu } from './fakeGpu';

describe('a wait for the GPU', () => {
  it('is not for the browser’s next look at finished work, which Firefox takes every 100 ms', async () => {
    const gpu = fakeGpu({ looksEveryMs: 1000 });
    const runtime = new GpuRuntime(gpu.device, false);
    const buffer = runtime.buffer('numbers', Float32Array.of(1, 2, 3));
    const began = performance.now();
    for (let i = 0; i < 5; i++) expect([...(await runtime.readFloats(buffer))]).toEqual([1, 2, 3]);
    await runtime.finish(gpu.device.createCommandEncoder());
    // Six looks would be six seconds.
    expect(performance.now() - began).toBeLessThan(3000);
    expect(gpu.emptySubmissions).toBeGreaterThan(5);
  });

  it('submits nothing once it is over', async () => {
    const gpu = fakeGpu();
    const runtime = new GpuRuntime(gpu.device, false);
    await runtime.read(runtime.buffer('numbers', 12));
    const before = gpu.submissions;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(gpu.submissions).toBe(before);
  });
});

describe('a browser that tells of finished work by itself', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36',
      0,
    ],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15', 0],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 1],
  ])('is not nudged, and others are: %s', async (userAgent, least) => {
    vi.stubGlobal('navigator', { userAgent });
    const gpu = fakeGpu({ looksEveryMs: 30 });
    const runtime = new GpuRuntime(gpu.device, false);
    await runtime.read(runtime.buffer('numbers', 12));
    expect(Math.min(1, gpu.emptySubmissions)).toBe(least);
  });
});

describe('memory that is not there', () => {
  it('is said with what there was, and no number is read of it', async () => {
    const gpu = fakeGpu({ refuses: (what) => (what === 'grads' ? 'out-of-memory' : null) });
    const runtime = new GpuRuntime(gpu.device, false);
    const params = runtime.buffer('params', 10 * 2 ** 20);
    runtime.buffer('grads', 30 * 2 ** 20);
    await expect(runtime.settled()).rejects.toThrow(DeviceError);
    await expect(runtime.settled()).rejects.toThrow(
      'it takes 40 MiB of memory, and of these only 10 MiB could be had (not "grads", for one). About 25 % of it would fit',
    );
    // Nor of anything else from then on, for it may have been computed with what is not there.
    await expect(runtime.read(params)).rejects.toThrow(/could be had/);
  });

  it.each(['out-of-memory', 'validation'] as const)('is noticed as an error of kind %s', async (kind) => {
    const gpu = fakeGpu({ refuses: (what) => (what === 'grads' ? kind : null) });
    const runtime = new GpuRuntime(gpu.device, false);
    runtime.buffer('grads', 4);
    await expect(runtime.settled()).rejects.toThrow(DeviceError);
  });

  it('is noticed where it is only for what is read back', async () => {
    const gpu = fakeGpu({ refuses: (what) => (what === 'read params' ? 'out-of-memory' : null) });
    const runtime = new GpuRuntime(gpu.device, false);
    await expect(runtime.read(runtime.buffer('params', 4))).rejects.toThrow(DeviceError);
  });

  it('of more than a device holds in one buffer is refused at once', () => {
    const runtime = new GpuRuntime(fakeGpu().device, false);
    expect(() => runtime.buffer('grads', 2 ** 28)).toThrow(DeviceError);
    expect(() => runtime.buffer('grads', 2 ** 28)).toThrow(
      'takes 256 MiB, and this device holds at most 128 MiB',
    );
  });
});

describe('work that the device refuses', () => {
  it('gives no number', async () => {
    let refuses = false;
    const gpu = fakeGpu({ refuses: (what) => (refuses && what === 'submit' ? 'validation' : null) });
    const runtime = new GpuRuntime(gpu.device, false);
    const params = runtime.buffer('params', Float32Array.of(1));
    expect([...(await runtime.readFloats(params))]).toEqual([1]);
    refuses = true;
    await expect(runtime.readFloats(params)).rejects.toThrow('The GPU refused its last work');
  });

  it('and what it says outside any scope is heard, by those whose work it may concern', async () => {
    const listeners: ((event: unknown) => void)[] = [];
    const { device } = fakeGpu();
    Object.assign(device, {
      addEventListener: (_: string, heard: (event: unknown) => void) => listeners.push(heard),
    });
    const before = new GpuRuntime(device, false);
    for (const heard of listeners) heard({ error: { message: 'a bind group is invalid.\nand more' } });
    const after = new GpuRuntime(device, false);
    await expect(before.settled()).rejects.toThrow('no number of it was used (a bind group is invalid).');
    await expect(after.settled()).resolves.toBeUndefined();
  });
});
