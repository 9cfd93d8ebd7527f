/** Networks of `network-golden.json` with their values, made by the formulas of its layout. */

import { given, type Node, sizeOf } from '../../src/network/graph';
import { type LayerSpec, network } from '../../src/network/layers';
import { Model } from '../../src/network/layers/model';
import { type LossSpec, loss } from '../../src/network/loss';
import golden from '../golden/network-golden.json';

export interface Told {
  readonly shape: readonly number[];
  readonly norm: number;
  readonly max: number;
  readonly at: readonly number[];
  readonly values: readonly number[];
}

interface GoldenCase {
  readonly name: string;
  readonly input: readonly number[];
  readonly layers: readonly LayerSpec[];
  readonly loss: LossSpec;
  readonly params: readonly { name: string; shape: readonly number[]; base: number; amplitude: number }[];
  readonly output: Told;
  readonly value: number;
  readonly grads: Readonly<Record<string, Told>>;
  readonly float32: { readonly output: number };
  readonly adam: { readonly learningRate: number; readonly losses: readonly number[] };
}

export const cases = golden.cases as unknown as readonly GoldenCase[];

const wave = (size: number, phase: number, pace: number) =>
  Float64Array.from({ length: size }, (_, i) => Math.sin(1 + phase + pace * i + 0.05 * Math.floor(i / 7)));

export interface BuiltCase {
  readonly golden: GoldenCase;
  readonly input: Node;
  readonly target: Node;
  readonly model: Model;
  readonly output: Node;
  readonly loss: Node;
  /** Of every given tensor. */
  readonly values: Map<Node, Float64Array>;
}

export function built(golden: GoldenCase): BuiltCase {
  const example = wave(sizeOf(golden.input), 100, 0.37);
  const input = given('input', golden.input);
  const model = new Model();
  const output = network(golden.layers, input, model);
  const classes = output.shape.at(-1)!;
  const size = sizeOf(output.shape);
  const wanted =
    golden.loss.type === 'softmaxCrossEntropy'
      ? Float64Array.from({ length: size }, (_, i) =>
          (3 * Math.floor(i / classes) + 1) % classes === i % classes ? 1 : 0,
        )
      : wave(size, 200, 0.53);
  const target = given('target', output.shape);
  const values = new Map<Node, Float64Array>([
    [input, example],
    [target, wanted],
    ...model.parameters.map(({ node, shape }, k) => {
      const { base, amplitude } = golden.params[k];
      return [node, wave(sizeOf(shape), k, 0.7).map((x) => base + amplitude * x)] as const;
    }),
  ]);
  return { golden, input, target, model, output, loss: loss(golden.loss, output, target), values };
}

/** Largest difference from what is told of a tensor: of its values, its norm and its largest entry. */
export function off(told: Told, values: ArrayLike<number>): number {
  const all = Array.from(values);
  const norm = Math.sqrt(all.reduce((total, x) => total + x * x, 0));
  const max = all.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.max(
    Math.abs(norm - told.norm),
    Math.abs(max - told.max),
    ...told.at.map((at, i) => Math.abs(all[at] - told.values[i])),
  );
}

/** Largest difference from the entries that are told, and from the largest of all. */
export function entriesOff(told: Told, values: ArrayLike<number>): number {
  const all = Array.from(values);
  const max = all.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.max(Math.abs(max - told.max), ...told.at.map((at, i) => Math.abs(all[at] - told.values[i])));
}
