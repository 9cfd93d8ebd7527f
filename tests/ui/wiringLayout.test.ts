import { describe, expect, it } from 'vitest';
import { prngKey } from '../../src/core/prng';
import type { LtcView } from '../../src/tasks/ltc/view';
import { ltcSine } from '../../src/tasks/ltcSine';
import { layoutWiring } from '../../src/ui/plots/ltc/wiringLayout';

describe.each([8, 19, 32])('the wiring of %i cells', (cells) => {
  const task = ltcSine.create({ cells });
  const view = task.view!(task.init(prngKey(0))) as LtcView;
  const graph = layoutWiring(view);

  it('has a node per cell and input, inside the frame, none on another', () => {
    expect(graph.nodes).toHaveLength(cells + view.inputs);
    expect(new Set(graph.nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(graph.nodes.length);
    for (const { x, y } of graph.nodes) {
      expect(x).toBeGreaterThan(10);
      expect(x).toBeLessThan(graph.width - 10);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(graph.height - 10);
    }
  });

  it('has an edge per synapse whose strength grows with its conductance', () => {
    expect(graph.edges).toHaveLength(view.synapses.length + view.sensorySynapses.length);
    const sorted = [...graph.edges].sort((a, b) => a.conductance - b.conductance);
    for (let i = 1; i < sorted.length; i++) {
      expect(sorted[i].strength).toBeGreaterThanOrEqual(sorted[i - 1].strength);
    }
    expect(sorted.at(-1)!.strength).toBeCloseTo(1);
  });
});
