import type { TaskDataSpec } from '../../tasks/types';

/** The one file to train on: alone, or of two that belong together; null where it is neither. */
export async function oneFile(data: TaskDataSpec | undefined, files: readonly File[]): Promise<File | null> {
  const [first, second] = files;
  if (files.length === 1) return first;
  return files.length === 2 && data?.join ? data.join([first, second]) : null;
}
