/** SIREN's loss and gradient in WGSL, for all lanes at once. */
import { DISPATCH_OPERATIONS } from '../../kernels/dispatchLimit';
import { MEAN_THREADS, meanPartials } from '../../kernels/meanPartials';
import type { BoundKernel, StepPass } from '../../kernels/runtime';
import { scratchBytes, sirenGradients, TILE } from '../../kernels/siren';
import type { FusedLoss, FusedTaskContext } from '../types';
import { HIDDEN_FREQUENCY, type SirenNetwork } from './network';
import type { SirenProblem } from './problem';
import { straightSiren } from './straight';

/** Working memory of the workgroups that run at once, and their partial sums. */
const MEMORY_BYTES = 2 ** 26;
/** More columns would leave a weak GPU nothing to gain and cost memory. */
const MAX_COLUMNS = 32;
/** Lanes that should fit into one dispatch whatever the network's size. */
const COMPANY = 8;
/** A range of lanes and of rounds (tiles per workgroup column) that one dispatch covers. */
interface Part {
  readonly firstLane: number;
  readonly lanes: number;
  readonly firstRound: number;
  readonly rounds: number;
}

/**
 * How a step is cut into dispatches. The columns, and with them the order of every sum, depend on the task
 * alone; the cuts do not change that order, so a lane's bits are the same alone and in company.
 */
export function planDispatches(
  network: SirenNetwork,
  size: number,
  coordinates: number,
  lanes: number,
): { readonly columns: number; readonly blockLanes: number; readonly parts: readonly Part[] } {
  const tiles = Math.ceil(coordinates / TILE);
  const columnBytes = scratchBytes(network) + (size + 1) * 4;
  const columns = Math.max(
    1,
    Math.min(tiles, MAX_COLUMNS, Math.floor(MEMORY_BYTES / (COMPANY * columnBytes))),
  );
  const rounds = Math.ceil(tiles / columns);
  const roundOperations = columns * TILE * size * 3; // forward, back, weights
  const lanesByTime = Math.floor(DISPATCH_OPERATIONS / (roundOperations * rounds));
  const lanesByMemory = Math.floor(MEMORY_BYTES / (columns * columnBytes));
  const blockLanes = Math.max(1, Math.min(lanes, lanesByTime, lanesByMemory));
  const affordable = Math.floor(DISPATCH_OPERATIONS / (roundOperations * blockLanes));
  const blockRounds = Math.max(1, Math.min(rounds, affordable));
  const parts: Part[] = [];
  for (let firstLane = 0; firstLane < lanes; firstLane += blockLanes) {
    for (let firstRound = 0; firstRound < rounds; firstRound += blockRounds) {
      parts.push({
        firstLane,
        lanes: Math.min(blockLanes, lanes - firstLane),
        firstRound,
        rounds: Math.min(blockRounds, rounds - firstRound),
      });
    }
  }
  return { columns, blockLanes, parts };
}

/** Builds the kernels: on software adapters, where it fits, with the network written out. */
export async function fusedSiren(problem: SirenProblem, context: FusedTaskContext): Promise<FusedLoss> {
  return (
    (context.runtime.software && (await straightSiren(problem, context))) || loopedSiren(problem, context)
  );
}

/** The form for GPUs, and for every size. */
export async function loopedSiren(problem: SirenProblem, context: FusedTaskContext): Promise<FusedLoss> {
  const { network, grid, layout } = problem;
  const { runtime, lanes, params, status, batchKeys, grads, loss, metric } = context;
  const drawn = problem.batch < grid.samples;
  const batch = drawn ? problem.batch : grid.samples;
  const constants = { DIMS: network.dims, LAYERS: network.layers, WIDTH: network.width };
  const [extent0, extent1, extent2 = 1] = grid.shape;
  const shape = {
    extent0,
    extent1,
    extent2,
    samples: grid.samples,
    firstFrequency: network.frequency,
    hiddenFrequency: HIDDEN_FREQUENCY,
  };
  const plan = planDispatches(network, layout.size, batch, lanes);
  const targets = runtime.buffer('siren targets', grid.targets);
  const axes = runtime.buffer('siren axes', grid.axes);
  const partials = runtime.buffer('siren partials', plan.blockLanes * plan.columns * (layout.size + 1) * 4);
  const scratch = runtime.buffer('siren scratch', plan.blockLanes * plan.columns * scratchBytes(network));
  const owned = [targets, axes, partials, scratch];

  const steps: { kernel: BoundKernel | BoundKernel<never>; x: number; y: number }[] = [];
  for (const part of plan.parts) {
    const { lanes: partLanes, ...range } = part;
    steps.push({
      kernel: await runtime.bind(
        sirenGradients,
        { params, status, batchKeys, targets, axes, scratch, partials },
        { ...shape, ...range, batch, drawn: drawn ? 1 : 0 },
        constants,
      ),
      x: plan.columns,
      y: partLanes,
    });
    const isLastOfBlock = part === plan.parts.findLast((other) => other.firstLane === part.firstLane);
    if (!isLastOfBlock) continue;
    steps.push({
      kernel: await runtime.bind(
        meanPartials,
        { partials, status, grads, loss, metric },
        {
          firstLane: part.firstLane,
          rows: plan.columns,
          size: layout.size,
          width: layout.size + 1,
          inverse: 1 / batch,
          slope: 2,
        },
      ),
      x: Math.ceil((layout.size + 1) / MEAN_THREADS),
      y: partLanes,
    });
  }

  return {
    encode(pass: StepPass) {
      for (const { kernel, x, y } of steps) pass.dispatch(kernel, x, y);
    },
    destroy: () => runtime.free(...owned),
  };
}
