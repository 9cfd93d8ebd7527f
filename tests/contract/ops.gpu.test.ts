/** Every operation of the network floor as compiled, and its gradient, against float64; each lane by itself. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { GpuRuntime } from '../../src/kernels/runtime';
import { evaluateGraph } from '../../src/network/compile/evaluate';
import { gradient } from '../../src/network/gradient';
import * as g from '../../src/network/graph';
import { evaluate } from '../../src/network/reference';
import { testRuntime } from '../helpers/evaluateWgsl';
import { drawn, weighted } from '../network/centralDifferences';
import { examples, SIZES } from './opsExamples';

let runtime: GpuRuntime;
beforeAll(async () => {
  runtime = await testRuntime();
});

const largest = (values: ArrayLike<number>) =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe.each(Object.keys(examples))('%s', (name) => {
  test.each(SIZES)('has the values and gradients of float64 at size %i, in company as alone', async (n) => {
    for (const [index, { shapes, build }] of examples[name as keyof typeof examples](n).entries()) {
      const leaves = shapes.map((shape, i) => g.given(`${i}`, shape));
      const root = build(...leaves);
      const graph = [root, ...gradient(weighted(root), leaves)];
      const lanes = [0, 1].map(
        (lane) =>
          new Map(
            leaves.map((leaf, i) => [
              leaf,
              Float32Array.from(drawn(17 * n + i + 1000 * lane, g.sizeOf(leaf.shape))),
            ]),
          ),
      );
      const together = await evaluateGraph(runtime, graph, lanes);
      const alone = await evaluateGraph(runtime, graph, [lanes[1]]);
      expect(together[1], `example ${index}: the second lane alone`).toEqual(alone[0]);
      lanes.forEach((values, lane) => {
        const known = new Map([...values].map(([leaf, own]) => [leaf, Float64Array.from(own)] as const));
        evaluate(graph, known).forEach((expected, part) => {
          const got = together[lane][part];
          const bound = 2e-6 * Math.max(1, largest(expected)) * Math.max(1, Math.sqrt(n));
          const off = largest(expected.map((value, i) => value - got[i]));
          expect(off, `example ${index}, lane ${lane}, tensor ${part}`).toBeLessThanOrEqual(bound);
        });
      });
    }
  });
});
