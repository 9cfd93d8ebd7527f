/**
 * Brings the bytes of checkpoints to the page: built-in and published ones by address, the reader's own by
 * file. Published ones are fetched only when asked for, checked, and kept in the browser's cache.
 */
import { CheckpointError, errorMessage } from '../core/errors';
import { sha256Hex } from '../core/sha256';
import { type CatalogueEntry, type CatalogueFile, ownCheckpointId } from './catalogue';
import { type CheckpointFile, checkHash, MAX_FILE_BYTES, readManifest } from './formats';

const CACHE = 'hub-playground-checkpoints';

/** Surroundings in the browser; tests give their own. */
export interface Surroundings {
  readonly fetch: typeof fetch;
  /** Missing where storage is forbidden or the page is not secure. */
  readonly caches?: Pick<CacheStorage, 'open'>;
  /** The page's address, to which built-in files are relative. */
  readonly base: string;
}

export interface FetchProgress {
  readonly loaded: number;
  readonly total: number;
}

/** The files of a catalogue entry. Throws `CheckpointError` with what to do. */
export async function obtainCheckpoint(
  entry: CatalogueEntry,
  surroundings: Surroundings,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: FetchProgress) => void } = {},
): Promise<CheckpointFile[]> {
  const total = entry.files.reduce((sum, file) => sum + file.bytes, 0);
  const files: CheckpointFile[] = [];
  let before = 0;
  for (const file of entry.files) {
    const url = new URL(file.url, surroundings.base).href;
    const kept = entry.origin === 'published' ? await fromCache(surroundings, url) : null;
    const bytes =
      kept ??
      (await download(entry, file, url, surroundings, options.signal, (loaded) =>
        options.onProgress?.({ loaded: before + loaded, total: Math.max(total, before + loaded) }),
      ));
    if (file.sha256) await checkDownload(bytes, file.sha256, file.name);
    if (!kept && entry.origin === 'published') await keep(surroundings, url, bytes);
    before += bytes.byteLength;
    files.push({ name: file.name, bytes });
  }
  return files;
}

async function checkDownload(bytes: Uint8Array<ArrayBuffer>, sha256: string, name: string): Promise<void> {
  try {
    await checkHash(bytes, sha256, name);
  } catch (error) {
    throw new CheckpointError(
      `${errorMessage(error)}; it is not the file that was published, or was damaged on its way, and is not used: try again, or choose the file yourself`,
    );
  }
}

/** The page's own surroundings; built-in checkpoints lie beside its document. */
export function pageSurroundings(base: string): Surroundings {
  return {
    fetch: (input, init) => fetch(input, init),
    ...(typeof caches === 'undefined' ? {} : { caches }),
    base,
  };
}

/** Whether a published checkpoint is in the cache, so that it works without a network. */
export async function isCached(entry: CatalogueEntry, surroundings: Surroundings): Promise<boolean> {
  if (entry.origin === 'builtin') return true;
  const found = await Promise.all(
    entry.files.map((file) => fromCache(surroundings, new URL(file.url, surroundings.base).href)),
  );
  return found.every((bytes) => bytes !== null);
}

/**
 * Files of the reader's (one, or a pair that belongs together) and the id their content gives them: that of the weights alone where
 * the other one is their manifest. `pairId` is of both, as it was before.
 */
export async function readOwnFiles(
  files: readonly File[],
): Promise<{ id: string; pairId: string; files: CheckpointFile[] }> {
  if (files.length < 1 || files.length > 2) {
    throw new CheckpointError(`expected one file, or a pair that belongs together, got ${files.length}`);
  }
  const big = files.find((file) => file.size > MAX_FILE_BYTES);
  if (big) {
    const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;
    throw new CheckpointError(
      `${big.name} has ${mib(big.size)}; a checkpoint has ${mib(MAX_FILE_BYTES)} at most`,
    );
  }
  const read = await Promise.all(
    files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
  );
  const own = await Promise.all(read.map(({ bytes }) => sha256Hex(bytes)));
  // Order of choosing must not matter.
  const all = own.toSorted().join('');
  const pair = own.length === 1 ? own[0] : await sha256Hex(new TextEncoder().encode(all));
  // A manifest says where weights come from and changes none of them: with it or without they are the same weights.
  const weights =
    read.length === 2
      ? read.findIndex(({ bytes }, index) => !isManifest(bytes) && isManifest(read[1 - index].bytes))
      : -1;
  return {
    id: ownCheckpointId(weights < 0 ? pair : own[weights]),
    pairId: ownCheckpointId(pair),
    files: read,
  };
}

const MOST_OF_A_MANIFEST = 2 ** 20;

function isManifest(bytes: Uint8Array): boolean {
  if (bytes.length > MOST_OF_A_MANIFEST) return false;
  try {
    readManifest(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

async function download(
  entry: CatalogueEntry,
  file: CatalogueFile,
  url: string,
  { fetch }: Surroundings,
  signal: AbortSignal | undefined,
  onLoaded: (loaded: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (reason: string) =>
    new CheckpointError(
      `${entry.label} could not be fetched from ${new URL(url).host} (${reason}); try again, or choose the file "${file.name}" yourself`,
    );
  let response: Response;
  try {
    response = await fetch(url, { signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw fail('offline or blocked');
  }
  if (!response.ok || !response.body) throw fail(`answer ${response.status}`);
  const parts: Uint8Array[] = [];
  let loaded = 0;
  try {
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      loaded += value.byteLength;
      if (loaded > MAX_FILE_BYTES) {
        await reader.cancel();
        throw fail('the answer is far larger than a checkpoint');
      }
      onLoaded(loaded);
    }
  } catch (error) {
    if (signal?.aborted || error instanceof CheckpointError) throw error;
    throw fail(`broken off after ${loaded} bytes: ${errorMessage(error)}`);
  }
  const bytes = new Uint8Array(loaded);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.byteLength;
  }
  return bytes;
}

async function fromCache({ caches }: Surroundings, url: string): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    const hit = await (await caches?.open(CACHE))?.match(url);
    return hit ? new Uint8Array(await hit.arrayBuffer()) : null;
  } catch {
    return null;
  }
}

/** A full or forbidden cache costs a second download, nothing more. */
async function keep({ caches }: Surroundings, url: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  try {
    await (await caches?.open(CACHE))?.put(url, new Response(bytes));
  } catch {
    // Deliberately nothing.
  }
}
