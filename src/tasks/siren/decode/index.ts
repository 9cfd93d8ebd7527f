/**
 * Files of the reader's, decoded where they are: nothing is uploaded. What a file is, its first bytes say,
 * not its name. Needs no DOM, so it runs in a worker; every decoder is loaded only when a file asks for it.
 */
import { DataError, errorMessage } from '../../../core/errors';
import { sha256Hex } from '../../../core/sha256';
import type { TaskData } from '../../types';
import { valueRange } from '../grid';
import { MAX_FILE_BYTES, peakOf, type Samples } from './samples';

export { MAX_FILE_BYTES, MAX_SAMPLES } from './samples';

const KNOWN = 'PNG, JPEG, TIFF (stacks too), NumPy .npy and NIfTI (.nii, .nii.gz)';

/**
 * Decodes a picture (PNG, JPEG, TIFF) or volume (TIFF stack, `.npy`, NIfTI). Axes of one sample are dropped.
 * Throws `DataError`, one sentence that names the file, and allocates nothing that its size does not bear out.
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
    if (shape.length < 2 || shape.length > 3) {
      throw new DataError(
        `it has the shape ${samples.shape.join(' x ')}; a picture has two axes of more than one sample, a volume three`,
      );
    }
    const { min, max } = valueRange(samples.values);
    return {
      name: name.slice(0, 200),
      hash,
      shape,
      values: samples.values,
      peak: peakOf(samples, max - min),
      dtype: samples.dtype,
      bytes: file.size,
    };
  } catch (error) {
    const reason = error instanceof DataError ? error.message : `it cannot be read (${errorMessage(error)})`;
    throw new DataError(`"${name}" cannot be used: ${reason}.`);
  }
}

async function decode(packed: Uint8Array<ArrayBuffer>): Promise<Samples> {
  const [npy, tiff, picture, nifti] = await Promise.all([
    import('./npy'),
    import('./tiffDirectory'),
    import('./picture'),
    import('./nifti'),
  ]);
  const unpacked = nifti.isGzip(packed);
  const bytes = unpacked ? await nifti.gunzip(packed) : packed;
  if (nifti.isNifti(bytes)) return nifti.decodeNifti(bytes);
  if (npy.isNpy(bytes)) return npy.decodeNpy(bytes);
  if (tiff.isTiff(bytes)) return (await import('./tiff')).decodeTiff(bytes);
  if (picture.isPng(bytes) || picture.isJpeg(bytes)) return picture.decodePicture(bytes);
  throw new DataError(
    `its ${unpacked ? 'unpacked ' : ''}content is none of the formats known here: ${KNOWN}`,
  );
}
