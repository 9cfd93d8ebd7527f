/**
 * SIREN's step with the network written out from its graph: a thread computes whole coordinates and keeps activations, parameters
 * and sums of gradients in registers, as it were. For software adapters, where a load at an index known only at run time costs more
 * than ten products; a GPU has too few registers.
 */
import { DISPATCH_OPERATIONS } from '../../kernels/dispatchLimit';
import { MEAN_THREADS, meanPartials } from '../../kernels/meanPartials';
import type { BoundKernel } from '../../kernels/runtime';
import { type StraightText, sirenStraight } from '../../kernels/siren/straight';
import { STRAIGHT_THREADS } from '../../kernels/straightSums';
import { input, mul, unary } from '../../network/expression';
import { given, map, type Node } from '../../network/graph';
import { affine } from '../../network/layers/arithmetic';
import { loss } from '../../network/loss';
import { type StraightProblem, straightProgram } from '../../network/straight/program';
import { TooLargeError } from '../../network/straight/values';
import type { FusedLoss, FusedTaskContext } from '../types';
import { HIDDEN_FREQUENCY, type SirenNetwork, sirenLayout } from './network';
import type { SirenProblem } from './problem';

/** Workgroups of a lane. */
const COLUMNS = 32;
/** More parameters take too long to compile: 496 take seconds, 1,297 a minute. */
const MOST_PARAMETERS = 640;
/** Fewer products of a step do not bring those seconds back. */
const LEAST_PRODUCTS = 1e7;

/** Squared error at one coordinate, from the place `[1, dims]` and what is wanted there `[1, 1]`. */
export function sirenGraph(network: SirenNetwork): StraightProblem {
  const { dims, layers, frequency } = network;
  const parameters = sirenLayout(network).segments.map(({ name, shape }) => given(name, shape));
  const place = given('place', [1, dims]);
  const wanted = given('wanted', [1, 1]);
  let output: Node = place;
  for (let layer = 0; layer < layers; layer++) {
    output = affine(output, parameters[2 * layer], parameters[2 * layer + 1]);
    const speed = layer === 0 ? frequency : HIDDEN_FREQUENCY;
    if (layer + 1 < layers) output = map(unary('sin', mul(speed, input(0))), [output]);
  }
  const missed = loss({ type: 'meanSquaredError' }, output, wanted);
  return { parameters, shared: [], example: [place, wanted], loss: missed };
}

function textOf(network: SirenNetwork): StraightText | null {
  try {
    const program = straightProgram(
      sirenGraph(network),
      {
        parameter: (index) => `params[base + ${index}]`,
        shared: () => '',
        example: (tensor, index) => (tensor === 0 ? `place[${index}]` : 'wanted'),
      },
      { named: true, gathered: true },
    );
    return { id: Object.values(network).join(' '), ...program };
  } catch (error) {
    if (error instanceof TooLargeError) return null;
    throw error;
  }
}

/** Multiply-adds of a step of one lane: forward, back, weights. */
const productsOf = ({ grid, layout, batch }: SirenProblem): number =>
  Math.min(batch, grid.samples) * layout.size * 3;

/** Whether a step of this form is that much faster that it is worth compiling. */
export const paysWrittenOut = (problem: SirenProblem): boolean =>
  problem.layout.size <= MOST_PARAMETERS &&
  productsOf(problem) >= LEAST_PRODUCTS &&
  productsOf(problem) <= DISPATCH_OPERATIONS;

/** Null where this form does not pay, or the network is too large for it. */
export async function straightSiren(
  problem: SirenProblem,
  { runtime, lanes, params, status, batchKeys, grads, loss: losses, metric }: FusedTaskContext,
): Promise<FusedLoss | null> {
  if (!paysWrittenOut(problem)) return null;
  const { network, grid, layout, batch: wanted } = problem;
  const { size } = layout;
  const batch = Math.min(wanted, grid.samples);
  const text = textOf(network);
  if (!text) return null;
  const kernel = sirenStraight(text);
  const [extent0, extent1, extent2 = 1] = grid.shape;
  const shape = { extent0, extent1, extent2, samples: grid.samples };
  const rows = COLUMNS * STRAIGHT_THREADS;
  const together = Math.min(lanes, Math.floor(DISPATCH_OPERATIONS / productsOf(problem)));
  const targets = runtime.buffer('siren targets', grid.targets);
  const axes = runtime.buffer('siren axes', grid.axes);
  const partials = runtime.buffer('siren partials', together * rows * (size + 1) * 4);
  const steps: {
    readonly kernel: BoundKernel | BoundKernel<never>;
    readonly x: number;
    readonly y: number;
  }[] = [];
  for (let firstLane = 0; firstLane < lanes; firstLane += together) {
    const y = Math.min(together, lanes - firstLane);
    steps.push({
      kernel: await runtime.bind(
        kernel,
        { params, status, batchKeys, targets, axes, partials },
        { ...shape, batch, drawn: wanted < grid.samples ? 1 : 0, firstLane },
        { DIMS: network.dims },
      ),
      x: COLUMNS,
      y,
    });
    steps.push({
      kernel: await runtime.bind(
        meanPartials,
        { partials, status, grads, loss: losses, metric },
        { firstLane, rows, size, width: size + 1, inverse: 1 / batch, slope: 1 },
      ),
      x: Math.ceil((size + 1) / MEAN_THREADS),
      y,
    });
  }
  return {
    encode(pass) {
      for (const { kernel: bound, x, y } of steps) pass.dispatch(bound, x, y);
    },
    destroy: () => runtime.free(targets, axes, partials),
  };
}
