/** What the units of a recurrent network do over time, for views: in double precision. */
import { UNARY } from '../../network/expression';

/** What is told of every unit: an LSTM's answer, memory and gates, or the potential of a liquid cell. */
export type SignalName = 'hidden' | 'memory' | 'input' | 'forget' | 'output' | 'potential';

/** `[time, units]` each. */
export type Signals = Readonly<Partial<Record<SignalName, Float32Array<ArrayBuffer>>>>;

/** Tensors of an LSTM with a dense layer of one output on it; see `network/layers/recurrent.ts`. */
export interface LstmTensors {
  /** `[inputs + units, 4 * units]`. */
  readonly w: ArrayLike<number>;
  /** `[4 * units]`. */
  readonly b: ArrayLike<number>;
  /** `[units]`. */
  readonly readout: ArrayLike<number>;
  readonly offset: number;
}

/** An LSTM on a sequence `[time, inputs]`: its answer `[time]`, and what its units do. */
export function lstmSignals(
  { w, b, readout, offset }: LstmTensors,
  input: ArrayLike<number>,
  inputs: number,
): { readonly prediction: Float32Array<ArrayBuffer>; readonly signals: Signals } {
  const time = input.length / inputs;
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
    let answer = offset;
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
  return { prediction, signals };
}
