/** The LTC as a layer, against the library's numbers and the hand-made form. */
import { expect, test } from 'vitest';
import { gradient } from '../../src/network/gradient';
import { evaluate } from '../../src/network/reference';
import { goldenCases, gradientErrors, largestError, worstOf } from '../tasks/ltcCases';
import { files, layerOf } from './ltcLayer';

test.each(goldenCases.map((entry, index) => ({ ...entry, file: files[index] })))(
  'case $name: output, loss and gradients are the library’s',
  ({ problem, params, output, loss: value, grads, file }) => {
    const layer = layerOf(problem, params, file);
    const wanted = layer.model.parameters.map(({ node }) => node);
    const [y, [mean], ...found] = evaluate(
      [layer.y, layer.loss, ...gradient(layer.loss, wanted)],
      layer.values,
    );
    expect(largestError(y, output)).toBeLessThan(1e-10);
    expect(Math.abs(mean - value)).toBeLessThan(1e-10);
    const all = found.flatMap((tensor) => [...tensor]);
    expect(worstOf(gradientErrors(problem, all, grads))).toBeLessThan(1e-9);
  },
);

test('the gradient reaches the inputs, as central differences say', () => {
  const { problem, params } = goldenCases[1];
  const layer = layerOf(problem, params, files[1]);
  const [found] = evaluate(gradient(layer.loss, [layer.x]), layer.values);
  const start = layer.values.get(layer.x)!;
  const h = 1e-5;
  for (const index of [0, 7, start.length - 1]) {
    const at = (by: number) => {
      const values = new Map(layer.values).set(layer.x, start.with(index, start[index] + by));
      return evaluate([layer.loss], values)[0][0];
    };
    expect(found[index]).toBeCloseTo((at(h) - at(-h)) / (2 * h), 8);
  }
});
