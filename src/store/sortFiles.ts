/** What files dropped on the page are for, by what is in them; their names count only where that says nothing. */
import { type FileKind, fileKind, KIND_BYTES } from '../core/fileKind';

export type FileUse = 'weights' | 'json' | 'data';

export interface SortedFile {
  readonly file: File;
  readonly use: FileUse;
  /** What it is besides weights and JSON, where that is known. */
  readonly kind: FileKind | null;
}

/** Names that weights have. */
const WEIGHTS = /\.(state|safetensors|msgpack|flax)$/i;
/** Kinds that models come in and pictures never do. */
const MODELS: readonly (FileKind | null)[] = ['pickle', 'pytorch', 'gguf', 'tflite'];
/** Whether a kind is that of pictures and volumes, whatever the name. */
export const isPicture = (kind: FileKind | null): boolean =>
  kind === 'picture' || kind === 'nifti' || kind === 'npy';

export function sortFiles(files: readonly File[]): Promise<SortedFile[]> {
  return Promise.all(
    files.map(async (file) => {
      const bytes = new Uint8Array(await file.slice(0, KIND_BYTES).arrayBuffer());
      const kind = fileKind(bytes);
      return { file, kind, use: useOf(file.name, bytes, kind) };
    }),
  );
}

function useOf(name: string, bytes: Uint8Array, kind: FileKind | null): FileUse {
  if (looksLikeWeights(bytes)) return 'weights';
  if (isPicture(kind)) return 'data';
  if (MODELS.includes(kind) || WEIGHTS.test(name)) return 'weights';
  const isJson = /^(?:\xef\xbb\xbf)?\s*\{/.test(String.fromCharCode(...bytes.subarray(0, 64)));
  return isJson || (kind === null && /\.json$/i.test(name)) ? 'json' : 'data';
}

/**
 * Whether a file is weights of a learned optimizer as far as its first bytes tell: a safetensors header, or a msgpack
 * map whose first key is text, as flax writes it.
 */
function looksLikeWeights(bytes: Uint8Array): boolean {
  const isSafetensors = bytes[8] === 0x7b && bytes.subarray(4, 8).every((byte) => byte === 0);
  if (isSafetensors) return true;
  const type = bytes[0];
  const key = type >= 0x81 && type <= 0x8f ? 1 : type === 0xde ? 3 : type === 0xdf ? 5 : 0;
  if (key === 0 || bytes.length <= key) return false;
  const head = bytes[key];
  const text = head >= 0xa1 && head <= 0xbf ? key + 1 : head === 0xd9 ? key + 2 : 0;
  return text > 0 && bytes[text] >= 0x20 && bytes[text] < 0x7f;
}
