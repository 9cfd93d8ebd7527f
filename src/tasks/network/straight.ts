/**
 * Tasks on small networks with the network written out: a thread computes whole examples, loops over time included, so a step is three
 * kernels or so where the graph's own would be hundreds, or for a long loop thousands.
 */
import type { ParamLayout } from '../../core/paramLayout';
import { MEAN_THREADS, meanPartials } from '../../kernels/meanPartials';
import { networkStraight } from '../../kernels/network/straight';
import { STRAIGHT_THREADS } from '../../kernels/straightSums';
import { inOrder, isOperation, type Node, sizeOf } from '../../network/graph';
import { type StraightProblem, type StraightProgram, straightProgram } from '../../network/straight/program';
import { TooLargeError } from '../../network/straight/values';
import type { FusedLoss, FusedTaskContext } from '../types';
import { drawsOf } from './fusedDraws';
import type { NetworkProblem } from './problem';

/** Threads of a lane at most. */
const MOST_ROWS = 128;
/** More parameters do not fit into a thread's registers by far. */
const MOST_PARAMETERS = 640;
/** More values take too long to compile; a network of velocities of 50 units has some 8,000. */
const MOST_VALUES = 12_000;
/**
 * On a GPU, whose dispatches cost microseconds, long texts pay where the graph's kernels would be thousands: from so many turns of a
 * loop on. Else short ones do. Reasoned, not measured.
 */
const MANY_TURNS = 100;
const MOST_VALUES_OF_FEW_TURNS = 4_000;
/** Floats of all threads' memory. */
const MOST_SCRATCH = 2 ** 24;

/** One example of a problem, and how many a step has; null where its loss is no mean over examples. */
function exampleOf({ parameters, loss, metric, given, example }: NetworkProblem) {
  const nodes = parameters.map(({ node }) => node);
  const all = (own: readonly Node<'given'>[]) => ({ parameters: nodes, shared: [], example: own });
  if (example) {
    const problem: StraightProblem = { ...all(example.given), loss: example.loss, metric: example.metric };
    return { problem, examples: given[0].node.shape[0] };
  }
  if (given.some(({ kind }) => kind === 'rows')) return null;
  const problem: StraightProblem = { ...all(given.map(({ node }) => node)), loss, metric };
  return { problem, examples: 1 };
}

/** Turns of the longest loop. */
const turnsOf = ({ loss }: StraightProblem): number =>
  Math.max(0, ...inOrder([loss]).map((node) => (isOperation(node, 'scan') ? node.attributes.steps : 0)));

function programOf(
  problem: StraightProblem,
  starts: readonly number[],
  software: boolean,
): StraightProgram | null {
  try {
    return straightProgram(
      problem,
      {
        parameter: (index) => `params[base + ${index}]`,
        shared: () => '',
        example: (tensor, index) =>
          `given[start + ${starts[tensor]}u + example * ${sizeOf(problem.example[tensor].shape)}u + ${index}]`,
        constant: (index) => `constants[${index}]`,
      },
      {
        named: software,
        gathered: true,
        scratch: (index) => `scratch[(${index}) * shape.threads + id]`,
        most: software || turnsOf(problem) >= MANY_TURNS ? MOST_VALUES : MOST_VALUES_OF_FEW_TURNS,
      },
    );
  } catch (error) {
    if (error instanceof TooLargeError) return null;
    throw error;
  }
}

/** Null where the network is too large, or its examples are not one like the other. */
export async function straightLoss(
  problem: NetworkProblem,
  layout: ParamLayout,
  context: FusedTaskContext,
): Promise<FusedLoss | null> {
  const example = exampleOf(problem);
  const { size } = layout;
  if (!example || size > MOST_PARAMETERS) return null;
  const { runtime, lanes, params, status, grads, loss, metric } = context;
  const starts: number[] = [];
  let givenSize = 0;
  for (const { node } of problem.given) {
    starts.push(givenSize);
    givenSize += sizeOf(node.shape);
  }
  const program = programOf(example.problem, starts, runtime.software);
  if (!program) return null;
  const { examples } = example;
  const hasMetric = example.problem.metric !== undefined;
  const width = size + (hasMetric ? 2 : 1);
  const rows = Math.min(examples, MOST_ROWS);
  const threads = lanes * rows;
  if (threads * program.scratch > MOST_SCRATCH) return null;
  const buffers = {
    given: runtime.buffer('network given', Math.max(1, lanes * givenSize) * 4),
    constants: runtime.buffer('network constants', Float32Array.from([...program.constants, 0])),
    partials: runtime.buffer('network partials', threads * width * 4),
    scratch: runtime.buffer('network scratch', Math.max(1, threads * program.scratch) * 4),
  };
  const draws = await drawsOf(problem.given, context, {
    arena: buffers.given,
    arenaSize: givenSize,
    placeOf: (node) => starts[problem.given.findIndex((each) => each.node === node)],
  });
  const own = [...Object.values(buffers), ...draws.own];
  const step = await runtime.bind(
    networkStraight({ ...program, metric: hasMetric }),
    { params, status, ...buffers },
    { lanes, rows, examples, given: givenSize, threads },
  );
  const mean = await runtime.bind(
    meanPartials,
    { partials: buffers.partials, status, grads, loss, metric },
    { firstLane: 0, rows, size, width, inverse: 1 / examples, slope: 1 },
  );
  return {
    encode(pass) {
      for (const { kernel, x, y } of draws.dispatches) pass.dispatch(kernel, x, y, lanes);
      pass.dispatch(step, Math.ceil(threads / STRAIGHT_THREADS));
      pass.dispatch(mean, Math.ceil(width / MEAN_THREADS), lanes);
    },
    destroy: () => runtime.free(...own),
  };
}
