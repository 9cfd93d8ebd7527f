/**
 * Files of the reader's, decoded where they are: nothing is uploaded. What a file is, its first bytes say,
 * not its name. Needs no DOM, so it runs in a worker; every decoder is loaded only when a file asks for it.
 */
import { DataError, errorMessage } from '../../../core/errors';
import { describeKind, fileKind } from '../../../core/fileKind';
import { sha256Hex } from '../../../core/sha256';
import type { TaskData } from '../../types';
import { narrow } from './narrow';
import { MAX_FILE_BYTES, peakOf, type Samples } from './samples';

export { MAX_FILE_BYTES, MAX_SAMPLES } from './samples';

const KNOWN =
  'PNG, JPEG, GIF, WebP, AVIF, BMP, TIFF (stacks too), NumPy .npy and .npz, and NIfTI (.nii, .nii.gz, .hdr with .img)';

/**
 * Decodes a picture (PNG, JPEG, TIFF and what else the browser knows) or volume (TIFF stack, `.npy`, NIfTI). Axes of
 * one sample are dropped. Throws `DataError`, one sentence that names the file, and allocates nothing that its size does
 * not bear out.
 */
export async function decodeFile(file: Blob & { readonly name?: string }): Promise<TaskData> {
  const name = file.name || 'the file';
  try {
    if (file.size === 0) throw new DataError(`it is empty; choose a file that holds a picture or volume`);
    if (file.size > MAX_FILE_BYTES) {
      const mib = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
      throw new DataError(
        `it has ${mib(file.size)}, at most ${mib(MAX_FILE_BYTES)} are read; crop or reduce it first`,
      );
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const hash = await sha256Hex(bytes);
    const samples = await decode(bytes);
    const shape = samples.shape.filter((extent) => extent > 1);
    if (shape.length < 2 || shape.length > 3) throw new DataError(wrongShape(samples.shape, shape));
    const { values, span } = narrow(samples);
    return {
      name: name.slice(0, 200),
      hash,
      shape,
      values,
      peak: peakOf(samples, span),
      dtype: samples.dtype,
      bytes: file.size,
    };
  } catch (error) {
    const reason = error instanceof DataError ? error.message : `it cannot be read (${errorMessage(error)})`;
    throw new DataError(`"${name}" cannot be used: ${reason}.`);
  }
}

/** `long` are the axes of more than one sample. */
function wrongShape(shape: readonly number[], long: readonly number[]): string {
  const has = `it has the shape ${shape.join(' x ')}`;
  if (long.length < 2) return `${has}; a picture has two axes of more than one sample, a volume three`;
  const first = long[0];
  return `${has}, where a volume has three axes; the first one, of ${first}, is likely time or channel: save the one of the ${first} to learn as a file of its own`;
}

async function decode(packed: Uint8Array<ArrayBuffer>): Promise<Samples> {
  const [npy, npz, tiff, picture, png, nifti, gzip] = await Promise.all([
    import('./npy'),
    import('./npz'),
    import('./tiff/directory'),
    import('./picture'),
    import('./png'),
    import('./nifti'),
    import('./gzip'),
  ]);
  const unpacked = gzip.isGzip(packed);
  const bytes = unpacked ? await gzip.gunzip(packed, nifti.niftiBytes) : packed;
  if (nifti.isNifti(bytes)) return nifti.decodeNifti(bytes);
  if (npy.isNpy(bytes)) return npy.decodeNpy(bytes);
  if (tiff.isTiff(bytes)) return (await import('./tiff')).decodeTiff(bytes);
  if (png.isDeepPng(bytes)) return png.decodeDeepPng(bytes);
  const pictured = picture.pictureKind(bytes);
  if (pictured) return picture.decodePicture(bytes, pictured);
  const kind = fileKind(bytes);
  if (kind === 'npz' || kind === 'zip') return npy.decodeNpy(npz.onlyArray(bytes));
  if (kind && kind !== 'text') {
    const { what, remedy } = describeKind(kind);
    throw new DataError(`${unpacked ? 'unpacked, ' : ''}it is ${what}; ${remedy}`);
  }
  throw new DataError(
    `its ${unpacked ? 'unpacked ' : ''}content is none of the formats known here: ${KNOWN}`,
  );
}
