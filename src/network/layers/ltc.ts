/** Liquid time-constant cells as a layer (Hasani et al. 2021, arXiv:2006.04439), with the solver of ncps. */
import { add, div, input, mul, sub, unary } from '../expression';
import {
  broadcast,
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

/** A layer's cells, but for where they have synapses. */
export interface LtcCells {
  readonly units: number;
  /** The first cells are read out. */
  readonly outputs: number;
  /** Conductances and capacitances are softplus of their parameters (default), or the parameters themselves. */
  readonly constraint?: 'implicit' | 'explicit';
  /** Solver steps per time step; default 6. */
  readonly unfolds?: number;
  /** Whether what inputs bring is computed in a loop over time as well: less text where all else is written out. */
  readonly looped?: boolean;
}

export interface LtcSpec extends LtcCells {
  readonly type: 'ltc';
  /** Which cell, and which input, leads to which cell: not 0 where there is a synapse, `[from][to]`. */
  readonly adjacency: readonly (readonly number[])[];
  readonly sensoryAdjacency: readonly (readonly number[])[];
}

/** Where there are synapses: 1, else 0. `[units, units]` and `[features, units]`, from and to. */
export interface LtcMasks {
  readonly between: Node;
  readonly sensory: Node;
}

/** Guards the denominator. */
const EPSILON = 1e-8;

const [a, b, c, d, e] = [0, 1, 2, 3, 4].map(input);

/** `[n, time, features]` to the outputs at all times, `[n, time, outputs]`. */
export function ltc(spec: LtcSpec, x: Node, site: Site): Node {
  const mask = (adjacency: LtcSpec['adjacency'], from: number) =>
    constant(
      adjacency.flat().map((sign) => (sign === 0 ? 0 : 1)),
      [from, spec.units],
    );
  const masks = {
    between: mask(spec.adjacency, spec.units),
    sensory: mask(spec.sensoryAdjacency, x.shape.at(-1)!),
  };
  return maskedLtc(spec, masks, x, site);
}

/** The same where synapses are given as tensors. */
export function maskedLtc(spec: LtcCells, masks: LtcMasks, x: Node, site: Site): Node {
  const { units, outputs, constraint = 'implicit', unfolds = 6, looped = false } = spec;
  const [count, time, features] = x.shape;
  const vector = (name: string) => site.parameter(name, [units]);
  const positive = (raw: Node) => (constraint === 'implicit' ? map(unary('softplus', a), [raw]) : raw);
  const [gleak, vleak, cm] = [positive(vector('gleak')), vector('vleak'), positive(vector('cm'))];
  const synapses = (prefix: string, shape: Shape, mask: Node): Synapses => {
    const [sigma, mu, w, erev] = ['sigma', 'mu', 'w', 'erev'].map((name) =>
      site.parameter(`${prefix}${name}`, shape),
    );
    return { sigma, mu, conductance: times(positive(w), mask), erev };
  };
  const between = synapses('', [units, units], masks.between);
  const sensory = synapses('sensory_', [features, units], masks.sensory);
  const inputs = plus(times(x, site.parameter('input_w', [features])), site.parameter('input_b', [features]));
  const [outputW, outputB] = ['output_w', 'output_b'].map((name) => site.parameter(name, [outputs]));
  // Inputs stay as they are during a step.
  const [pull, load] = (looped ? currentsInTurns : currentsAtOnce)(inputs, sensory);
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

/** Currents of all times, `[time, n, units]`, from inputs `[n, time, features]`. */
const currentsAtOnce = (inputs: Node, sensory: Synapses): readonly Node[] =>
  currents(inputs, sensory).map((each) => transpose(each, [1, 0, 2]));

function currentsInTurns(inputs: Node, sensory: Synapses): readonly Node[] {
  const [count, time, features] = inputs.shape;
  const now = given('inputs', [count, features]);
  const names = Object.keys(sensory) as (keyof Synapses)[];
  const shared = names.map((name) => given(name, sensory[name].shape));
  const of = Object.fromEntries(names.map((name, i) => [name, shared[i]])) as Record<keyof Synapses, Node>;
  const body = { carries: [], entries: [now], shared, next: [], made: currents(now, of) };
  const outer = names.map((name) => sensory[name]);
  return scan(body, [], [transpose(inputs, [1, 0, 2])], outer, time).made;
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

/**
 * States after every time step, `[time, n, units]`: one loop over the solver's steps of all of them, for loops within loops
 * compute the inner ones anew on the way back.
 */
function steps({ count, units, time, unfolds }: Extents, cells: Cells, pull: Node, load: Node): Node {
  const state = (name: string) => given(name, [count, units]);
  const [v, drawn, loaded] = ['v', 'pull', 'load'].map(state);
  const names = Object.keys(cells) as (keyof Cells)[];
  const shared = names.map((name) => given(name, cells[name].shape));
  const of = Object.fromEntries(names.map((name, i) => [name, shared[i]])) as Record<keyof Cells, Node>;
  const [between, open] = currents(v, of);
  const numerator = map(add(add(mul(a, b), c), add(d, e)), [of.inertia, v, of.rest, between, drawn]);
  const denominator = map(add(add(add(a, b), add(c, d)), EPSILON), [of.inertia, of.gleak, open, loaded]);
  const next = map(div(a, b), [numerator, denominator]);
  const body = { carries: [v], entries: [drawn, loaded], shared, next: [next], made: [next] };
  const size = count * units;
  const repeated = (each: Node) =>
    reshape(broadcast(reshape(each, [time, 1, size]), [time, unfolds, size]), [time * unfolds, count, units]);
  const { made } = scan(
    body,
    [full([count, units], 0)],
    [repeated(pull), repeated(load)],
    names.map((name) => cells[name]),
    time * unfolds,
  );
  const states = reshape(made[0], [time, unfolds, count, units]);
  return reshape(slice(states, 1, unfolds - 1, 1), [time, count, units]);
}
