/**
 * LTC network in double precision on the CPU, after the equations: forward pass and the analytic gradient.
 * Dense matrices and plain loops; the portable and the fused executor are checked against it, and the page
 * draws from it.
 *
 * Source: as `problem.ts`. The solver step is the semi-implicit ("fused") Euler step of Hasani et al. 2021,
 * algorithm 1: implicit in the driving forces, conductances taken at the old state.
 */
import { tensorOf } from '../../core/paramLayout';
import { type LtcProblem, ltcLayout, POSITIVE_TENSORS } from './problem';

/** Row-major results of a forward pass. */
export interface LtcForward {
  /** Mean squared error over batch, time and outputs. */
  readonly loss: number;
  /** `[B, T, O]`. */
  readonly output: Float64Array;
  /** `[B, T, N]`, after every time step. */
  readonly states: Float64Array;
  /** `[B, T * K + 1, N]`, before every unfold, and after the last one. */
  readonly unfoldStates: Float64Array;
  /** `[N, N]`, conductance A_ij of every synapse, mean over batch, time and unfolds. */
  readonly conductance: Float64Array;
  /** `[S, N]`, likewise from inputs to cells, mean over batch and time. */
  readonly sensoryConductance: Float64Array;
}

const sigmoid = (x: number): number => {
  const e = Math.exp(-Math.abs(x));
  return (x >= 0 ? 1 : e) / (1 + e);
};
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Views of the layout's tensors, by name. */
function tensorsOf(problem: LtcProblem, flat: Float64Array): Record<string, Float64Array> {
  const layout = ltcLayout(problem);
  return Object.fromEntries(layout.segments.map(({ name }) => [name, tensorOf(flat, layout, name)]));
}

/** Effective quantities: positive where the constraint says so, weights 0 where there is no synapse. */
function unpack(problem: LtcProblem, params: ArrayLike<number>) {
  const raw = tensorsOf(problem, Float64Array.from(params));
  const positive = (x: Float64Array) => (problem.constraint === 'implicit' ? x.map(softplus) : x);
  const masked = (w: Float64Array, adjacency: LtcProblem['adjacency']) => {
    const mask = adjacency.flat();
    return w.map((value, index) => (mask[index] === 0 ? 0 : value));
  };
  return {
    kappa: positive(raw.cm).map((c) => (c * problem.unfolds) / problem.elapsed),
    gleak: positive(raw.gleak),
    vleak: raw.vleak,
    sigma: raw.sigma,
    mu: raw.mu,
    w: masked(positive(raw.w), problem.adjacency),
    erev: raw.erev,
    sensorySigma: raw.sensory_sigma,
    sensoryMu: raw.sensory_mu,
    sensoryW: masked(positive(raw.sensory_w), problem.sensoryAdjacency),
    sensoryErev: raw.sensory_erev,
    inputW: raw.input_w,
    inputB: raw.input_b,
    outputW: raw.output_w,
    outputB: raw.output_b,
  };
}

