/** Weights of learned optimizers: fetched, kept by the browser, or the reader's own files. */
import type { CheckpointSummary } from '../../engine/types';
import type { Core } from './core';
import type { Loader } from './loading';

export function createWeightActions(
  { options, checkpoints, forgetNotices }: Core,
  { resumeWaiting }: Loader,
) {
  let claimant: ((files: readonly File[]) => void) | null = null;
  return {
    /** Fetches a checkpoint of the catalogue; arms that wait for it then train. Its status says how it goes. */
    fetchCheckpoint: (id: string) => checkpoints.fetch(id).then(resumeWaiting),
    cancelCheckpoint: (id: string) => checkpoints.cancel(id),
    /** Looks which checkpoints the browser has kept. */
    lookForCheckpoints: () => checkpoints.lookAround(),
    /** Built-in checkpoints that this page comes with. */
    builtins: options.weights?.builtins ?? [],
    /** Files of weights dropped on the page go to `take` until the function returned is called. */
    claimWeights(take: (files: readonly File[]) => void): () => void {
      claimant = take;
      return () => {
        if (claimant === take) claimant = null;
      };
    },
    /** Hands files to whoever claimed them; false where nobody did. */
    giveWeights(files: readonly File[]): boolean {
      claimant?.(files);
      return claimant !== null;
    },
    /** Takes weights from the reader's file or pair of files. Throws `CheckpointError`, and then nothing changes. */
    async addCheckpointFiles(files: readonly File[], name?: string): Promise<CheckpointSummary> {
      const summary = await checkpoints.addOwn(files, name);
      forgetNotices('file');
      void resumeWaiting();
      return summary;
    },
  };
}
