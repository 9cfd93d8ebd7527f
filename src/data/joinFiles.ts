/** Files of one data set put into one, as a task takes it. */
import { zipSync } from 'fflate';
import { MOST_FILES } from './decode';

/** Any will do; zip has no dates before 1980. */
const MODIFIED = '2000-01-01T12:00:00Z';

/** An archive of the files; null where there are too many, or two of one name. */
export async function joinFiles(files: readonly File[]): Promise<File | null> {
  const names = new Set(files.map(({ name }) => name));
  if (files.length > MOST_FILES || names.size < files.length) return null;
  const contents = await Promise.all(
    files.map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())] as const),
  );
  const archive = zipSync(Object.fromEntries(contents), { level: 0, mtime: MODIFIED });
  const first = [...names].sort()[0];
  return new File([archive as BlobPart], `${first} + ${files.length - 1}`);
}
