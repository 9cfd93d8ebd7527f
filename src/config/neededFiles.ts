/** Files of an experiment that no link carries: the reader's own picture or volume, and weights. */
import { findCheckpoint } from '../checkpoints/catalogue';
import { fileTexts } from '../texts/links';
import { checkpointsOf } from './experiment';
import type { Experiment } from './types';

export type NeededFile =
  | {
      readonly kind: 'data';
      /** SHA-256 of the file, 64 hexadecimal digits. */
      readonly hash: string;
      /** As its owner called it. */
      readonly name: string;
    }
  | {
      readonly kind: 'checkpoint';
      /** Id to load it under. */
      readonly id: string;
      /** SHA-256 of the file (of a pair: of both hashes in order), or null where the id says nothing of it. */
      readonly hash: string | null;
    };

/**
 * Files that only the reader has. Checkpoints of the catalogue are not among them: the page fetches those
 * (`checkpoints/obtain`).
 */
export function neededFiles(experiment: Experiment): NeededFile[] {
  const { data } = experiment.task;
  const own = checkpointsOf(experiment).filter((id) => findCheckpoint(id) === undefined);
  return [
    ...(data ? [{ kind: 'data', ...data } as const] : []),
    ...own.map(
      (id) => ({ kind: 'checkpoint', id, hash: /^sha256-([0-9a-f]{64})$/.exec(id)?.[1] ?? null }) as const,
    ),
  ];
}

/** One sentence that asks for the file. */
export function askFor(file: NeededFile): string {
  const start = file.hash?.slice(0, 12);
  if (file.kind === 'data') {
    return fileTexts.askData(file.name, start ?? '');
  }
  return start ? fileTexts.askWeights(start) : fileTexts.askUnknown(file.id);
}

/**
 * Null where the file given is the one wanted (or the id says nothing of its content), else one sentence
 * that says it is another. `hash` as `DataSummary.hash`, or of a checkpoint the 64 digits of
 * `readOwnFiles`'s id.
 */
export function mismatch(
  file: NeededFile,
  given: { readonly name: string; readonly hash: string },
): string | null {
  if (file.hash === null || file.hash === given.hash) return null;
  const wanted = file.kind === 'data' ? `"${file.name}"` : fileTexts.weightsOfLink;
  return fileTexts.other(given.name, wanted, given.hash.slice(0, 12), file.hash.slice(0, 12));
}
