/** The golden networks as compiled: output and gradients, two lanes at once. Training: tests/engine/golden. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openGpu } from '../../src/engine/backend';
import { buildCase } from '../../src/engine/golden/networkFile';
import { GpuRuntime } from '../../src/kernels/runtime';
import { evaluateGraph } from '../../src/network/compile/evaluate';
import { gradient } from '../../src/network/gradient';
import { cases, entriesOff } from './goldenCases';

let runtime: GpuRuntime;
beforeAll(async () => {
  runtime = new GpuRuntime((await openGpu()).device);
});

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_, golden) => {
  const { input, model, output, loss, values } = buildCase(golden);
  const trained = [...model.parameters.map(({ node }) => node), input];
  const names = [...model.parameters.map(({ name }) => name), 'input'];

  test('has the output, loss and gradients of the file', async () => {
    const graph = [output, loss, ...gradient(loss, trained)];
    const tolerance = Math.max(1e-5, 10 * golden.float32!.output!);
    const largest = Math.max(...names.map((name) => golden.grads[name].max));
    const lanes = await evaluateGraph(runtime, graph, [values, values]);
    expect(lanes[1]).toEqual(lanes[0]);
    const [y, value, ...grads] = lanes[0];
    expect(entriesOff(golden.output, y)).toBeLessThan(tolerance);
    expect(Math.abs(value[0] - golden.value)).toBeLessThan(tolerance);
    names.forEach((name, index) => {
      expect(entriesOff(golden.grads[name], grads[index]), name).toBeLessThan(1e-4 * largest);
    });
  });
});
