import type { TaskDataSpec } from '../../tasks/types';

/** The one file to train on: alone, or of several that belong together; null where it is neither. */
export async function oneFile(data: TaskDataSpec | undefined, files: readonly File[]): Promise<File | null> {
  if (files.length === 1) return files[0];
  return (await data?.join?.(files)) ?? null;
}
