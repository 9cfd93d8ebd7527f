/**
 * LTC network in double precision on the CPU, after the equations: forward pass and the analytic gradient.
 * Dense matrices and plain loops; the portable and the fused executor are checked against it, and the page
 * draws from it.
 *
 * Source: as `problem.ts`. The solver step is the semi-implicit ("fused") Euler step of Hasani et al. 2021,
 * algorithm 1: implicit in the driving forces, conductances taken at the old state.
 */
import { tensorOf } from '../../core/paramLayout';
import { type LtcProblem, ltcLayout } from './problem';

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

/** Named tensors of a flat parameter vector and the non-negative quantities derived from them. */
function unpack(problem: LtcProblem, params: ArrayLike<number>) {
  const flat = Float64Array.from(params);
  const layout = ltcLayout(problem);
  const tensor = (name: string) => tensorOf(flat, layout, name);
  const implicit = problem.constraint === 'implicit';
  const positive = (name: string) => (implicit ? tensor(name).map(softplus) : tensor(name));
  const weight = positive('w');
  const sensoryWeight = positive('sensory_w');
  const { units, adjacency, sensoryAdjacency } = problem;
  for (let j = 0; j < units; j++) {
    adjacency.forEach((row, i) => {
      if (row[j] === 0) weight[i * units + j] = 0;
    });
    sensoryAdjacency.forEach((row, k) => {
      if (row[j] === 0) sensoryWeight[k * units + j] = 0;
    });
  }
  return {
    layout,
    raw: tensor,
    /** Derivative of the quantity by its raw parameter. */
    slope: (name: string, index: number) => (implicit ? sigmoid(tensor(name)[index]) : 1),
    kappa: positive('cm').map((c) => (c * problem.unfolds) / problem.elapsed),
    gleak: positive('gleak'),
    vleak: tensor('vleak'),
    sigma: tensor('sigma'),
    mu: tensor('mu'),
    w: weight,
    erev: tensor('erev'),
    sensorySigma: tensor('sensory_sigma'),
    sensoryMu: tensor('sensory_mu'),
    sensoryW: sensoryWeight,
    sensoryErev: tensor('sensory_erev'),
    inputW: tensor('input_w'),
    inputB: tensor('input_b'),
    outputW: tensor('output_w'),
    outputB: tensor('output_b'),
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

/** Gradient of the loss by every raw parameter, `[size]` in the layout's order, through all unfolds. */
export function ltcGradient(
  problem: LtcProblem,
  params: ArrayLike<number>,
  input: ArrayLike<number> = problem.input,
): Float64Array {
  const { units: N, inputs: S, outputs: O, batch, time, unfolds: K, epsilon, target } = problem;
  const p = unpack(problem, params);
  const { unfoldStates, output } = ltcForward(problem, params, input);
  const gradient = new Float64Array(p.layout.size);
  const d = (name: string) => tensorOf(gradient, p.layout, name);
  const [dGleak, dVleak, dKappa] = [d('gleak'), d('vleak'), d('cm')];
  const [dSigma, dMu, dW, dErev] = [d('sigma'), d('mu'), d('w'), d('erev')];
  const sensory = {
    sigma: d('sensory_sigma'),
    mu: d('sensory_mu'),
    w: d('sensory_w'),
    erev: d('sensory_erev'),
  };
  for (let item = 0; item < batch; item++) {
    let lambda = new Float64Array(N);
    for (let t = time - 1; t >= 0; t--) {
      const sample = item * time + t;
      for (let o = 0; o < O; o++) {
        const dy = (2 * (output[sample * O + o] - target[sample * O + o])) / (batch * time * O);
        d('output_w')[o] += dy * unfoldStates[(item * (time * K + 1) + (t + 1) * K) * N + o];
        d('output_b')[o] += dy;
        lambda[o] += dy * p.outputW[o];
      }
      const u = Array.from({ length: S }, (_, k) => p.inputW[k] * input[sample * S + k] + p.inputB[k]);
      const gate = p.sensorySigma.map((s, kj) => sigmoid(s * (u[Math.floor(kj / N)] - p.sensoryMu[kj])));
      const steadyD = p.kappa.map((kappa, j) => kappa + p.gleak[j] + epsilon);
      p.sensoryW.forEach((w, kj) => {
        steadyD[kj % N] += w * gate[kj];
      });
      const sumP = new Float64Array(N);
      const sumD = new Float64Array(N);
      for (let m = K - 1; m >= 0; m--) {
        const at = (item * (time * K + 1) + t * K + m) * N;
        const v = unfoldStates.subarray(at, at + N);
        const after = unfoldStates.subarray(at + N, at + 2 * N);
        const lambdaBefore = new Float64Array(N);
        for (let j = 0; j < N; j++) {
          const g = new Float64Array(N);
          let denominator = steadyD[j];
          for (let i = 0; i < N; i++) {
            g[i] = sigmoid(p.sigma[i * N + j] * (v[i] - p.mu[i * N + j]));
            denominator += p.w[i * N + j] * g[i];
          }
          const q = lambda[j] / denominator;
          for (let i = 0; i < N; i++) {
            const ij = i * N + j;
            if (problem.adjacency[i][j] === 0) continue;
            const e = q * (p.erev[ij] - after[j]);
            const z = p.w[ij] * g[i] * (1 - g[i]) * e;
            dW[ij] += g[i] * e * p.slope('w', ij);
            dErev[ij] += p.w[ij] * g[i] * q;
            dSigma[ij] += z * (v[i] - p.mu[ij]);
            dMu[ij] -= z * p.sigma[ij];
            lambdaBefore[i] += z * p.sigma[ij];
          }
          dKappa[j] += q * (v[j] - after[j]) * (K / problem.elapsed) * p.slope('cm', j);
          dGleak[j] += q * (p.vleak[j] - after[j]) * p.slope('gleak', j);
          dVleak[j] += q * p.gleak[j];
          sumP[j] += q;
          sumD[j] -= q * after[j];
          lambdaBefore[j] += p.kappa[j] * q;
        }
        lambda = lambdaBefore;
      }
      for (let k = 0; k < S; k++) {
        for (let j = 0; j < N; j++) {
          const kj = k * N + j;
          if (problem.sensoryAdjacency[k][j] === 0) continue;
          const e = sumP[j] * p.sensoryErev[kj] + sumD[j];
          const a = p.sensoryW[kj] * gate[kj];
          const z = a * (1 - gate[kj]) * e;
          sensory.w[kj] += gate[kj] * e * p.slope('sensory_w', kj);
          sensory.erev[kj] += a * sumP[j];
          sensory.sigma[kj] += z * (u[k] - p.sensoryMu[kj]);
          sensory.mu[kj] -= z * p.sensorySigma[kj];
          d('input_w')[k] += z * p.sensorySigma[kj] * input[sample * S + k];
          d('input_b')[k] += z * p.sensorySigma[kj];
        }
      }
    }
  }
  return gradient;
}
