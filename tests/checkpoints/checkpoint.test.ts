import { readFileSync } from 'node:fs';
import { ExtData, encode } from '@msgpack/msgpack';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import {
  readCheckpointFiles,
  readManifest,
  writeCheckpoint,
  writeTheta,
} from '../../src/checkpoints/formats';
import { readSafetensors, writeSafetensors } from '../../src/checkpoints/formats/safetensors';
import type { FileTensor } from '../../src/checkpoints/formats/tensors';
import { checkTheta, type Theta, thetaLayout, thetaTensor } from '../../src/checkpoints/theta';
import { CheckpointError } from '../../src/core/errors';
import { sha256Hex } from '../../src/core/sha256';
import {
  fileTensor,
  flattenTree,
  flaxFile,
  flaxLeaf,
  golden,
  publishedWeights,
  pyloPair,
  smallVelo,
  smallVeloFlax,
} from '../optimizers/learned/helpers';

const read = (...files: Uint8Array<ArrayBuffer>[]): Promise<Theta> =>
  readCheckpointFiles(files.map((bytes, index) => ({ name: `file ${index}`, bytes })));

async function refusal(...files: Uint8Array<ArrayBuffer>[]): Promise<string> {
  const error = await read(...files).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return (error as Error).message;
}

describe('published weights', () => {
  const celo = publishedWeights('celo.theta.state');
  const adam = publishedWeights('celo_adam.theta.state');

  test.skipIf(!celo)('the published Celo is recognised with its sizes', async () => {
    const theta = await read(celo!);
    expect({ ...theta, values: theta.values.length }).toEqual({
      architecture: 'celo',
      hidden: 64,
      banks: 1,
      // 37,089 in the file less 1,216 of "linear" and 65 of the controls, which no step uses.
      values: 35_808,
    });
  });

  test.skipIf(!adam)('the published Celo-Adam is recognised with its sizes', async () => {
    const theta = await read(adam!);
    expect([theta.architecture, theta.hidden, theta.banks]).toEqual(['celo-adam', 64, 0]);
  });
});

/** The tree of a flax file with one leaf in another form. */
function rebuilt(tensors: ReadonlyMap<string, FileTensor>, name: string, leaf: ExtData): object {
  const root: Record<string, unknown> = {};
  for (const [path, tensor] of tensors) {
    const keys = path.split(' / ');
    let node = root;
    for (const key of keys.slice(0, -1)) node = (node[key] ??= {}) as Record<string, unknown>;
    node[keys[keys.length - 1]] = path === name ? leaf : flaxLeaf(tensor);
  }
  return root;
}