/** Runs the sequences `input` (default: the problem's, without noise) from state 0. */
export function ltcForward(
  problem: LtcProblem,
  params: ArrayLike<number>,
  input: ArrayLike<number> = problem.input,
): LtcForward {
  const { units: N, inputs: S, outputs: O, batch, time, unfolds: K, epsilon, target } = problem;
  const p = unpack(problem, params);
  const output = new Float64Array(batch * time * O);
  const states = new Float64Array(batch * time * N);
  const unfoldStates = new Float64Array(batch * (time * K + 1) * N);
  const conductance = new Float64Array(N * N);
  const sensoryConductance = new Float64Array(S * N);
  let squares = 0;
  for (let item = 0; item < batch; item++) {
    let at = item * (time * K + 1) * N;
    for (let t = 0; t < time; t++) {
      const sample = item * time + t;
      const steadyP = p.gleak.map((g, j) => g * p.vleak[j]);
      const steadyD = p.kappa.map((kappa, j) => kappa + p.gleak[j] + epsilon);
      for (let k = 0; k < S; k++) {
        const u = p.inputW[k] * input[sample * S + k] + p.inputB[k];
        for (let j = 0; j < N; j++) {
          const kj = k * N + j;
          const a = p.sensoryW[kj] * sigmoid(p.sensorySigma[kj] * (u - p.sensoryMu[kj]));
          steadyP[j] += a * p.sensoryErev[kj];
          steadyD[j] += a;
          sensoryConductance[kj] += a / (batch * time);
        }
      }
      for (let m = 0; m < K; m++, at += N) {
        for (let j = 0; j < N; j++) {
          let numerator = p.kappa[j] * unfoldStates[at + j] + steadyP[j];
          let denominator = steadyD[j];
          for (let i = 0; i < N; i++) {
            const ij = i * N + j;
            const a = p.w[ij] * sigmoid(p.sigma[ij] * (unfoldStates[at + i] - p.mu[ij]));
            numerator += a * p.erev[ij];
            denominator += a;
            conductance[ij] += a / (batch * time * K);
          }
          unfoldStates[at + N + j] = numerator / denominator;
        }
      }
      states.set(unfoldStates.subarray(at, at + N), sample * N);
      for (let o = 0; o < O; o++) {
        const y = p.outputW[o] * unfoldStates[at + o] + p.outputB[o];
        output[sample * O + o] = y;
        squares += (y - target[sample * O + o]) ** 2;
      }
    }
  }
  return {
    loss: squares / (batch * time * O),
    output,
    states,
    unfoldStates,
    conductance,
    sensoryConductance,
  };
}

/**
 * Gradient of the loss by every raw parameter, `[size]` in the layout's order, through all unfolds. Names
 * follow the derivation: `lambda` is the gradient by the state, `q` by an unfold's numerator.
 */
export function ltcGradient(
  problem: LtcProblem,
  params: ArrayLike<number>,
  input: ArrayLike<number> = problem.input,
): Float64Array {
  const { units: N, outputs: O, batch, time, unfolds: K, target } = problem;
  const p = unpack(problem, params);
  const { unfoldStates, output } = ltcForward(problem, params, input);
  const gradient = new Float64Array(ltcLayout(problem).size);
  const d = tensorsOf(problem, gradient);
  for (let item = 0; item < batch; item++) {
    let lambda = new Float64Array(N);
    for (let t = time - 1; t >= 0; t--) {
      const sample = item * time + t;
      const first = item * (time * K + 1) + t * K;
      for (let o = 0; o < O; o++) {
        const dy = (2 * (output[sample * O + o] - target[sample * O + o])) / (batch * time * O);
        d.output_w[o] += dy * unfoldStates[(first + K) * N + o];
        d.output_b[o] += dy;
        lambda[o] += dy * p.outputW[o];
      }
      const { u, gate, steadyD } = sensoryGates(problem, p, input, sample);
      const sumP = new Float64Array(N);
      const sumD = new Float64Array(N);
      for (let m = K - 1; m >= 0; m--) {
        const v = unfoldStates.subarray((first + m) * N, (first + m + 1) * N);
        const after = unfoldStates.subarray((first + m + 1) * N, (first + m + 2) * N);
        lambda = unfoldBackward(problem, p, d, { v, after, steadyD, lambda, sumP, sumD });
      }
      sensoryBackward(problem, p, d, { u, gate, x: (k) => input[sample * problem.inputs + k], sumP, sumD });
    }
  }
  toRawParameters(problem, params, d);
  return gradient;
}

type Effective = ReturnType<typeof unpack>;
type Gradients = Record<string, Float64Array>;

function sensoryGates(problem: LtcProblem, p: Effective, input: ArrayLike<number>, sample: number) {
  const { units: N, inputs: S, epsilon } = problem;
  const u = Array.from({ length: S }, (_, k) => p.inputW[k] * input[sample * S + k] + p.inputB[k]);
  const gate = p.sensorySigma.map((s, kj) => sigmoid(s * (u[Math.floor(kj / N)] - p.sensoryMu[kj])));
  const steadyD = p.kappa.map((kappa, j) => kappa + p.gleak[j] + epsilon);
  p.sensoryW.forEach((w, kj) => {
    steadyD[kj % N] += w * gate[kj];
  });
  return { u, gate, steadyD };
}

