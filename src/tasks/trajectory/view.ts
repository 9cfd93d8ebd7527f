/** A recurrent network as the page draws it: its answer against the target, and what its units do over time. */
import { type ParamLayout, tensorOf } from '../../core/paramLayout';
import { UNARY } from '../../network/expression';
import type { Sequence } from '../curves';
import type { LtcProblem } from '../ltc/problem';
import { ltcForward } from '../ltc/reference';
import type { TaskView } from '../types';

/** What is told of every unit: an LSTM's answer, memory and gates, or the potential of a liquid cell. */
export type SignalName = 'hidden' | 'memory' | 'input' | 'forget' | 'output' | 'potential';

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
  /** `[T, units]` each. */
  readonly signals: Readonly<Partial<Record<SignalName, Float32Array<ArrayBuffer>>>>;
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

/** Of an LSTM with a dense layer of one output on it; see `network/layers/recurrent.ts`. */
export function lstmView(layout: ParamLayout, curve: Sequence, params: Float32Array): TrajectoryView {
  const [w, b, readout, offset] = layout.segments.map(({ name }) => tensorOf(params, layout, name));
  const { inputs, input, target } = curve;
  const time = target.length;
  const units = readout.length;
  const signal = () => new Float32Array(time * units);
  const signals = { hidden: signal(), memory: signal(), input: signal(), forget: signal(), output: signal() };
  const prediction = new Float32Array(time);
  const { sigmoid } = UNARY;
  const hidden = new Float64Array(units);
  const memory = new Float64Array(units);
  for (let t = 0; t < time; t++) {
    const z = Float64Array.from(b);
    for (let row = 0; row < inputs + units; row++) {
      const x = row < inputs ? input[t * inputs + row] : hidden[row - inputs];
      const from = row * 4 * units;
      for (let column = 0; column < 4 * units; column++) z[column] += x * w[from + column];
    }
    let answer = offset[0];
    for (let unit = 0; unit < units; unit++) {
      const at = t * units + unit;
      const [i, g, f, o] = [0, 1, 2, 3].map((block) => z[block * units + unit]);
      signals.input[at] = sigmoid(i);
      signals.forget[at] = sigmoid(f + 1);
      signals.output[at] = sigmoid(o);
      memory[unit] = sigmoid(f + 1) * memory[unit] + sigmoid(i) * Math.tanh(g);
      hidden[unit] = sigmoid(o) * Math.tanh(memory[unit]);
      signals.memory[at] = memory[unit];
      signals.hidden[at] = hidden[unit];
      answer += hidden[unit] * readout[unit];
    }
    prediction[t] = answer;
  }
  return {
    kind: 'trajectory',
    time,
    outputs: 1,
    units,
    target: Float32Array.from(target),
    prediction,
    signals,
  };
}
