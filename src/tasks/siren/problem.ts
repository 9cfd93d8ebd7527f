/** One SIREN problem as its forms share it, and its loss in double precision. */
import type { ParamLayout } from '../../core/paramLayout';
import type { PrngKey } from '../../core/prng';
import { batchIndices, locate, type SampleGrid } from './grid';
import { HIDDEN_FREQUENCY, layerShapes, type SirenNetwork } from './network';

export interface SirenProblem {
  readonly network: SirenNetwork;
  readonly layout: ParamLayout;
  readonly grid: SampleGrid;
  /** Coordinates per step; the whole grid, in order, where it is at least as large. */
  readonly batch: number;
}

/** A network with its parameters, ready to be asked for values in double precision. */
export function sirenFunction(
  network: SirenNetwork,
  params: ArrayLike<number>,
): (position: ArrayLike<number>) => number {
  const shapes = layerShapes(network);
  let from = new Float64Array(Math.max(network.dims, network.width));
  let to = new Float64Array(from.length);
  return (position) => {
    for (let i = 0; i < network.dims; i++) from[i] = position[i];
    let at = 0;
    shapes.forEach(({ inputs, outputs }, layer) => {
      const bias = at + inputs * outputs;
      for (let j = 0; j < outputs; j++) to[j] = params[bias + j];
      for (let i = 0; i < inputs; i++) {
        const x = from[i];
        for (let j = 0; j < outputs; j++, at++) to[j] += x * params[at];
      }
      if (layer < shapes.length - 1) {
        const frequency = layer === 0 ? network.frequency : HIDDEN_FREQUENCY;
        for (let j = 0; j < outputs; j++) to[j] = Math.sin(frequency * to[j]);
      }
      at += outputs;
      [from, to] = [to, from];
    });
    return from[0];
  };
}

/** Mean squared error of normalised values over a batch, in double precision. */
export function referenceLoss(problem: SirenProblem, params: ArrayLike<number>, batchKey: PrngKey): number {
  const { grid } = problem;
  const evaluate = sirenFunction(problem.network, params);
  const position = new Float64Array(problem.network.dims);
  const indices = batchIndices(grid, problem.batch, batchKey);
  let sum = 0;
  for (const index of indices) {
    locate(grid, index, position);
    sum += (evaluate(position) - grid.targets[index]) ** 2;
  }
  return sum / indices.length;
}