interface Unfold {
  /** State before and after. */
  readonly v: Float64Array;
  readonly after: Float64Array;
  /** Denominator without recurrent synapses. */
  readonly steadyD: Float64Array;
  /** Gradient by the state after. */
  readonly lambda: Float64Array;
  /** Gradients by numerator and denominator, summed over the unfolds of a time step. */
  readonly sumP: Float64Array;
  readonly sumD: Float64Array;
}

/** One unfold backwards; returns the gradient by the state before. */
function unfoldBackward({ units: N }: LtcProblem, p: Effective, d: Gradients, unfold: Unfold) {
  const { v, after, steadyD, lambda, sumP, sumD } = unfold;
  const before = new Float64Array(N);
  for (let j = 0; j < N; j++) {
    const g = v.map((state, i) => sigmoid(p.sigma[i * N + j] * (state - p.mu[i * N + j])));
    const q = lambda[j] / g.reduce((sum, gate, i) => sum + p.w[i * N + j] * gate, steadyD[j]);
    for (let i = 0; i < N; i++) {
      const ij = i * N + j;
      const a = p.w[ij] * g[i];
      const e = q * (p.erev[ij] - after[j]);
      const z = a * (1 - g[i]) * e;
      d.w[ij] += g[i] * e;
      d.erev[ij] += a * q;
      d.sigma[ij] += z * (v[i] - p.mu[ij]);
      d.mu[ij] -= z * p.sigma[ij];
      before[i] += z * p.sigma[ij];
    }
    d.cm[j] += q * (v[j] - after[j]);
    d.gleak[j] += q * (p.vleak[j] - after[j]);
    d.vleak[j] += q * p.gleak[j];
    sumP[j] += q;
    sumD[j] -= q * after[j];
    before[j] += p.kappa[j] * q;
  }
  return before;
}

interface SensoryStep {
  readonly u: readonly number[];
  readonly gate: Float64Array;
  readonly x: (k: number) => number;
  readonly sumP: Float64Array;
  readonly sumD: Float64Array;
}

/** Synapses from the inputs, once per time step after its unfolds. */
function sensoryBackward({ units: N, inputs: S }: LtcProblem, p: Effective, d: Gradients, step: SensoryStep) {
  const { u, gate, x, sumP, sumD } = step;
  for (let k = 0; k < S; k++) {
    for (let j = 0; j < N; j++) {
      const kj = k * N + j;
      const e = sumP[j] * p.sensoryErev[kj] + sumD[j];
      const a = p.sensoryW[kj] * gate[kj];
      const z = a * (1 - gate[kj]) * e;
      d.sensory_w[kj] += gate[kj] * e;
      d.sensory_erev[kj] += a * sumP[j];
      d.sensory_sigma[kj] += z * (u[k] - p.sensoryMu[kj]);
      d.sensory_mu[kj] -= z * p.sensorySigma[kj];
      d.input_w[k] += z * p.sensorySigma[kj] * x(k);
      d.input_b[k] += z * p.sensorySigma[kj];
    }
  }
}

/** From gradients by kappa and by effective quantities to those by raw parameters, in place; 0 without a synapse. */
function toRawParameters(problem: LtcProblem, params: ArrayLike<number>, d: Gradients): void {
  const raw = tensorsOf(problem, Float64Array.from(params));
  const perCapacitance = problem.unfolds / problem.elapsed;
  d.cm.forEach((value, j) => {
    d.cm[j] = value * perCapacitance;
  });
  const masks: Record<string, number[]> = {
    w: problem.adjacency.flat(),
    sensory_w: problem.sensoryAdjacency.flat(),
  };
  for (const name of POSITIVE_TENSORS) {
    d[name].forEach((value, index) => {
      const slope = problem.constraint === 'implicit' ? sigmoid(raw[name][index]) : 1;
      d[name][index] = masks[name]?.[index] === 0 ? 0 : value * slope;
    });
  }
}
