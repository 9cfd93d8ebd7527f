/** Reads any checkpoint this project knows; what a file is follows from its bytes, never from its name. */
import { CheckpointError, errorMessage } from '../../core/errors';
import { describeKind, fileKind } from '../../core/fileKind';
import type { Theta } from '../theta';
import { readFlax } from './flax';
import { isOwn, readCheckpoint, thetaFromOwn } from './own';
import { isPyloMlp, isPyloRnn, missingHalf, thetaFromPylo } from './pylo';
import { looksLikeSafetensors, readSafetensors } from './safetensors';
import { checkFileSize, type FileTensors } from './tensors';

export { type Manifest, readManifest, writeManifest } from './manifest';
export { checkHash, readCheckpoint, writeCheckpoint, writeTheta } from './own';
export { MAX_FILE_BYTES } from './tensors';

export interface CheckpointFile {
  /** For messages only. */
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The theta in one file (flax or ours), in our pair of weights and manifest, or in PyLO's pair. Throws
 * `CheckpointError` and nothing else.
 */
export async function readCheckpointFiles(files: readonly CheckpointFile[]): Promise<Theta> {
  if (files.length < 1 || files.length > 2) {
    throw new CheckpointError(`expected one file, or a pair that belongs together, found ${files.length}`);
  }
  try {
    for (const { name, bytes } of files) {
      checkFileSize(name, bytes.byteLength);
      checkKind(name, bytes);
    }
    return files.length === 1 ? readOne(files[0].bytes) : await readPair(files[0].bytes, files[1].bytes);
  } catch (error) {
    if (error instanceof CheckpointError) throw error;
    throw new CheckpointError(`the file cannot be read: ${errorMessage(error)}`);
  }
}

function readOne(bytes: Uint8Array<ArrayBuffer>): Theta {
  if (looksLikeManifest(bytes)) {
    throw new CheckpointError(
      'this is JSON; expected weights, or a manifest together with its theta.safetensors',
    );
  }
  if (!looksLikeSafetensors(bytes)) return readFlax(bytes);
  const { tensors } = readSafetensors(bytes);
  if (isPyloRnn(tensors)) throw missingHalf('rnn');
  if (isPyloMlp(tensors)) throw missingHalf('mlp');
  if (isOwn(tensors)) return thetaFromOwn(tensors);
  throw foreign(tensors);
}

/** Throws `CheckpointError` for a file that is known to be something else, by what it is. */
function checkKind(name: string, bytes: Uint8Array): void {
  const kind = looksLikeSafetensors(bytes) ? null : fileKind(bytes);
  if (!kind) return;
  const { what, remedy } = describeKind(kind);
  throw new CheckpointError(`${name}: this is ${what}, not weights; ${remedy}`);
}

async function readPair(first: Uint8Array<ArrayBuffer>, second: Uint8Array<ArrayBuffer>): Promise<Theta> {
  if (looksLikeManifest(first)) return (await readCheckpoint(decodeText(first), second)).theta;
  if (looksLikeManifest(second)) return (await readCheckpoint(decodeText(second), first)).theta;
  if (isEqual(first, second)) {
    throw new CheckpointError(
      'the two files are the same; choose one of them alone, or the two of a pair that belongs together',
    );
  }
  if (![first, second].every(looksLikeSafetensors)) {
    throw new CheckpointError(
      'the two files are no pair: expected weights with their manifest, or VeLO_RNN and VeLO_MLP; choose one file alone',
    );
  }
  const halves = [readSafetensors(first).tensors, readSafetensors(second).tensors];
  const rnn = halves.find(isPyloRnn);
  const mlp = halves.find(isPyloMlp);
  if (!rnn || !mlp) {
    throw new CheckpointError('expected the pair VeLO_RNN and VeLO_MLP, or weights with their manifest');
  }
  return thetaFromPylo(rnn, mlp);
}

const isEqual = (first: Uint8Array, second: Uint8Array): boolean =>
  first.length === second.length && first.every((byte, at) => byte === second[at]);

const looksLikeManifest = (bytes: Uint8Array): boolean => bytes[0] === 0x7b && !looksLikeSafetensors(bytes);

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CheckpointError('the manifest is no valid UTF-8');
  }
}

function foreign(tensors: FileTensors): CheckpointError {
  const some = [...tensors.keys()].slice(0, 3).join(', ');
  return new CheckpointError(
    `expected weights of Celo, Celo-Adam or VeLO, found ${tensors.size} tensors of another model (${some || 'none'})`,
  );
}
