/** Families of dense networks, in the layout of `tasks/mlp.ts`. */
import type { PrngKey } from '../../core/prng';
import type { Expression } from '../../network/expression';
import { given, map, type Node } from '../../network/graph';
import { affine } from '../../network/layers/arithmetic';
import { loss } from '../../network/loss';
import { mlpLayoutOf } from '../../tasks/mlp';
import type { SampledTask, TaskVariant } from '../types';
import { graphVariant, parametersOf } from './graph';

export interface DenseFamily {
  readonly id: string;
  /** Units of every layer. */
  readonly sizes: readonly number[];
  /** Of a hidden unit, an expression of input 0. */
  readonly activation: Expression;
  readonly samples: number;
  readonly batch: number;
  readonly sample: (key: PrngKey) => SampledTask;
}

/** Dense layers, the last one linear, with mean squared error. Data: inputs `[samples, in]`, targets `[samples, out]`. */
export function denseVariant({ sizes, activation, ...rest }: DenseFamily): TaskVariant {
  const parameters = parametersOf(mlpLayoutOf(sizes));
  const last = sizes.length - 2;
  const x = given('x', [1, sizes[0]]);
  const target = given('target', [1, sizes[last + 1]]);
  let output: Node = x;
  for (let layer = 0; layer <= last; layer++) {
    const [w, b] = [parameters[2 * layer].node, parameters[2 * layer + 1].node];
    output = affine(output, w, b);
    if (layer < last) output = map(activation, [output]);
  }
  const missed = loss({ type: 'meanSquaredError' }, output, target);
  return graphVariant({ ...rest, parameters, example: [x, target], loss: missed });
}