describe('formats', () => {
  test('a small VeLO is recognised in the flax format', async () => {
    const theta = await read(smallVeloFlax());
    expect([theta.architecture, theta.hidden, theta.banks]).toEqual(['velo', 8, 4]);
    expect(Array.from(thetaTensor(theta, 'init/hidden'))).toEqual(
      golden.velo_weights.lstm_init_state.hidden[0],
    );
    // Column 3 is the first of group 3 (m); row 0 of the bank, four units.
    const w0 = thetaTensor(theta, 'mlp').subarray(3 * 4, 4 * 4);
    expect(Array.from(w0)).toEqual(golden.velo_weights.ff_mod_stack['~'].w0__3[0][0]);
  });

  test("Google's record around the tree is seen through", async () => {
    const tree: Record<string, unknown> = { gen_id: 'x', step: 5, params: {} };
    const inner = tree.params as Record<string, Record<string, unknown>>;
    for (const [name, tensor] of flattenTree(golden.velo_weights)) {
      const path = name.split(' / ');
      let node = inner as Record<string, unknown>;
      for (const key of path.slice(0, -1)) node = (node[key] ??= {}) as Record<string, unknown>;
      node[path.at(-1)!] = flaxLeaf(tensor);
    }
    expect((await read(new Uint8Array(encode(tree)))).values).toEqual(smallVelo().values);
  });

  test("PyLO's pair gives the same weights in either order", async () => {
    const theta = smallVelo();
    const { rnn, mlp } = pyloPair(theta);
    expect((await read(rnn, mlp)).values).toEqual(theta.values);
    expect((await read(mlp, rnn)).values).toEqual(theta.values);
  });

  test("half of PyLO's pair says which file is missing", async () => {
    const { rnn, mlp } = pyloPair(smallVelo());
    expect(await refusal(rnn)).toContain('VeLO_MLP');
    expect(await refusal(mlp)).toContain('VeLO_RNN');
    expect(await refusal(rnn, rnn)).toContain('pair');
  });

  test('our own files come back bit for bit, with and without the manifest', async () => {
    const theta = smallVelo();
    const { manifest, theta: bytes } = await writeCheckpoint(theta, {
      name: 'small',
      family: 'none',
      seed: 0,
      outerSteps: 0,
    });
    const text = new TextEncoder().encode(manifest);
    expect(await read(bytes)).toEqual(theta);
    expect(await read(text, bytes)).toEqual(theta);
    expect(readManifest(manifest).sha256).toBe(await sha256Hex(bytes));
    expect(
      (await writeCheckpoint(theta, { name: 'small', family: 'none', seed: 0, outerSteps: 0 })).manifest,
    ).toBe(manifest);
  });

  test('a small Celo that flax wrote is read, whatever its name', async () => {
    const theta = await read(
      new Uint8Array(readFileSync(new URL('./files/params-flax-celo', import.meta.url))),
    );
    expect({ ...theta, values: theta.values.length }).toEqual({
      architecture: 'celo',
      hidden: 4,
      banks: 1,
      values: 468,
    });
  });

  /** bfloat16 is the upper half of a float32; float16 is exact for few bits and middling size. */
  const HALVES = {
    bfloat16: (bits: number) => bits >>> 16,
    float16: (bits: number) => {
      const exponent = ((bits >>> 23) & 255) - 112;
      return ((bits >>> 16) & 0x8000) | (exponent > 0 ? (exponent << 10) | ((bits >>> 13) & 1023) : 0);
    },
  };

  test.each([
    ['float16', 'F16'],
    ['bfloat16', 'BF16'],
  ] as const)('tensors of %s are widened', async (type, name) => {
    const shape = { architecture: 'celo', hidden: 0, banks: 1 } as const;
    // Quarters up to 31 fit into seven bits of fraction.
    const values = Float32Array.from({ length: thetaLayout(shape).size }, (_, i) => ((i % 63) - 31) / 4);
    const wide = writeTheta({ ...shape, values });
    const narrowed = (source: Float32Array) =>
      new Uint8Array(Uint16Array.from(new Uint32Array(source.slice().buffer), HALVES[type]).buffer);
    const { tensors, metadata } = readSafetensors(wide);
    let at = 0;
    const header: Record<string, unknown> = { __metadata__: Object.fromEntries(metadata) };
    const parts: Uint8Array[] = [];
    for (const [key, tensor] of tensors) {
      const data = narrowed(tensor.values);
      header[key] = { dtype: name, shape: tensor.shape, data_offsets: [at, at + data.length] };
      at += data.length;
      parts.push(data);
    }
    const text = new TextEncoder().encode(JSON.stringify(header));
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
    const file = new Uint8Array(await new Blob([length, text, ...parts] as BlobPart[]).arrayBuffer());
    expect(await read(file)).toEqual({ ...shape, values });

    const flax = flattenTree(golden.velo_weights);
    const leaf = 'rnn_params / step_size / b';
    const root = new ExtData(1, encode([[1], type, narrowed(Float32Array.of(-1.25))]));
    const tree = rebuilt(flax, leaf, root);
    expect(thetaTensor(await read(new Uint8Array(encode(tree))), 'scale/b')[0]).toBe(-1.25);
  });

  test.each([
    ['celo', 0, 1],
    ['celo', 5, 1],
    ['celo-adam', 3, 0],
    ['velo', 3, 2],
  ] as const)('our own %s with H = %i and P = %i is recognised', async (architecture, hidden, banks) => {
    const shape = { architecture, hidden, banks };
    const values = Float32Array.from({ length: thetaLayout(shape).size }, (_, i) => i / 7);
    expect(await read(writeTheta({ ...shape, values }))).toEqual({ ...shape, values });
  });
});

