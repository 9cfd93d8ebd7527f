/** An LTC network as the page draws it: its output against the target, its cells, and its wiring alive. */
import { tensorOf } from '../../core/paramLayout';
import type { TaskView } from '../types';
import { type LtcProblem, ltcLayout, synapsesOf } from './problem';
import { ltcForward } from './reference';
import type { CellRole } from './wiring';

export interface LtcSynapseView {
  /** A cell, or an input where the synapse is sensory. */
  readonly source: number;
  readonly destination: number;
  /** Whether the wiring drew it as excitatory (+1) or inhibitory (-1): the first sign of its reversal potential. */
  readonly polarity: -1 | 1;
  /** Present reversal potential; training moves it, also through 0. */
  readonly reversal: number;
  /** Present mean conductance over the sequence. */
  readonly conductance: number;
}

/** The first sequence of the batch, without noise. */
export interface LtcView extends TaskView {
  readonly kind: 'ltc';
  readonly time: number;
  readonly inputs: number;
  readonly outputs: number;
  /** `[T, S]`. */
  readonly input: Float32Array<ArrayBuffer>;
  /** `[T, O]`. */
  readonly target: Float32Array<ArrayBuffer>;
  /** `[T, O]`. */
  readonly prediction: Float32Array<ArrayBuffer>;
  /** `[T, N]`, cell states after every time step. */
  readonly states: Float32Array<ArrayBuffer>;
  /** Role of each cell, N of them; motor neurons are the outputs. */
  readonly roles: readonly CellRole[];
  readonly synapses: readonly LtcSynapseView[];
  readonly sensorySynapses: readonly LtcSynapseView[];
}

export function ltcView(problem: LtcProblem, params: Float32Array): LtcView {
  const { time, inputs, outputs, units } = problem;
  const first: LtcProblem = {
    ...problem,
    batch: 1,
    input: Array.from(problem.input).slice(0, time * inputs),
    target: Array.from(problem.target).slice(0, time * outputs),
  };
  const { output, states, conductance, sensoryConductance } = ltcForward(first, params);
  const layout = ltcLayout(problem);
  const describe = (
    adjacency: LtcProblem['adjacency'],
    conductances: Float64Array,
    reversals: Float32Array,
  ): LtcSynapseView[] =>
    synapsesOf(adjacency).map((synapse) => ({
      ...synapse,
      reversal: reversals[synapse.source * units + synapse.destination],
      conductance: conductances[synapse.source * units + synapse.destination],
    }));
  return {
    kind: 'ltc',
    time,
    inputs,
    outputs,
    input: Float32Array.from(first.input),
    target: Float32Array.from(first.target),
    prediction: Float32Array.from(output),
    states: Float32Array.from(states),
    roles: problem.roles ?? Array.from({ length: units }, (_, j) => (j < outputs ? 'motor' : 'inter')),
    synapses: describe(problem.adjacency, conductance, tensorOf(params, layout, 'erev')),
    sensorySynapses: describe(
      problem.sensoryAdjacency,
      sensoryConductance,
      tensorOf(params, layout, 'sensory_erev'),
    ),
  };
}
