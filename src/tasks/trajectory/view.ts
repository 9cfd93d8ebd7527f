/** A recurrent network as the page draws it: its answer against the target, and what its units do over time. */
import { type ParamLayout, tensorOf } from '../../core/paramLayout';
import type { Sequence } from '../curves';
import type { LtcProblem } from '../ltc/problem';
import { ltcForward } from '../ltc/reference';
import { lstmSignals, type Signals } from '../network/signals';
import type { TaskView } from '../types';

/** On the sequence without noise. */
export interface TrajectoryView extends TaskView {
  readonly kind: 'trajectory';
  readonly time: number;
  readonly outputs: 1;
  readonly units: number;
  /** `[T]`. */
  readonly target: Float32Array<ArrayBuffer>;
  /** `[T]`. */
  readonly prediction: Float32Array<ArrayBuffer>;
  readonly signals: Signals;
}

export function ltcView(problem: LtcProblem, params: Float32Array): TrajectoryView {
  const { output, states } = ltcForward(problem, params);
  return {
    kind: 'trajectory',
    time: problem.time,
    outputs: 1,
    units: problem.units,
    target: Float32Array.from(problem.target),
    prediction: Float32Array.from(output),
    signals: { potential: Float32Array.from(states) },
  };
}

/** Of an LSTM with a dense layer of one output on it. */
export function lstmView(layout: ParamLayout, curve: Sequence, params: Float32Array): TrajectoryView {
  const [w, b, readout, [offset]] = layout.segments.map(({ name }) => tensorOf(params, layout, name));
  const { inputs, input, target } = curve;
  return {
    kind: 'trajectory',
    time: target.length,
    outputs: 1,
    units: readout.length,
    target: Float32Array.from(target),
    ...lstmSignals({ w, b, readout, offset }, input, inputs),
  };
}
