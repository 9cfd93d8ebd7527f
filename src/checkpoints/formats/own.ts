/**
 * Our own checkpoints: `theta.safetensors` holds the tensors of `thetaLayout` by name; architecture and
 * sizes follow from names and shapes, so the file can be used without its manifest.
 */
import { CheckpointError } from '../../core/errors';
import { sha256Hex } from '../../core/sha256';
import { type Architecture, checkTheta, checkThetaShape, mlpLayout, type Theta, thetaLayout } from '../theta';
import { type Manifest, readManifest, writeManifest } from './manifest';
import { readSafetensors, writeSafetensors } from './safetensors';
import { expectNoOthers, expectTensor, type FileTensors } from './tensors';

export const isOwn = (tensors: FileTensors): boolean => tensors.has('mlp') || tensors.has('input/w');

/** Packs the tensors of one file. Throws `CheckpointError`. */
export function thetaFromOwn(tensors: FileTensors): Theta {
  const shape = recognise(tensors);
  checkThetaShape(shape);
  const layout = thetaLayout(shape);
  const values = new Float32Array(layout.size);
  for (const { name, shape: extents, offset } of layout.segments) {
    values.set(expectTensor(tensors, name, extents), offset);
  }
  expectNoOthers(
    tensors,
    (name) => layout.segments.some((segment) => segment.name === name),
    shape.architecture,
  );
  return checkTheta({ ...shape, values });
}

function recognise(tensors: FileTensors): { architecture: Architecture; hidden: number; banks: number } {
  const input = tensors.get('input/w')?.shape;
  const mlp = tensors.get('mlp')?.shape;
  if (mlp && mlp[1] !== mlpLayout.size) {
    throw new CheckpointError(
      `tensor "mlp": expected shape [banks, ${mlpLayout.size}], found [${mlp.join(', ')}]`,
    );
  }
  const banks = mlp?.[0] ?? 0;
  if (!input) return { architecture: 'celo', hidden: 0, banks };
  const [inputs, hidden = 0] = input;
  if (inputs !== 18 && inputs !== 30) {
    throw new CheckpointError(`expected an LSTM with 18 (Celo) or 30 (VeLO) inputs, found ${inputs}`);
  }
  return { architecture: inputs === 30 ? 'velo' : mlp ? 'celo' : 'celo-adam', hidden, banks };
}

/** `theta.safetensors` of a theta; equal thetas give equal bytes. */
export function writeTheta(theta: Theta): Uint8Array<ArrayBuffer> {
  checkTheta(theta);
  const tensors = thetaLayout(theta).segments.map(
    ({ name, shape, offset, size }) =>
      [name, { shape, values: theta.values.slice(offset, offset + size) }] as const,
  );
  return writeSafetensors(tensors, { format: 'hub-playground-theta', architecture: theta.architecture });
}

/** Facts that the maker of a theta knows about it. */
export type Provenance = Omit<
  Manifest,
  'format' | 'version' | 'architecture' | 'hidden' | 'banks' | 'bytes' | 'sha256'
>;

/** Both files of a checkpoint of ours. */
export async function writeCheckpoint(
  theta: Theta,
  provenance: Provenance,
): Promise<{ readonly manifest: string; readonly theta: Uint8Array<ArrayBuffer> }> {
  const bytes = writeTheta(theta);
  const { architecture, hidden, banks } = theta;
  const { name, ...rest } = provenance;
  const manifest = writeManifest({
    format: 'hub-playground-checkpoint',
    version: 1,
    name,
    architecture,
    hidden,
    banks,
    bytes: bytes.byteLength,
    sha256: await sha256Hex(bytes),
    ...rest,
  });
  return { manifest, theta: bytes };
}

/** Reads both files and checks one against the other. Throws `CheckpointError`. */
export async function readCheckpoint(
  manifestText: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly manifest: Manifest; readonly theta: Theta }> {
  const manifest = readManifest(manifestText);
  if (bytes.byteLength !== manifest.bytes) {
    throw new CheckpointError(
      `the manifest speaks of ${manifest.bytes} bytes of weights, found ${bytes.byteLength}`,
    );
  }
  await checkHash(bytes, manifest.sha256);
  const theta = thetaFromOwn(readSafetensors(bytes).tensors);
  const { architecture, hidden, banks } = theta;
  if (architecture !== manifest.architecture || hidden !== manifest.hidden || banks !== manifest.banks) {
    throw new CheckpointError(
      `the manifest speaks of ${manifest.architecture} with H = ${manifest.hidden} and P = ${manifest.banks}, the weights are ${architecture} with ${hidden} and ${banks}`,
    );
  }
  return { manifest, theta };
}

/** Enough of a digest to tell two apart by eye. */
const short = (digest: string): string => `${digest.slice(0, 16)}…`;

/** Throws `CheckpointError` unless the bytes have this SHA-256. */
export async function checkHash(
  bytes: Uint8Array<ArrayBuffer>,
  expected: string,
  name = 'the file',
): Promise<void> {
  const found = await sha256Hex(bytes);
  if (found !== expected) {
    throw new CheckpointError(
      `expected ${name} to have the SHA-256 ${short(expected)}, found ${short(found)}`,
    );
  }
}
