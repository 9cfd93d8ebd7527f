/**
 * Work of a known cost, done beside what a test measures: equal work takes up to three times as long on a machine that
 * is slow or busy with others', and a bound in ms goes with it.
 */
import type { Page } from '@playwright/test';

const quantile = (values: readonly number[], q: number): number =>
  [...values].sort((x, y) => x - y)[Math.floor(q * values.length)];

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const upperQuartile = (values: readonly number[]): number => quantile(values, 0.75);

/** Work of the kind that a move of a thumb causes: values, text, elements and their layout. Runs in the page. */
export const drawing = (): { start: number; end: number } => {
  const start = performance.now();
  const box = document.createElement('div');
  box.style.cssText = 'position: absolute; visibility: hidden; width: 300px';
  for (let i = 0; i < 1500; i++) {
    const word = document.createElement('span');
    word.textContent = JSON.stringify({ i, root: Math.sqrt(i) }).slice(0, 24);
    box.append(word, ' ');
  }
  document.body.append(box);
  box.getBoundingClientRect();
  box.remove();
  return { start, end: performance.now() };
};

/**
 * Work of the kind that a first visit causes, in ms: at the same time the page compiles scripts and lays elements out,
 * a worker compiles scripts, and the GPU process kernels, which then run. The work is new for every seed, so that
 * nothing of it is cached. Runs in the page.
 */
const visit = async (seed: number): Promise<number> => {
  const scripts = (seed: number) => {
    for (let script = 0; script < 4; script++) {
      const lines = Array.from({ length: 4000 }, (_, i) => `f[${i}] = (x) => x * ${i + seed} + ${script};`);
      new Function('f', lines.join('\n'))([]);
    }
  };
  const worker = async () => {
    const source = `(${scripts})(${seed + 50}); postMessage(null);`;
    const address = URL.createObjectURL(new Blob([source]));
    const worker = new Worker(address);
    await new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }));
    worker.terminate();
    URL.revokeObjectURL(address);
  };
  const kernels = async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter!.requestDevice();
    const buffer = device.createBuffer({ size: 4096, usage: GPUBufferUsage.STORAGE });
    for (let kernel = 0; kernel < 6; kernel++) {
      const lines = Array.from(
        { length: 60 },
        (_, i) => `x = sin(x * ${i + kernel + seed}.5) + exp(-x * x);`,
      );
      const code = `@group(0) @binding(0) var<storage, read_write> data: array<f32>;
        @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
          var x = data[id.x];
          for (var i = 0; i < 20; i++) { ${lines.join('\n')} }
          data[id.x] = x;
        }`;
      const module = device.createShaderModule({ code });
      const pipeline = await device.createComputePipelineAsync({
        layout: 'auto',
        compute: { module, entryPoint: 'main' },
      });
      const entries = [{ binding: 0, resource: { buffer } }];
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
      for (let i = 0; i < 8; i++) pass.dispatchWorkgroups(16);
      pass.end();
      device.queue.submit([encoder.finish()]);
      await device.queue.onSubmittedWorkDone();
    }
    device.destroy();
  };
  const elements = () => {
    const box = document.createElement('div');
    for (let i = 0; i < 4000; i++) {
      const word = document.createElement('span');
      word.textContent = `${Math.sqrt(i)}`;
      box.append(word, ' ');
    }
    document.body.append(box);
    box.getBoundingClientRect();
    box.remove();
  };
  const start = performance.now();
  const others = [worker(), kernels()];
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve));
    scripts(seed + 10 * i);
    elements();
  }
  await Promise.all(others);
  return performance.now() - start;
};

/** Times of `visit` on an empty page of the same origin, in ms. Leaves the page there. */
export async function visits(page: Page, count: number): Promise<number[]> {
  await page.route('**/yardstick', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
  );
  await page.goto('yardstick');
  const took: number[] = [];
  for (let i = 0; i < count; i++) took.push(await page.evaluate(visit, 100 * i));
  return took;
}
