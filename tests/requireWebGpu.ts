/** Set-up of every GPU test file: without an adapter the run fails here, it never falls back to the CPU. */
const adapter = await navigator.gpu?.requestAdapter();
if (!adapter) {
  throw new Error('GPU tests need a WebGPU adapter and this browser offers none; see docs/testing.md');
}

export {};
