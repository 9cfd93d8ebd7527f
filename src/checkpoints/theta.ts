/**
 * Theta: the weights of a learned optimizer, one flat vector in a fixed order.
 *
 * The order is what the GPU reads, what a checkpoint of ours stores and what meta-training perturbs.
 * Weights that the published files hold but no step uses (`linear`; Celo's `rnn_to_controls`) have no
 * place in it.
 */
import { CheckpointError } from '../core/errors';
import { type ParamEntry, type ParamLayout, paramLayout, tensorOf } from '../core/paramLayout';

export type Architecture = 'celo' | 'celo-adam' | 'velo';

/** Numbers that fix the shapes of a theta. */
export interface ThetaShape {
  readonly architecture: Architecture;
  /** Units of the LSTM, H. 0 (Celo only): no scheduler, the step scale is 1, as in Celo's first phase of meta-training. */
  readonly hidden: number;
  /** Weight banks of the per-parameter MLP, P: 1 for Celo, 0 for Celo-Adam. */
  readonly banks: number;
}

export interface Theta extends ThetaShape {
  /** `f32[thetaLayout(shape).size]`. */
  readonly values: Float32Array<ArrayBuffer>;
}

/** Features per parameter, the MLP's inputs. */
export const FEATURES = 30;
/** Units of both hidden layers of the MLP. */
export const MLP_UNITS = 4;
/** MLP outputs: direction, magnitude, and a third that no step reads. */
export const MLP_OUTPUTS = 3;

/** One bank of MLP weights, in order: w0 `[30, 4]`, b0, w1 `[4, 4]`, b1, w2 `[4, 3]`, b2; dense layers are `x @ w + b`. */
export const mlpLayout: ParamLayout = paramLayout([
  { name: 'w0', shape: [FEATURES, MLP_UNITS] },
  { name: 'b0', shape: [MLP_UNITS] },
  { name: 'w1', shape: [MLP_UNITS, MLP_UNITS] },
  { name: 'b1', shape: [MLP_UNITS] },
  { name: 'w2', shape: [MLP_UNITS, MLP_OUTPUTS] },
  { name: 'b2', shape: [MLP_OUTPUTS] },
]);

/** Numbers the LSTM sees per tensor: nine of time, nine of the loss, and for VeLO twelve of the tensor. */
export const lstmInputs = (architecture: Architecture): number => (architecture === 'velo' ? 30 : 18);

/** Names and shapes of a theta, in order. */
export function thetaLayout({ architecture, hidden, banks }: ThetaShape): ParamLayout {
  const inputs = lstmInputs(architecture);
  const scheduler: ParamEntry[] = [
    { name: 'init/hidden', shape: [hidden] },
    { name: 'init/cell', shape: [hidden] },
    { name: 'max/w', shape: [inputs, hidden] },
    { name: 'max/b', shape: [hidden] },
    { name: 'input/w', shape: [inputs, hidden] },
    { name: 'input/b', shape: [hidden] },
    { name: 'lstm/w', shape: [2 * hidden, 4 * hidden] },
    { name: 'lstm/b', shape: [4 * hidden] },
    { name: 'scale/w', shape: [hidden, 1] },
    { name: 'scale/b', shape: [1] },
  ];
  const controls: ParamEntry[] = [
    { name: 'controls/w', shape: [hidden, banks] },
    { name: 'controls/b', shape: [banks] },
  ];
  const mlp: ParamEntry[] = [{ name: 'mlp', shape: [banks, mlpLayout.size] }];
  return paramLayout([
    ...(hidden > 0 ? scheduler : []),
    ...(architecture === 'velo' ? controls : []),
    ...(architecture === 'celo-adam' ? [] : mlp),
  ]);
}

/** The elements of one tensor of a theta, a view. */
export const thetaTensor = (theta: Theta, name: string): Float32Array =>
  tensorOf(theta.values, thetaLayout(theta), name);

/** Whether two thetas may share a buffer and a kernel. */
export const sameShape = (a: ThetaShape, b: ThetaShape): boolean =>
  a.architecture === b.architecture && a.hidden === b.hidden && a.banks === b.banks;

/** Most LSTM units accepted: VeLO's published size, twice; for Celo what a workgroup's memory holds. */
const MAX_HIDDEN = { celo: 512, 'celo-adam': 512, velo: 1024 } as const;
const MAX_BANKS = 1024;

/** Throws `CheckpointError` unless the sizes make a theta. */
export function checkThetaShape({ architecture, hidden, banks }: ThetaShape): void {
  const within = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  const most = MAX_HIDDEN[architecture];
  if (!within(hidden, architecture === 'celo' ? 0 : 1, most)) {
    throw new CheckpointError(`the LSTM must have 1 to ${most} units, found ${hidden}`);
  }
  const fixed = { celo: 1, 'celo-adam': 0, velo: null }[architecture];
  if (fixed === null ? !within(banks, 1, MAX_BANKS) : banks !== fixed) {
    const expected = fixed === null ? `1 to ${MAX_BANKS}` : `${fixed}`;
    throw new CheckpointError(`${architecture} has ${expected} weight banks, found ${banks}`);
  }
}

/** Checks sizes, length and that every value is finite; throws `CheckpointError`. */
export function checkTheta(theta: Theta): Theta {
  checkThetaShape(theta);
  const layout = thetaLayout(theta);
  if (theta.values.length !== layout.size) {
    throw new CheckpointError(`expected ${layout.size} weights, found ${theta.values.length}`);
  }
  for (const { name, offset, size } of layout.segments) {
    checkFinite(theta.values.subarray(offset, offset + size), name);
  }
  return theta;
}

/** Throws `CheckpointError` when an element is NaN or infinite. */
export function checkFinite(values: Float32Array, name: string): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new CheckpointError(
      `tensor "${name}" holds ${values[bad]} at element ${bad}; weights must be finite`,
    );
}
