/** Learned weights of golden runs: held by the golden file itself, or named in it by file and SHA-256. */
import * as v from 'valibot';
import { readCheckpointFiles } from '../../checkpoints/formats';
import { thetaFromFlax } from '../../checkpoints/formats/flax';
import type { FileTensor } from '../../checkpoints/formats/tensors';
import type { Theta } from '../../checkpoints/theta';
import { CheckpointError, ConfigError } from '../../core/errors';
import { fields, mapOf, readConfig, sha256, text } from '../../core/schema';
import { sha256Hex } from '../../core/sha256';
import { absent, type Json, object, shapeOf, tensor } from './fields';

export interface CheckpointEntry {
  /** Our id of the optimizer, such as "celo-adam". */
  readonly id: string;
  /** Path as the golden file tells it. */
  readonly file: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** Our id of an optimizer that a golden file names. */
export const optimizerId = (name: string): string => name.replaceAll('_', '-');

const entriesSchema = v.nullish(mapOf(fields({ file: text(1, 1000), sha256 })), {});

/** The entries of `checkpoints` in a golden file, which may lack it. */
export const readCheckpointEntries = (input: unknown): CheckpointEntry[] =>
  Object.entries(readConfig(entriesSchema, input, 'checkpoints')).map(([name, entry]) => ({
    id: optimizerId(name),
    ...entry,
  }));

/** Weights that the file holds itself: VeLO's. */
export function readThetas(root: Json): Record<string, Theta> {
  if (absent(root.velo_weights)) return {};
  try {
    return { velo: thetaFromFlax(flattenTree(object(root.velo_weights, 'velo_weights'), 'velo_weights')) };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new ConfigError('velo_weights', `velo_weights: ${error.message}`);
  }
}

/** The leaves of a tree of nested lists, named as `readFlax` names them. */
export function flattenTree(
  tree: Json,
  field = 'weights',
  path: readonly string[] = [],
): Map<string, FileTensor> {
  const out = new Map<string, FileTensor>();
  for (const [key, node] of Object.entries(tree)) {
    const own = [...path, key];
    const place = `${field}: ${own.join(' / ')}`;
    if (Array.isArray(node)) {
      const shape = shapeOf(node);
      out.set(own.join(' / '), { shape, values: Float32Array.from(tensor(node, shape, place)) });
    } else {
      for (const [name, leaf] of flattenTree(object(node, place), field, own)) out.set(name, leaf);
    }
  }
  return out;
}

/**
 * The file with the weights of its `checkpoints`, as far as they are given by id. Throws `CheckpointError` for
 * bytes that are not those that made the golden numbers.
 */
export async function withWeights<
  T extends {
    readonly checkpoints: readonly CheckpointEntry[];
    readonly thetas: Readonly<Record<string, Theta>>;
  },
>(file: T, given: Readonly<Record<string, Uint8Array<ArrayBuffer>>>): Promise<T> {
  const thetas: Record<string, Theta> = { ...file.thetas };
  for (const { id, file: name, sha256 } of file.checkpoints) {
    const bytes = given[id];
    if (!bytes) continue;
    const found = await sha256Hex(bytes);
    if (found !== sha256) {
      throw new CheckpointError(
        `${name} is not the file of the golden numbers: its SHA-256 is ${found}, expected ${sha256}`,
      );
    }
    thetas[id] = await readCheckpointFiles([{ name, bytes }]);
  }
  return { ...file, thetas };
}
