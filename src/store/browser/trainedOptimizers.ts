/**
 * Optimizers meta-trained on this page: kept by the browser, so that an experiment that names one finds it
 * after a reload. Their id is that of their files, so that files downloaded and dropped back are the same.
 */

import { type CheckpointFile, type Manifest, readManifest } from '../../checkpoints/formats';
import { readOwnFiles } from '../../checkpoints/obtain';
import { CheckpointError } from '../../core/errors';
import { trainedName } from '../../texts/checkpoints';
import { browserShelf, type Shelf } from './database';

export interface TrainedOptimizer {
  readonly id: string;
  /** For lists, such as "mlp, 1,312 steps, seed 0". */
  readonly name: string;
  /** Text of the manifest, and the bytes of the weights. */
  readonly manifest: string;
  readonly theta: Uint8Array<ArrayBuffer>;
}

/** The files as downloaded: weights and manifest. */
export function filesOf({ manifest, theta }: TrainedOptimizer): [weights: File, manifest: File] {
  const { name } = readManifest(manifest);
  return [
    new File([theta], `${name}.safetensors`, { type: 'application/octet-stream' }),
    new File([manifest], `${name}.manifest.json`, { type: 'application/json' }),
  ];
}

/** Name of an optimizer by its manifest, for lists. */
export const nameOf = ({ family, outerSteps, seed }: Manifest): string =>
  trainedName(family, outerSteps.toLocaleString('en-US'), seed);

/** Gives a checkpoint of ours its id and name. */
export async function trainedOptimizer(files: {
  readonly manifest: string;
  readonly theta: Uint8Array<ArrayBuffer>;
}): Promise<TrainedOptimizer> {
  const optimizer = { id: '', name: nameOf(readManifest(files.manifest)), ...files };
  return { ...optimizer, id: (await readOwnFiles(filesOf(optimizer))).id };
}

/** The browser's shelf of them. */
export const trainedShelf = (): Shelf<TrainedOptimizer> => browserShelf<TrainedOptimizer>('optimizers');

/** An optimizer of the shelf as files for the engine, or null where there is none of that id. */
export async function recallTrained(
  id: string,
  shelf = trainedShelf(),
): Promise<{ readonly name: string; readonly files: readonly CheckpointFile[] } | null> {
  const found = await shelf.get(id);
  if (!found) return null;
  const own = await readOwnFiles(filesOf(found));
  if (own.id !== id && own.pairId !== id)
    throw new CheckpointError('what the browser kept of this optimizer is damaged');
  return { name: found.name, files: own.files };
}
