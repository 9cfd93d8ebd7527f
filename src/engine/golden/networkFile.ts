/**
 * Golden numbers of networks: `kind: "network"`, results of automatic differentiation in float64. A case says its layers,
 * and values follow from formulas; any composition, shape and depth of these layers can be replayed.
 */
import * as v from 'valibot';
import { ConfigError } from '../../core/errors';
import { exactly, fields, finite, list, oneOf, readConfig, text, whole } from '../../core/schema';
import { constant, given, type Node, type Shape, sizeOf } from '../../network/graph';
import { type LayerSpec, network } from '../../network/layers';
import { Model } from '../../network/layers/model';
import { type LossSpec, loss } from '../../network/loss';

/** Norm, largest entry, and some entries of a tensor. */
export interface Told {
  readonly shape: Shape;
  readonly norm: number;
  readonly max: number;
  readonly at: readonly number[];
  readonly values: readonly number[];
}

export interface NetworkCase {
  readonly name: string;
  readonly input: Shape;
  readonly layers: readonly LayerSpec[];
  readonly loss: LossSpec;
  readonly params: readonly {
    readonly name: string;
    readonly shape: Shape;
    readonly base: number;
    readonly amplitude: number;
  }[];
  readonly output: Told;
  readonly value: number;
  /** By name of the parameter, and "input". */
  readonly grads: Readonly<Record<string, Told>>;
  /** What float32 errs in the reference. */
  readonly float32?: { readonly output?: number };
  readonly adam?: { readonly learningRate: number; readonly losses: readonly number[] };
}

export interface NetworkFile {
  readonly kind: 'network';
  readonly cases: readonly NetworkCase[];
}

const positive = whole(1);
const optionalPositive = v.optional(positive);
const plain = <const T extends string>(...types: readonly T[]) =>
  types.map((type) => v.object({ type: exactly(type) }));

const layerSchema: v.GenericSchema<unknown, LayerSpec> = v.lazy(() => layers) as never;
const layerList = list(layerSchema);
const matrix = list(list(finite));

const layers = v.variant('type', [
  v.object({ type: exactly('dense'), units: positive }),
  ...plain('relu', 'tanh', 'sigmoid', 'silu', 'gelu'),
  v.object({ type: exactly('sine'), frequency: finite }),
  v.object({
    type: exactly('conv2d'),
    filters: positive,
    kernel: positive,
    stride: optionalPositive,
    padding: v.optional(oneOf(['same', 'valid'])),
    bias: v.optional(v.boolean('true or false')),
  }),
  v.object({ type: exactly('batchNorm'), epsilon: v.optional(finite) }),
  v.object({ type: exactly('layerNorm'), epsilon: v.optional(finite) }),
  v.object({ type: exactly('groupNorm'), groups: positive, epsilon: v.optional(finite) }),
  v.object({ type: exactly('maxPool'), size: positive, stride: optionalPositive }),
  v.object({ type: exactly('averagePool'), size: positive, stride: optionalPositive }),
  ...plain('flatten', 'globalAveragePool', 'meanPool', 'lastStep', 'classToken', 'positionEmbedding'),
  v.object({ type: exactly('takeToken'), index: whole(-1e6) }),
  v.object({ type: exactly('patchEmbed'), patch: positive, units: positive }),
  v.object({
    type: exactly('attention'),
    heads: positive,
    causal: v.optional(v.boolean('true or false')),
  }),
  v.object({ type: exactly('residual'), layers: layerList, shortcut: v.optional(layerList) }),
  v.object({ type: exactly('timeDistributed'), layers: layerList }),
  v.object({ type: exactly('lstm'), units: positive }),
  v.object({
    type: exactly('neuralOde'),
    units: positive,
    steps: positive,
    h: finite,
    cubed: v.optional(v.boolean('true or false')),
  }),
  v.object({
    type: exactly('ltc'),
    units: positive,
    outputs: positive,
    adjacency: matrix,
    sensoryAdjacency: matrix,
    constraint: v.optional(oneOf(['implicit', 'explicit'])),
    unfolds: optionalPositive,
  }),
]);

const toldSchema = fields({
  shape: list(whole(1)),
  norm: finite,
  max: finite,
  at: list(whole(0)),
  values: list(finite),
});

const caseSchema = v.looseObject({
  name: text(1, 200),
  input: list(positive),
  layers: layerList,
  loss: v.variant('type', [
    v.object({ type: exactly('meanSquaredError') }),
    v.object({ type: exactly('meanAbsoluteError') }),
    v.object({ type: exactly('softmaxCrossEntropy'), labelSmoothing: v.optional(finite) }),
  ]),
  params: list(fields({ name: text(1, 500), shape: list(positive), base: finite, amplitude: finite })),
  output: toldSchema,
  value: finite,
  grads: v.record(v.string(), toldSchema),
  float32: v.optional(v.looseObject({ output: v.optional(finite) })),
  adam: v.optional(v.looseObject({ learningRate: finite, losses: list(finite) })),
});

/** Checks a parsed file and that its networks can be built; throws `ConfigError` that names the case. */
export function readNetworkFile(input: unknown): NetworkFile {
  const { cases } = readConfig(v.looseObject({ cases: list(v.unknown()) }), input, 'file');
  if (cases.length === 0) throw new ConfigError('cases', 'cases must hold at least one case');
  const found = cases.map((entry, index) => {
    const one = readConfig(caseSchema, entry, `cases[${index}]`) as NetworkCase;
    const { model } = buildCase(one);
    const expected = JSON.stringify(one.params.map(({ name, shape }) => [name, shape]));
    const own = JSON.stringify(model.parameters.map(({ name, shape }) => [name, shape]));
    if (own !== expected) {
      throw new ConfigError(
        `cases[${index}].params`,
        `case "${one.name}" has the parameters ${own}, not ${expected}`,
      );
    }
    return one;
  });
  return { kind: 'network', cases: found };
}

const wave = (size: number, phase: number, pace: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => Math.sin(1 + phase + pace * i + 0.05 * Math.floor(i / 7)));

/** A case as a graph, and the values of all that is given. */
export interface BuiltCase {
  readonly model: Model;
  readonly input: Node;
  readonly output: Node;
  readonly loss: Node;
  readonly values: ReadonlyMap<Node, Float64Array>;
}

/** `fixed`: the input is part of the graph; the target always is. */
export function buildCase(one: NetworkCase, fixed = false): BuiltCase {
  const example = wave(sizeOf(one.input), 100, 0.37);
  const input = fixed ? constant(example, one.input) : given('input', one.input);
  const model = new Model();
  const output = network(one.layers, input, model);
  const target = constant(targetOf(one, output.shape), output.shape);
  const values = new Map<Node, Float64Array>([
    [input, example],
    ...model.parameters.map(({ node, shape }, k) => {
      const { base = 0, amplitude = 0 } = one.params[k] ?? {};
      return [node, wave(sizeOf(shape), k, 0.7).map((x) => base + amplitude * x)] as const;
    }),
  ]);
  return { model, input, output, loss: loss(one.loss, output, target), values };
}

function targetOf({ loss: { type } }: NetworkCase, shape: Shape): Float64Array {
  const size = sizeOf(shape);
  if (type !== 'softmaxCrossEntropy') return wave(size, 200, 0.53);
  const classes = shape.at(-1)!;
  return Float64Array.from({ length: size }, (_, i) =>
    (3 * Math.floor(i / classes) + 1) % classes === i % classes ? 1 : 0,
  );
}
