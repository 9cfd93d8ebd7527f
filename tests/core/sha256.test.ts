import { afterEach, expect, it, vi } from 'vitest';
import { DeviceError } from '../../src/core/errors';
import { sha256Hex } from '../../src/core/sha256';

afterEach(() => vi.unstubAllGlobals());

it('gives the digest of FIPS 180-2, appendix B.1', async () => {
  expect(await sha256Hex(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

it('says at an address without digests which addresses have them', async () => {
  vi.stubGlobal('crypto', {});
  await expect(sha256Hex(new Uint8Array(1))).rejects.toThrow(DeviceError);
  await expect(sha256Hex(new Uint8Array(1))).rejects.toThrow('only over https or from localhost');
});
