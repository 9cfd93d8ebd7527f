import { afterEach, describe, expect, it, vi } from 'vitest';
import { adapterName, requestAdapter } from '../../src/kernels/adapter';

afterEach(() => vi.unstubAllGlobals());

/** A browser that gives an adapter for these feature levels (`core` where none is asked for). */
function browser(levels: readonly string[], isSecureContext = true): { readonly asked: string[] } {
  const asked: string[] = [];
  const requestAdapter = async ({ featureLevel = 'core' }: GPURequestAdapterOptions = {}) => {
    asked.push(featureLevel);
    return levels.includes(featureLevel) ? { featureLevel } : null;
  };
  vi.stubGlobal('isSecureContext', isSecureContext);
  vi.stubGlobal('navigator', { gpu: { requestAdapter } });
  return { asked };
}

describe('the adapter', () => {
  it('is a full one where there is one', async () => {
    const { asked } = browser(['core', 'compatibility']);
    expect(await requestAdapter()).toEqual({ featureLevel: 'core' });
    expect(asked).toEqual(['core']);
  });

  it('is one of compatibility mode where there is no other', async () => {
    browser(['compatibility']);
    expect(await requestAdapter()).toEqual({ featureLevel: 'compatibility' });
  });

  it('is missed with the reason and what to do, in whole sentences', async () => {
    browser([]);
    await expect(requestAdapter()).rejects.toThrow(/^This browser has WebGPU but no GPU.*\.$/);
    vi.stubGlobal('navigator', {});
    await expect(requestAdapter()).rejects.toThrow(/^This browser has no WebGPU.*\.$/);
    vi.stubGlobal('isSecureContext', false);
    await expect(requestAdapter()).rejects.toThrow(
      /^At this address.*only over https or from localhost.*\.$/,
    );
  });
});

describe('its name', () => {
  it('is what it says of itself, else a word that names nothing twice', () => {
    const blank = { vendor: '', architecture: '', description: '' };
    expect(adapterName({ ...blank, vendor: 'nvidia', architecture: 'ampere' })).toBe('nvidia · ampere');
    expect(adapterName({ ...blank, description: 'Mali' })).toBe('Mali');
    // As Firefox does.
    expect(adapterName(blank)).toBe('unnamed GPU');
    expect(adapterName(undefined)).toBe('unnamed GPU');
  });
});
