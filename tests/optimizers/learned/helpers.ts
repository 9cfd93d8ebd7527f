/** Makes checkpoint files of every format from the small VeLO in the golden numbers, and finds the published ones. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExtData, encode } from '@msgpack/msgpack';
import { thetaFromFlax } from '../../../src/checkpoints/formats/flax';
import { writeSafetensors } from '../../../src/checkpoints/formats/safetensors';
import { type FileTensor, type FileTensors, transpose } from '../../../src/checkpoints/formats/tensors';
import { mlpLayout, type Theta, thetaTensor } from '../../../src/checkpoints/theta';
import { flattenTree } from '../../checkpoints/trees';

export { fileTensor, flattenTree } from '../../checkpoints/trees';

export const golden = JSON.parse(
  readFileSync(new URL('../../golden/lopt-golden.json', import.meta.url), 'utf8'),
);

/** A file of published weights from the folder that HUB_WEIGHTS names, or null; never part of the repository. */
export function publishedWeights(name: string): Uint8Array<ArrayBuffer> | null {
  const path = join(process.env.HUB_WEIGHTS ?? '', name);
  return existsSync(path) ? new Uint8Array(readFileSync(path)) : null;
}

export const smallVelo = (): Theta => thetaFromFlax(flattenTree(golden.velo_weights));

/** A tensor as flax writes it: extension type 1 around `[shape, dtype, bytes]`. */
export function flaxLeaf({ shape, values }: FileTensor, dtype = 'float32'): ExtData {
  return new ExtData(1, encode([shape, dtype, new Uint8Array(values.buffer)]));
}

/** A `theta.state` from named tensors. */
export function flaxFile(tensors: FileTensors): Uint8Array<ArrayBuffer> {
  const root: Record<string, unknown> = {};
  for (const [name, tensor] of tensors) {
    const path = name.split(' / ');
    let node = root;
    for (const key of path.slice(0, -1)) node = (node[key] ??= {}) as Record<string, unknown>;
    node[path[path.length - 1]] = flaxLeaf(tensor);
  }
  return new Uint8Array(encode(root));
}

export const smallVeloFlax = (): Uint8Array<ArrayBuffer> => flaxFile(flattenTree(golden.velo_weights));

/** PyLO's two files of a VeLO, scratch tensors included. */
export function pyloPair(theta: Theta): { rnn: Uint8Array<ArrayBuffer>; mlp: Uint8Array<ArrayBuffer> } {
  const { hidden: H, banks: P } = theta;
  const rnn = new Map<string, FileTensor>();
  const dense = (name: string, own: string, inputs: number, outputs: number) => {
    const weights = thetaTensor(theta, `${own}/w`);
    rnn.set(`${name}.weight`, { shape: [outputs, inputs], values: transpose(weights, inputs, outputs) });
    rnn.set(`${name}.bias`, {
      shape: [outputs],
      values: thetaTensor(theta, `${own}/b`).slice() as Float32Array<ArrayBuffer>,
    });
  };
  dense('mix_layer1', 'input', 30, H);
  dense('mix_layer2', 'max', 30, H);
  dense('final_mix_layer', 'input', 30, H);
  dense('lstm.linear', 'lstm', 2 * H, 4 * H);
  dense('rnn_to_controls', 'controls', H, P);
  dense('step_size', 'scale', H, 1);
  const copy = (name: string) => thetaTensor(theta, name).slice() as Float32Array<ArrayBuffer>;
  rnn.set('lstm_init_state.0', { shape: [1, H], values: copy('init/hidden') });
  rnn.set('lstm_init_state.1', { shape: [1, H], values: copy('init/cell') });
  const mlp = new Map<string, FileTensor>();
  const banks = thetaTensor(theta, 'mlp');
  const part = (name: string, own: string, shape: number[], turn: boolean) => {
    const segment = mlpLayout.segments.find((s) => s.name === own)!;
    const values = new Float32Array(P * segment.size);
    for (let p = 0; p < P; p++) {
      const from = p * mlpLayout.size + segment.offset;
      const block = banks.slice(from, from + segment.size);
      values.set(turn ? transpose(block, segment.shape[0], segment.shape[1]) : block, p * segment.size);
    }
    mlp.set(name, { shape: [P, ...shape], values });
    mlp.set(name.replace(/_(\.|$)/, '$1'), { shape, values: values.slice(0, segment.size) });
  };
  part('input_weights_', 'w0', [4, 30], true);
  part('input_bias_', 'b0', [4], false);
  part('hidden_weights_.0', 'w1', [4, 4], true);
  part('hidden_bias_.0', 'b1', [4], false);
  part('output_weights_', 'w2', [3, 4], true);
  part('output_bias_', 'b2', [3], false);
  return { rnn: writeSafetensors(rnn), mlp: writeSafetensors(mlp) };
}

/** A small generator for mutations: quality matters less than being the same every time. */
export function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
