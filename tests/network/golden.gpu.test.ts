/** The golden networks as compiled: output, gradients and training, several lanes at once. */
import { beforeAll, describe, expect, test } from 'vitest';
import { openGpu } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { GpuRuntime } from '../../src/kernels/runtime';
import { gradient } from '../../src/network/gradient';
import { networkTask } from '../../src/tasks/network';
import { arm, setupOf } from '../engine/setups';
import { evaluateGraph } from '../helpers/evaluateGraph';
import { built, cases, entriesOff } from './goldenCases';

let device: GPUDevice;
let runtime: GpuRuntime;
beforeAll(async () => {
  device = (await openGpu()).device;
  runtime = new GpuRuntime(device);
});

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_, golden) => {
  const { input, model, output, loss, values } = built(golden);
  const trained = [...model.parameters.map(({ node }) => node), input];
  const names = [...model.parameters.map(({ name }) => name), 'input'];

  test('has the output, loss and gradients of the file', async () => {
    const graph = [output, loss, ...gradient(loss, trained)];
    const tolerance = Math.max(1e-5, 10 * golden.float32.output);
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

  test('trains as in the file', async () => {
    const parts = built(golden, true);
    const start = Float32Array.from(
      parts.model.parameters.flatMap(({ node }) => [...parts.values.get(node)!]),
    );
    const task = {
      ...networkTask({
        parameters: parts.model.parameters,
        start: () => ({ kind: 'constant', value: 0 }),
        loss: parts.loss,
        given: [],
      }),
      init: () => start.slice(),
    };
    const plans = setupOf(task, [arm('a', 'adam', { learningRate: golden.adam.learningRate })], [1, 2], 20);
    const executor = await createFusedExecutor(device, plans);
    const { loss: losses } = await executor.run(0, golden.adam.losses.length);
    executor.dispose();
    golden.adam.losses.forEach((expected, step) => {
      expect(losses[2 * step + 1]).toBe(losses[2 * step]);
      expect(Math.abs(losses[2 * step] / expected - 1), `loss ${step}`).toBeLessThan(1e-3);
    });
  });
});
