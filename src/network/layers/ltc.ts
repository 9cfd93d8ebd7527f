/** Liquid time-constant cells as a layer (Hasani et al. 2021, arXiv:2006.04439), with the solver of ncps. */
import { add, div, input, mul, sub, unary } from '../expression';
import {
  constant,
  full,
  given,
  map,
  type Node,
  reshape,
  type Shape,
  scan,
  slice,
  sum,
  transpose,
} from '../graph';
import { plus, times } from './arithmetic';
import type { Site } from './model';

export interface LtcSpec {
  readonly type: 'ltc';
  readonly units: number;
  /** The first cells are read out. */
  readonly outputs: number;
  /** Which cell, and which input, leads to which cell: not 0 where there is a synapse, `[from][to]`. */
  readonly adjacency: readonly (readonly number[])[];
  readonly sensoryAdjacency: readonly (readonly number[])[];
  /** Conductances and capacitances are softplus of their parameters (default), or the parameters themselves. */
  readonly constraint?: 'implicit' | 'explicit';
  /** Solver steps per time step; default 6. */
  readonly unfolds?: number;
}

/** Guards the denominator. */
const EPSILON = 1e-8;

const [a, b, c, d, e] = [0, 1, 2, 3, 4].map(input);

/** `[n, time, features]` to the outputs at all times, `[n, time, outputs]`. */
export function ltc(spec: LtcSpec, x: Node, site: Site): Node {
  const { units, outputs, constraint = 'implicit', unfolds = 6 } = spec;
  const [count, time, features] = x.shape;
  const vector = (name: string) => site.parameter(name, [units]);
  const positive = (raw: Node) => (constraint === 'implicit' ? map(unary('softplus', a), [raw]) : raw);
  const [gleak, vleak, cm] = [positive(vector('gleak')), vector('vleak'), positive(vector('cm'))];
  const synapses = (prefix: string, shape: Shape, adjacency: LtcSpec['adjacency']): Synapses => {
    const [sigma, mu, w, erev] = ['sigma', 'mu', 'w', 'erev'].map((name) =>
      site.parameter(`${prefix}${name}`, shape),
    );
    const mask = constant(
      adjacency.flat().map((sign) => (sign === 0 ? 0 : 1)),
      shape,
    );
    return { sigma, mu, conductance: times(positive(w), mask), erev };
  };
  const between = synapses('', [units, units], spec.adjacency);
  const sensory = synapses('sensory_', [features, units], spec.sensoryAdjacency);
  const inputs = plus(times(x, site.parameter('input_w', [features])), site.parameter('input_b', [features]));
  const [outputW, outputB] = ['output_w', 'output_b'].map((name) => site.parameter(name, [outputs]));
  // All times at once: inputs stay as they are during a step.
  const [pull, load] = currents(inputs, sensory).map((each) => transpose(each, [1, 0, 2]));
  const outer: Cells = {
    inertia: map(mul(a, unfolds), [cm]),
    gleak,
    rest: times(gleak, vleak),
    ...between,
  };
  const made = steps({ count, units, time, unfolds }, outer, pull, load);
  const read = slice(transpose(made, [1, 0, 2]), 2, 0, outputs);
  return plus(times(read, outputW), outputB);
}

interface Synapses {
  readonly sigma: Node;
  readonly mu: Node;
  readonly conductance: Node;
  readonly erev: Node;
}

/** What all synapses bring to each cell from sources `[..., from]`: sums of conductance times reversal, and of conductance. */
function currents(sources: Node, { sigma, mu, conductance, erev }: Synapses): readonly [Node, Node] {
  const { shape } = sources;
  const from = shape.length - 1;
  const column = reshape(sources, [...shape, 1]);
  const gate = unary('sigmoid', mul(b, sub(a, c)));
  const open = map(mul(d, gate), [column, sigma, mu, conductance]);
  const whole = [...shape.slice(0, -1), sigma.shape[1]];
  const total = (each: Node) => reshape(sum(each, [from]), whole);
  return [total(times(open, erev)), total(open)];
}

/** What the solver needs of the cells. */
interface Cells extends Synapses {
  readonly inertia: Node;
  readonly gleak: Node;
  readonly rest: Node;
}

interface Extents {
  readonly count: number;
  readonly units: number;
  readonly time: number;
  readonly unfolds: number;
}

/** States after every time step, `[time, n, units]`: an outer loop over time, an inner one over solver steps. */
function steps({ count, units, time, unfolds }: Extents, outer: Cells, pull: Node, load: Node): Node {
  const state = () => given('v', [count, units]);
  const names = Object.keys(outer) as (keyof Cells)[];
  const standIns = () => names.map((name) => given(name, outer[name].shape));

  // One solver step.
  const [v, drawn, loaded, inside] = [state(), state(), state(), standIns()];
  const of = Object.fromEntries(names.map((name, i) => [name, inside[i]])) as Record<keyof Cells, Node>;
  const [between, open] = currents(v, of);
  const numerator = map(add(add(mul(a, b), c), add(d, e)), [of.inertia, v, of.rest, between, drawn]);
  const denominator = map(add(add(add(a, b), add(c, d)), EPSILON), [of.inertia, of.gleak, open, loaded]);
  const next = map(div(a, b), [numerator, denominator]);
  const solver = { carries: [v], entries: [], shared: [drawn, loaded, ...inside], next: [next], made: [] };

  // One time step.
  const [before, pulled, held, middle] = [state(), state(), state(), standIns()];
  const after = scan(solver, [before], [], [pulled, held, ...middle], unfolds).carried[0];
  const body = { carries: [before], entries: [pulled, held], shared: middle, next: [after], made: [after] };
  const start = full([count, units], 0);
  return scan(
    body,
    [start],
    [pull, load],
    names.map((name) => outer[name]),
    time,
  ).made[0];
}
