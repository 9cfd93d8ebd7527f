/** What a file is by its first bytes, whatever its name: for messages that name it. */
import { fileKindTexts } from '../texts/fileKinds';

export type FileKind = keyof typeof fileKindTexts;

/** First bytes that tell a kind: `tar` says it at byte 257. */
export const KIND_BYTES = 1024;

/** Up to `length` bytes as latin-1 text. */
const latin = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

type Test = (bytes: Uint8Array, text: string) => boolean;
/** Whether one of these texts stands at a byte. */
const at = (place: number, ...starts: readonly string[]): Test => {
  return (_, text) => starts.some((start) => text.startsWith(start, place));
};
const begins = (...starts: readonly string[]): Test => at(0, ...starts);
const matches = (pattern: RegExp): Test => {
  return (_, text) => pattern.test(text.replace(/^\xef\xbb\xbf/, '').trimStart());
};
const isZip = begins('PK\x03\x04');
/** A zip archive one of whose first names looks so. */
const zipOf = (names: RegExp): Test => {
  return (bytes, text) => isZip(bytes, text) && names.test(text.slice(30, 300));
};
const ISO_MEDIA = 4;

/** In order: what is more particular comes first. */
const KINDS: readonly (readonly [kind: FileKind, is: Test])[] = [
  ['lfs', begins('version https://git-lfs.github.com/spec/')],
  ['html', matches(/^(?:<!--[^>]*-->\s*)*<(?:!doctype html|html|head|body|script|meta)\b/i)],
  ['svg', matches(/^(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b/i)],
  ['xml', matches(/^<\?xml\b/i)],
  ['pickle', begins('\x80\x02', '\x80\x03', '\x80\x04', '\x80\x05')],
  ['pytorch', zipOf(/\/(?:data\.pkl|byteorder|version)/)],
  ['npz', zipOf(/\.npy/)],
  ['zip', begins('PK\x03\x04', 'PK\x05\x06')],
  ['gzip', begins('\x1f\x8b')],
  ['tar', at(257, 'ustar')],
  ['sevenZip', begins('7z\xbc\xaf\x27\x1c')],
  ['rar', begins('Rar!\x1a\x07')],
  ['npy', begins('\x93NUMPY')],
  ['hdf5', begins('\x89HDF\r\n\x1a\n')],
  ['matlab', begins('MATLAB 5.0 MAT-file')],
  ['pdf', begins('%PDF-')],
  ['dicom', at(128, 'DICM')],
  ['nifti', at(344, 'n+1', 'ni1')],
  ['nifti', at(4, 'n+2', 'ni2')],
  ['analyze', begins('\x5c\x01\0\0', '\0\0\x01\x5c')],
  ['nrrd', begins('NRRD000')],
  ['czi', begins('ZISRAWFILE')],
  ['heic', at(ISO_MEDIA, 'ftyphei', 'ftyphev', 'ftypmif1', 'ftypmsf1')],
  ['jpegXl', begins('\xff\x0a', '\0\0\0\x0cJXL ')],
  ['jpeg2000', begins('\xff\x4f\xff\x51', '\0\0\0\x0cjP  ')],
  ['exr', begins('\x76\x2f\x31\x01')],
  ['psd', begins('8BPS\0')],
  ['netpbm', begins(...[...'1234567'].flatMap((kind) => [`P${kind}\n`, `P${kind} `]))],
  ['picture', begins('\x89PNG', '\xff\xd8\xff', 'GIF8', 'II*\0', 'II+\0', 'MM\0*', 'MM\0+')],
  ['picture', at(8, 'WEBP')],
  ['picture', at(ISO_MEDIA, 'ftypavif', 'ftypavis')],
  ['gguf', begins('GGUF')],
  ['tflite', at(4, 'TFL3')],
  ['parquet', begins('PAR1')],
];

/** The kind of a file that is known by its first bytes, or null. */
export function fileKind(bytes: Uint8Array): FileKind | null {
  const text = latin(bytes, 0, KIND_BYTES);
  const known = KINDS.find(([, is]) => is(bytes, text));
  if (known) return known[0];
  return text.length > 3 && /^[\t\n\r\x20-\x7e]+$/.test(text) && !/^\s*[[{]/.test(text) ? 'text' : null;
}

/** Such as "a Git LFS pointer, ...", and what to do about it. */
export const describeKind = (kind: FileKind): { readonly what: string; readonly remedy: string } =>
  fileKindTexts[kind];
