/** The golden networks in double precision, and by TensorFlow.js' own differentiation. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildCase } from '../../src/engine/golden/networkFile';
import { gradient } from '../../src/network/gradient';
import { evaluateTf } from '../../src/network/portable';
import { evaluate } from '../../src/network/reference';
import { cases, off } from './goldenCases';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(cases.map((each) => [each.name, each] as const))('%s', (_, golden) => {
  const { input, model, output, loss, values } = buildCase(golden);
  const trained = [...model.parameters.map(({ node }) => node), input];
  const names = [...model.parameters.map(({ name }) => name), 'input'];

  test('has the parameters of the file, in order', () => {
    expect(model.parameters.map(({ name, shape }) => ({ name, shape }))).toEqual(
      golden.params.map(({ name, shape }) => ({ name, shape })),
    );
    expect(output.shape).toEqual(golden.output.shape);
  });

  test('has the output, loss and gradients of the file in float64', () => {
    const grads = gradient(loss, trained);
    const [y, value, ...found] = evaluate([output, loss, ...grads], values);
    expect(off(golden.output, y)).toBeLessThan(1e-10);
    expect(value[0]).toBeCloseTo(golden.value, 10);
    names.forEach((name, index) => {
      expect(off(golden.grads[name], found[index]), name).toBeLessThan(1e-9);
    });
  });

  test('trains as in the file in float64', () => {
    const parameters = model.parameters.map(({ node }) => node);
    const graph = [loss, ...gradient(loss, parameters)];
    const now = new Map(values);
    const moments = parameters.map((node) => [0, 1].map(() => new Float64Array(values.get(node)!.length)));
    golden.adam!.losses.forEach((expected, step) => {
      const [[value], ...grads] = evaluate(graph, now);
      expect(Math.abs(value / expected - 1), `loss ${step}`).toBeLessThan(1e-8);
      parameters.forEach((node, index) => {
        const [m, v] = moments[index];
        now.set(
          node,
          now.get(node)!.map((x, i) => {
            const g = grads[index][i];
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.999 * v[i] + 0.001 * g * g;
            const [first, second] = [m[i] / (1 - 0.9 ** (step + 1)), v[i] / (1 - 0.999 ** (step + 1))];
            return x - (golden.adam!.learningRate * first) / (Math.sqrt(second) + 1e-8);
          }),
        );
      });
    });
  });

  test('has them by TensorFlow.js as well, two lanes at once', () => {
    tf.tidy(() => {
      const nodes = [...values.keys()];
      const tensors = nodes.map((node) => {
        const one = tf.tensor(Float32Array.from(values.get(node)!), [1, ...node.shape]);
        return tf.tile(one, [2, ...new Array<number>(node.shape.length).fill(1)]);
      });
      const known = (all: readonly tf.Tensor[]) => new Map(nodes.map((node, i) => [node, all[i]]));
      const [y] = evaluateTf(tf, [output], known(tensors));
      const size = y.size / 2;
      const tolerance = Math.max(1e-5, 10 * golden.float32!.output!);
      for (const lane of [0, 1]) {
        expect(off(golden.output, y.dataSync().slice(lane * size, (lane + 1) * size))).toBeLessThan(
          tolerance * Math.sqrt(size),
        );
      }
      const grads = tf.grads((...all: tf.Tensor[]) => tf.sum(evaluateTf(tf, [loss], known(all))[0]))(tensors);
      const largest = Math.max(...names.map((name) => golden.grads[name].max));
      names.forEach((name, index) => {
        const grad = grads[nodes.indexOf(trained[index])];
        const each = grad.size / 2;
        const told = golden.grads[name];
        for (const lane of [0, 1]) {
          const found = grad.dataSync().slice(lane * each, (lane + 1) * each);
          const worst = Math.max(...told.at.map((at, i) => Math.abs(found[at] - told.values[i])));
          expect(worst, name).toBeLessThan(1e-4 * largest);
        }
      });
    });
  });
});
