import { test } from 'vitest';
import { fixed, type Place } from '../../src/network/compile/places';
import { plan } from '../../src/network/compile/plan';
import { gradient } from '../../src/network/gradient';
import * as g from '../../src/network/graph';
import { examples, SIZES } from '../contract/opsExamples';
import { weighted } from '../network/centralDifferences';

for (const name of Object.keys(examples)) {
  test(name, () => {
    for (const n of SIZES)
      for (const [i, { shapes, build }] of examples[name as never as keyof typeof examples](n).entries()) {
        const leaves = shapes.map((shape, i) => g.given(`${i}`, shape));
        const root = build(...leaves);
        const graph = [root, ...gradient(weighted(root), leaves)];
        const planned = plan(
          graph.map((node) => ({ node, place: fixed('grads', 0) })),
          new Map<g.Node, Place>(leaves.map((l) => [l, fixed('params', 0)])),
        );
        console.log(name, n, i, planned.steps.length, planned.arena);
        if (process.env.SHOW && n === 3)
          for (const s of planned.steps) console.log('text' in s ? s.name + '\n' + s.text : s);
      }
  });
}