describe('files that cannot be used', () => {
  const tensors = () => flattenTree(golden.velo_weights);

  test('an empty file, and one beyond the limit', async () => {
    expect(await refusal(new Uint8Array(0))).toContain('empty');
    expect(await refusal(new Uint8Array(33 * 2 ** 20))).toContain('at most');
  });

  test.each([
    [
      'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 130\n',
      'a Git LFS pointer, not weights; fetch',
    ],
    ['<!DOCTYPE html><html><body>Sign in</body></html>', 'an HTML page, not weights; it was saved in place'],
    ['\x80\x04\x95\x20\0\0\0\0\0\0\0', 'a Python pickle, not weights; a pickle can run programs'],
    ['\x89PNG\r\n\x1a\n', 'a picture, not weights'],
    ['no weights at all', 'a text, not weights'],
  ])('that is something else is named: %j', async (content, expected) => {
    const message = await refusal(Uint8Array.from(content, (letter) => letter.charCodeAt(0)));
    expect(message).toContain(`file 0: this is ${expected}`);
    expect(message).not.toContain('damaged');
  });

  test('an archive is named by what is in it', async () => {
    const bytes = new Uint8Array(8);
    expect(await refusal(zipSync({ 'w.npy': bytes }) as Uint8Array<ArrayBuffer>)).toContain(
      'a NumPy archive (.npz), not weights',
    );
    expect(await refusal(zipSync({ 'a/data.pkl': bytes }) as Uint8Array<ArrayBuffer>)).toContain(
      'a PyTorch file (a zip archive with a pickle), not weights',
    );
  });

  test('the same file twice, and two that are no pair, say so', async () => {
    const whole = smallVeloFlax();
    expect(await refusal(whole, whole.slice())).toContain('the two files are the same; choose one of them');
    expect(await refusal(whole, writeTheta(smallVelo()))).toContain('the two files are no pair');
  });

  test('a file cut short at any of its first 200 bytes or in its data', async () => {
    const whole = smallVeloFlax();
    const own = writeTheta(smallVelo());
    for (let cut = 1; cut < 200; cut++) {
      await refusal(whole.slice(0, cut));
      await refusal(own.slice(0, cut));
    }
    expect(await refusal(whole.slice(0, whole.length - 1))).toContain('cut short');
    await refusal(own.slice(0, own.length - 4));
  });

  test('bytes after the end', async () => {
    expect(await refusal(Uint8Array.from([...smallVeloFlax(), 0]))).toContain('after the end');
    expect(await refusal(Uint8Array.from([...writeTheta(smallVelo()), 0, 0, 0, 0]))).toContain('end at byte');
  });

  test('a value that is not finite names its tensor', async () => {
    const bad = tensors();
    bad.get('rnn_params / rnn/linear / b')!.values[3] = Number.NaN;
    expect(await refusal(flaxFile(bad))).toMatch(/rnn\/linear.*NaN at element 3/);
    const dead = tensors();
    dead.get('rnn_params / linear / w')!.values[0] = Number.POSITIVE_INFINITY;
    expect(await refusal(flaxFile(dead))).toContain('Infinity');
  });

  test('another type, another shape, a missing and a foreign tensor', async () => {
    const name = 'rnn_params / step_size / b';
    const tree = (leaf: unknown) => new Uint8Array(encode({ rnn_params: { step_size: { b: leaf } } }));
    expect(await refusal(tree(flaxLeaf(fileTensor([1]), 'float64')))).toContain(
      'expected the dtype "float32", found "float64"',
    );
    expect(await refusal(tree(new ExtData(3, new Uint8Array(4))))).toContain('extension type 3');
    expect(await refusal(tree('text'))).toContain('expected an array or a map');
    const turned = tensors();
    turned.set(name, fileTensor([[1]]));
    expect(await refusal(flaxFile(turned))).toContain('expected shape [1], found [1, 1]');
    const missing = tensors();
    missing.delete(name);
    expect(await refusal(flaxFile(missing))).toContain('found none');
    const foreign = tensors();
    foreign.set('rnn_params / dropout / w', fileTensor([1]));
    expect(await refusal(flaxFile(foreign))).toContain('dropout');
    expect(await refusal(writeSafetensors([['network.input.weight', fileTensor([1])]]))).toContain(
      'another model',
    );
    const inputs = tensors();
    inputs.set('rnn_params / linear_2 / w', fileTensor([[1, 2]]));
    expect(await refusal(flaxFile(inputs))).toContain('18 (Celo) or 30 (VeLO)');
  });

  test('a shape that does not fit its bytes is not believed', async () => {
    const leaf = new ExtData(1, encode([[2 ** 20, 2 ** 20], 'float32', new Uint8Array(4)]));
    expect(await refusal(new Uint8Array(encode({ a: leaf })))).toContain('the file holds 4');
    const negative = new ExtData(1, encode([[-1, -1], 'float32', new Uint8Array(4)]));
    expect(await refusal(new Uint8Array(encode({ a: negative })))).toContain('no extent');
  });

  test('declared lengths beyond the file, and nesting without end, are refused before anything is built', async () => {
    // array32, map32, str32, bin32 and ext32 of 2^32 - 1.
    for (const type of [0xdd, 0xdf, 0xdb, 0xc6, 0xc9]) {
      await refusal(Uint8Array.from([type, 255, 255, 255, 255, 0]));
    }
    expect(await refusal(new Uint8Array(4_000_000).fill(0x91))).toContain('nested');
    expect(await refusal(new Uint8Array(4_000_000).fill(0x9f))).toContain('nested');
    expect(await refusal(new Uint8Array(4_000_000).fill(0x81))).toContain('nested');
  });

  test('a key of "__proto__" pollutes nothing', async () => {
    const key = Array.from(new TextEncoder().encode('__proto__'));
    const bytes = Uint8Array.from([0x81, 0xa0 | key.length, ...key, 0x81, 0xa1, 0x78, 0x01]);
    await refusal(bytes);
    const header = '{"__proto__":{"x":1}}';
    const own = new Uint8Array(8 + header.length);
    own[0] = header.length;
    own.set(new TextEncoder().encode(header), 8);
    await refusal(own);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test('weights that are not those of the manifest', async () => {
    const { manifest, theta } = await writeCheckpoint(smallVelo(), {
      name: 'a',
      family: 'f',
      seed: 1,
      outerSteps: 2,
    });
    const text = (edit: (m: Record<string, unknown>) => void) => {
      const parsed = JSON.parse(manifest);
      edit(parsed);
      return new TextEncoder().encode(JSON.stringify(parsed));
    };
    const other = theta.slice();
    other[other.length - 1] ^= 1;
    expect(
      await refusal(
        text(() => {}),
        other,
      ),
    ).toContain('SHA-256');
    expect(
      await refusal(
        text((m) => (m.bytes = 5)),
        theta,
      ),
    ).toContain('5 bytes');
    expect(
      await refusal(
        text((m) => (m.hidden = 9)),
        theta,
      ),
    ).toContain('H = 9');
    expect(
      await refusal(
        text((m) => (m.version = 2)),
        theta,
      ),
    ).toContain('newer');
    expect(
      await refusal(
        text((m) => (m.seed = -1)),
        theta,
      ),
    ).toContain('"seed"');
    expect(await refusal(text(() => {}))).toContain('JSON');
  });

  test('sizes without sense are refused', () => {
    const theta = { architecture: 'celo', hidden: 4, banks: 2, values: new Float32Array(1) } as const;
    expect(() => checkTheta(theta)).toThrow('celo has 1 weight banks, found 2');
  });
});
