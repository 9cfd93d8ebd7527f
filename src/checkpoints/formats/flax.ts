/**
 * Published weights as flax writes them: one msgpack map, strings as keys; a leaf is extension type 1
 * with `[shape, dtype, bytes]` inside, again msgpack.
 *
 * Source: `flax/serialization.py` (`_ndarray_to_bytes`, `_msgpack_ext_unpack`); names and shapes of Celo
 * (`celo/optimizers/celo.py`) and of HyperV2 (`research/general_lopt/hyper_v2.py`).
 */
import { decode, ExtData, ExtensionCodec } from '@msgpack/msgpack';
import { CheckpointError, errorMessage, showValue } from '../../core/errors';
import { segmentOf } from '../../core/paramLayout';
import {
  type Architecture,
  checkTheta,
  checkThetaShape,
  lstmInputs,
  MLP_UNITS,
  mlpLayout,
  type Theta,
  thetaLayout,
} from '../theta';
import { checkMsgpack } from './msgpackScan';
import {
  expectNoOthers,
  expectTensor,
  type FileTensor,
  type FileTensors,
  floatTensor,
  MAX_TENSORS,
} from './tensors';

/** Columns of the 14 feature groups, in the order of their numbers. */
export const FEATURE_COLUMNS = [1, 1, 1, 3, 1, 3, 1, 3, 1, 3, 3, 3, 3, 3] as const;

const SEPARATOR = ' / ';
const NDARRAY = 1;

