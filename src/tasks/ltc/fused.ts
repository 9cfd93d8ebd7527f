/** Fused loss and gradient of an LTC network: one dispatch of `kernels/ltc` for all lanes. */
import { KernelError } from '../../core/errors';
import type { FusedLoss, FusedTaskContext, StepPass } from '../types';
import { type LtcProblem, type Synapse, synapsesOf } from './problem';

/** The lanes' work in a step, row-major, as the kernel computed it. */
export interface LtcTrace {
  /** `[lanes, B, T, O]`. */
  readonly output: Float32Array;
  /** `[lanes, B, T, N]`, after every time step. */
  readonly states: Float32Array;
  /** `[lanes, B, T * K + 1, N]`, before every unfold, and after the last one. */
  readonly unfoldStates: Float32Array;
}

export interface LtcFusedLoss extends FusedLoss {
  /** Outputs and states of the last step that was submitted; those of idle lanes are older. Waits for the GPU. */
  trace(): Promise<LtcTrace>;
}

/** Ends a cell's list in the synapse tables of the kernel. */
const NONE = 0xffffffff;

export async function createLtcFused(problem: LtcProblem, context: FusedTaskContext): Promise<LtcFusedLoss> {
  const { ltcLoss } = await import('../../kernels/ltc/ltcLoss');
  const { runtime, lanes, params, status, batchKeys, grads, loss, metric } = context;
  const { units, inputs, outputs, batch, time, unfolds, noise } = problem;
  const tables = synapseTables(problem);
  checkLimits(problem, tables, runtime.device.limits);
  const statesPerItem = (time * unfolds + 1) * units;
  const laneFloats = batch * (statesPerItem + time * (outputs + (noise > 0 ? inputs : 0)));
  const problemBuffer = runtime.buffer('ltc problem', packProblem(problem, tables));
  const scratch = runtime.buffer('ltc scratch', lanes * laneFloats * 4);
  const kernel = await runtime.bind(
    ltcLoss,
    { params, status, batchKeys, problem: problemBuffer, grads, loss, metric, scratch },
    {
      kappaScale: unfolds / problem.elapsed,
      epsilon: problem.epsilon,
      noise,
      noisePerStep: problem.noiseMode === 'step' ? 1 : 0,
    },
    {
      WORKGROUP: tables.workgroup,
      UNITS: units,
      INPUTS: inputs,
      OUTPUTS: outputs,
      BATCH: batch,
      TIME: time,
      UNFOLDS: unfolds,
      MAX_IN: tables.incoming.width,
      MAX_OUT: tables.outgoing.width,
      MAX_SENSORY: tables.sensory.width,
      IMPLICIT: problem.constraint === 'implicit' ? 1 : 0,
      NOISY: noise > 0 ? 1 : 0,
    },
  );
  return {
    encode: (pass: StepPass) => pass.dispatch(kernel, lanes),
    async trace() {
      const floats = await runtime.readFloats(scratch);
      const output = new Float32Array(lanes * batch * time * outputs);
      const states = new Float32Array(lanes * batch * time * units);
      const unfoldStates = new Float32Array(lanes * batch * statesPerItem);
      for (let lane = 0; lane < lanes; lane++) {
        const own = floats.subarray(lane * laneFloats, (lane + 1) * laneFloats);
        const outputAt = batch * statesPerItem;
        unfoldStates.set(own.subarray(0, outputAt), lane * outputAt);
        output.set(own.subarray(outputAt, outputAt + batch * time * outputs), lane * batch * time * outputs);
        for (let row = 0; row < batch * time; row++) {
          const item = Math.floor(row / time);
          const from = item * statesPerItem + ((row % time) + 1) * unfolds * units;
          states.set(own.subarray(from, from + units), (lane * batch * time + row) * units);
        }
      }
      return { output, states, unfoldStates };
    },
    destroy: () => runtime.free(problemBuffer, scratch),
  };
}

/** Throws `KernelError` when a lane's workgroup would be too large: past 256 cells, or about 40 fully connected ones. */
function checkLimits({ units }: LtcProblem, tables: SynapseTables, limits: GPUSupportedLimits): void {
  const { workgroup, incoming } = tables;
  const bytes = 4 * (2 * workgroup + 2 * (units * incoming.width + 1) + 2 * workgroup);
  if (workgroup > limits.maxComputeWorkgroupSizeX || bytes > limits.maxComputeWorkgroupStorageSize) {
    throw new KernelError(
      `an LTC network of ${units} cells with up to ${incoming.width} synapses into one does not fit into a workgroup of this device; use fewer cells or a sparser wiring`,
    );
  }
}

interface Table {
  /** Entries per cell, at least 1 (WGSL has no empty arrays). */
  readonly width: number;
  /** `[workgroup, width]`. */
  readonly words: Uint32Array<ArrayBuffer>;
}

interface SynapseTables {
  /** Threads of a lane: the cells, rounded up to a power of two. */
  readonly workgroup: number;
  readonly incoming: Table;
  readonly outgoing: Table;
  readonly sensory: Table;
}

/** Each cell's synapses, padded to equal length: the source of every incoming one, and where outgoing ones put their flow. */
function synapseTables({ units, adjacency, sensoryAdjacency }: LtcProblem): SynapseTables {
  const workgroup = 2 ** Math.ceil(Math.log2(units));
  const into = byCell(workgroup, synapsesOf(adjacency));
  const incoming = table(into.map(sourcesOf));
  const places: number[][] = Array.from({ length: workgroup }, () => []);
  into.forEach((list, cell) => {
    list.forEach((synapse, n) => {
      places[synapse.source].push(cell * incoming.width + n);
    });
  });
  const sensory = table(byCell(workgroup, synapsesOf(sensoryAdjacency)).map(sourcesOf));
  return { workgroup, incoming, outgoing: table(places), sensory };
}

const sourcesOf = (list: readonly Synapse[]): number[] => list.map((synapse) => synapse.source);

function byCell(cells: number, synapses: readonly Synapse[]): Synapse[][] {
  return Array.from({ length: cells }, (_, cell) => synapses.filter((s) => s.destination === cell));
}

function table(lists: readonly (readonly number[])[]): Table {
  const width = Math.max(1, ...lists.map((list) => list.length));
  const words = new Uint32Array(lists.length * width).fill(NONE);
  lists.forEach((list, row) => {
    words.set(list, row * width);
  });
  return { width, words };
}

/** The kernel's `problem` buffer: three tables, then the sequences as float32 bits. */
function packProblem(problem: LtcProblem, tables: SynapseTables): Uint32Array<ArrayBuffer> {
  const sequences = new Uint32Array(
    new Float32Array([...Array.from(problem.input), ...Array.from(problem.target)]).buffer,
  );
  const parts = [tables.incoming.words, tables.outgoing.words, tables.sensory.words, sequences];
  const words = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    words.set(part, at);
    at += part.length;
  }
  return words;
}
