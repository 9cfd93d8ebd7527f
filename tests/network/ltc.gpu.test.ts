/** The LTC as a layer, compiled, against the library's numbers. */
import { expect, test } from 'vitest';
import { evaluateGraph } from '../../src/network/compile/evaluate';
import { gradient } from '../../src/network/gradient';
import { testRuntime } from '../helpers/evaluateWgsl';
import { goldenCases, gradientErrors, largestError, worstOf } from '../tasks/ltcCases';
import { files, layerOf } from './ltcLayer';

test.each(goldenCases.map((entry, index) => ({ ...entry, file: files[index] })))(
  'case $name: output, loss and gradients are the library’s',
  async ({ problem, params, output, loss: value, grads, file }) => {
    const layer = layerOf(problem, params, file);
    const wanted = layer.model.parameters.map(({ node }) => node);
    const runtime = await testRuntime();
    const [[y, [mean], ...found]] = await evaluateGraph(
      runtime,
      [layer.y, layer.loss, ...gradient(layer.loss, wanted)],
      [layer.values],
    );
    runtime.device.destroy();
    // As for the hand-made form, docs/testing.md.
    expect(largestError(y, output)).toBeLessThan(1e-5);
    expect(Math.abs(mean / value - 1)).toBeLessThan(1e-3);
    const all = found.flatMap((tensor) => [...tensor]);
    expect(worstOf(gradientErrors(problem, all, grads))).toBeLessThan(1e-4);
  },
);