/** Undecoded contents of an extension; types other than flax's arrays are refused where they are met. */
class RawArray {
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

const codec = new ExtensionCodec();
codec.register({ type: NDARRAY, encode: () => null, decode: (bytes) => new RawArray(bytes) });

/** Reads a `theta.state`. Throws `CheckpointError`. */
export function readFlax(bytes: Uint8Array): Theta {
  checkMsgpack(bytes, { depth: 8, values: 4 * MAX_TENSORS });
  return thetaFromFlax(flatten(decodeValue(bytes)));
}

function decodeValue(bytes: Uint8Array): unknown {
  try {
    return decode(bytes, { extensionCodec: codec });
  } catch (error) {
    throw new CheckpointError(`the file is no flax checkpoint: ${errorMessage(error)}`);
  }
}

/** The leaves of nested maps, named by their path. */
function flatten(root: unknown): FileTensors {
  const tensors = new Map<string, FileTensor>();
  const visit = (node: unknown, path: readonly string[]) => {
    if (node instanceof RawArray) {
      const name = path.join(SEPARATOR);
      if (tensors.size >= MAX_TENSORS) throw new CheckpointError(`expected at most ${MAX_TENSORS} tensors`);
      tensors.set(name, readArray(name, node.bytes));
      return;
    }
    if (!isMap(node)) {
      throw new CheckpointError(
        `expected an array or a map at "${path.join(SEPARATOR)}", found ${kindOf(node)}`,
      );
    }
    for (const [key, child] of Object.entries(node)) visit(child, [...path, key]);
  };
  if (!isMap(root))
    throw new CheckpointError(`expected a flax checkpoint (a map of arrays), found ${kindOf(root)}`);
  // Google's files wrap the tree in a record beside a generation id and a step.
  visit(Object.hasOwn(root, 'params') && isMap(root.params) ? root.params : root, []);
  return tensors;
}

function readArray(name: string, payload: Uint8Array): FileTensor {
  checkMsgpack(payload, { depth: 3, values: 16 });
  const value = decodeValue(payload);
  if (!Array.isArray(value) || value.length !== 3) {
    throw new CheckpointError(`tensor "${name}": expected [shape, dtype, bytes], found ${kindOf(value)}`);
  }
  const [shape, dtype, data] = value as unknown[];
  if (dtype !== 'float32' && dtype !== 'float16' && dtype !== 'bfloat16') {
    throw new CheckpointError(
      `tensor "${name}": expected the dtype "float32", found ${showValue(dtype)}; save it as float32 (float16 and bfloat16 are widened)`,
    );
  }
  if (!(data instanceof Uint8Array)) {
    throw new CheckpointError(`tensor "${name}": expected raw bytes, found ${kindOf(data)}`);
  }
  return floatTensor(name, dtype, shape, data);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nil';
  if (value instanceof ExtData) return `extension type ${value.type}`;
  if (value instanceof Uint8Array) return 'raw bytes';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return isMap(value) ? 'a map' : showValue(value);
}

const flaxName = (...path: string[]) => path.join(SEPARATOR);
const rnn = (module: string, leaf: string) => flaxName('rnn_params', module, leaf);
const mlp = (leaf: string) => flaxName('ff_mod_stack', '~', leaf);

/** Canonical name of a tensor to flax's. */
const SCHEDULER_NAMES: Readonly<Record<string, string>> = {
  'max/w': rnn('linear_1', 'w'),
  'max/b': rnn('linear_1', 'b'),
  'input/w': rnn('linear_2', 'w'),
  'input/b': rnn('linear_2', 'b'),
  'lstm/w': rnn('rnn/linear', 'w'),
  'lstm/b': rnn('rnn/linear', 'b'),
  'scale/w': rnn('step_size', 'w'),
  'scale/b': rnn('step_size', 'b'),
  'controls/w': rnn('rnn_to_controls', 'w'),
  'controls/b': rnn('rnn_to_controls', 'b'),
};

/** Recognises architecture and sizes by names and shapes, and packs. Throws `CheckpointError`. */
export function thetaFromFlax(tensors: FileTensors): Theta {
  const shape = recognise(tensors);
  checkThetaShape(shape);
  const { architecture, hidden, banks } = shape;
  const inputs = lstmInputs(architecture);
  const layout = thetaLayout(shape);
  const values = new Float32Array(layout.size);
  const used = new Set<string>();
  const take = (name: string, extents: readonly number[]) => {
    used.add(name);
    return expectTensor(tensors, name, extents);
  };
  for (const { name, shape: extents, offset } of layout.segments) {
    if (name === 'mlp') packMlp((leaf, own) => take(mlp(leaf), own), banks, values.subarray(offset));
    else if (name === 'init/hidden' || name === 'init/cell') {
      values.set(take(flaxName('lstm_init_state', name.slice(5)), [1, hidden]), offset);
    } else values.set(take(SCHEDULER_NAMES[name], extents), offset);
  }
  // In the file and checked, but without effect: "linear" always, the controls with one bank.
  take(rnn('linear', 'w'), [inputs, hidden]);
  take(rnn('linear', 'b'), [hidden]);
  if (architecture === 'celo') {
    take(SCHEDULER_NAMES['controls/w'], [hidden, banks]);
    take(SCHEDULER_NAMES['controls/b'], [banks]);
  }
  expectNoOthers(tensors, (name) => used.has(name), architecture);
  return checkTheta({ ...shape, values });
}

function recognise(tensors: FileTensors): { architecture: Architecture; hidden: number; banks: number } {
  const input = tensors.get(rnn('linear_2', 'w'))?.shape;
  if (input?.length !== 2) {
    throw new CheckpointError(
      `expected weights of Celo, Celo-Adam or VeLO with a matrix "${rnn('linear_2', 'w')}", found ${tensors.size} tensors without it`,
    );
  }
  const [inputs, hidden] = input;
  const stack = tensors.get(mlp('w0__0'))?.shape;
  const banks = stack ? (stack[0] ?? 0) : 0;
  if (inputs === 30) return { architecture: 'velo', hidden, banks };
  if (inputs === 18) return { architecture: stack ? 'celo' : 'celo-adam', hidden, banks };
  throw new CheckpointError(`expected an LSTM with 18 (Celo) or 30 (VeLO) inputs, found ${inputs}`);
}

/** The stack `[banks, ...]` of every MLP tensor to one row of `mlpLayout` per bank. */
function packMlp(
  take: (leaf: string, shape: readonly number[]) => Float32Array,
  banks: number,
  out: Float32Array,
): void {
  const scatter = (source: Float32Array, from: number, size: number) => {
    for (let bank = 0; bank < banks; bank++) {
      out.set(source.subarray(bank * size, (bank + 1) * size), bank * mlpLayout.size + from);
    }
  };
  let column = segmentOf(mlpLayout, 'w0').offset;
  FEATURE_COLUMNS.forEach((columns, group) => {
    scatter(take(`w0__${group}`, [banks, columns, MLP_UNITS]), column, columns * MLP_UNITS);
    column += columns * MLP_UNITS;
  });
  for (const { name, shape, offset, size } of mlpLayout.segments) {
    if (name !== 'w0') scatter(take(name, [banks, ...shape]), offset, size);
  }
}

/** The MLP weights of one bank by flax's names, each a view: what traces and other programs speak of. */
export function mlpByGroup(bank: Float32Array): Record<string, Float32Array> {
  const out: Record<string, Float32Array> = {};
  let column = 0;
  FEATURE_COLUMNS.forEach((columns, group) => {
    out[`w0__${group}`] = bank.subarray(column * MLP_UNITS, (column + columns) * MLP_UNITS);
    column += columns;
  });
  for (const { name, offset, size } of mlpLayout.segments) {
    if (name !== 'w0') out[name] = bank.subarray(offset, offset + size);
  }
  return out;
}
