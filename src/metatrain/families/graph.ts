/** Meta-training families of networks that are said as graphs. */
import { type ParamLayout, paramLayout } from '../../core/paramLayout';
import type { PrngKey } from '../../core/prng';
import { given, type Node, sizeOf } from '../../network/graph';
import type { Parameter } from '../../network/layers/model';
import { evaluate } from '../../network/reference';
import { type StraightBatch, straightTask } from '../straight';
import type { SampledTask, TaskVariant } from '../types';
import { drawnSamples } from './drawn';

export interface GraphProblem extends StraightBatch {
  readonly id: string;
  readonly parameters: readonly Parameter[];
  /** Tensors of a task that all of its examples share. */
  readonly shared?: readonly Node<'given'>[];
  /** Tensors of one example, with a leading extent of 1 where the network wants a batch. */
  readonly example: readonly Node<'given'>[];
  /** Loss of one example, a scalar; that of a batch is the mean. */
  readonly loss: Node;
  /** Data of a task: the shared tensors, then of every tensor of an example those of all samples. */
  readonly sample: (key: PrngKey) => SampledTask;
}

/** Trained tensors that lie as a layout says. */
export const parametersOf = ({ segments }: ParamLayout): readonly Parameter[] =>
  segments.map(({ name, shape, module }) => ({ name, shape, module, node: given(name, shape) }));

export function graphVariant(problem: GraphProblem): TaskVariant {
  const { id, parameters, shared = [], example, loss, samples, batch, sample } = problem;
  const layout = paramLayout(parameters);
  const size = (nodes: readonly Node[]) => nodes.reduce((total, { shape }) => total + sizeOf(shape), 0);
  const nodes = parameters.map(({ node }) => node);
  return {
    id,
    layout,
    text: straightTask(id, { parameters: nodes, shared, example, loss }, { samples, batch }),
    record: size(shared) + samples * size(example),
    sample,
    loss({ data }, params, key) {
      const known = new Map<Node, Float64Array>();
      layout.segments.forEach(({ offset, size: count }, index) => {
        known.set(
          nodes[index],
          Float64Array.from({ length: count }, (_, i) => params[offset + i]),
        );
      });
      let start = 0;
      for (const node of shared) {
        known.set(node, Float64Array.from(data.subarray(start, start + sizeOf(node.shape))));
        start += sizeOf(node.shape);
      }
      const drawn =
        samples === batch ? Array.from({ length: batch }, (_, i) => i) : drawnSamples(key, batch, samples);
      let sum = 0;
      for (const s of drawn) {
        let at = start;
        for (const node of example) {
          const own = sizeOf(node.shape);
          known.set(node, Float64Array.from(data.subarray(at + s * own, at + (s + 1) * own)));
          at += samples * own;
        }
        sum += evaluate([loss], known)[0][0];
      }
      return sum / batch;
    },
  };
}
