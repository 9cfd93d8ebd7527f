/**
 * Files of the reader's, decoded where they are: nothing is uploaded. What a file is, its first bytes say,
 * not its name. Needs no DOM, so it runs in a worker; every decoder is loaded only when a file asks for it.
 */
import { DataError, errorMessage } from '../../../core/errors';
import { describeKind, fileKind } from '../../../core/fileKind';
import { sha256Hex } from '../../../core/sha256';
import { isIdx } from '../../../data/formats/idx';
import { BYTES_OF, MAX_FILE_BYTES, peakOf, type Samples } from '../../../data/formats/samples';
import type { DataQuestion, GridData, PartWish } from '../../types';
import { narrow } from './narrow';
import { type Choose, checkPart, findPart, partHash, partSuffix, Unanswered } from './part';

export { MAX_FILE_BYTES, MAX_SAMPLES } from '../../../data/formats/samples';

const KNOWN =
  'PNG, JPEG, GIF, WebP, AVIF, BMP, TIFF (stacks too), NumPy .npy and .npz, and NIfTI (.nii, .nii.gz, .hdr with .img)';

/**
 * Decodes a picture (PNG, JPEG, TIFF and what else the browser knows) or volume (TIFF stack, `.npy`, NIfTI), or the part
 * of a file that is wished for; asks back where there are several and the wish does not tell. Axes of one sample are
 * dropped. Throws `DataError`, one sentence that names the file, and allocates nothing that its size does not bear out.
 */
export async function decodeFile(
  file: Blob & { readonly name?: string },
  wish: PartWish = {},
): Promise<GridData | DataQuestion> {
  const name = file.name || 'the file';
  try {
    return await decodePart(file, name, wish);
  } catch (error) {
    const reason = error instanceof DataError ? error.message : `it cannot be read (${errorMessage(error)})`;
    throw new DataError(`"${name}" cannot be used: ${reason}.`);
  }
}

async function decodePart(file: Blob, name: string, wish: PartWish): Promise<GridData | DataQuestion> {
  const bytes = await bytesOf(file);
  const fileHash = await sha256Hex(bytes);
  let own = { hash: fileHash, suffix: '', isPart: false };
  let lacksWanted = false;
  const choose: Choose = async (surplus) => {
    const found = !wish.part && wish.hash ? await findPart(fileHash, surplus, wish.hash) : undefined;
    lacksWanted = found === null;
    const part = wish.part ?? found;
    if (!part) throw new Unanswered(surplus);
    checkPart(surplus, part);
    own = {
      hash: await partHash(fileHash, surplus, part),
      suffix: partSuffix(surplus, part),
      isPart: true,
    };
    return part;
  };
  let samples: Samples;
  try {
    samples = await decode(bytes, choose);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    return { name, ...error.surplus, ...(lacksWanted ? { lacksWanted } : {}) };
  }
  if (wish.part && !own.isPart)
    throw new DataError('it is one picture or volume, of which no part can be taken');
  const shape = samples.shape.filter((extent) => extent > 1);
  if (shape.length < 2 || shape.length > 3) throw new DataError(wrongShape(samples.shape));
  const { values, span } = narrow(samples);
  return {
    name: `${name.slice(0, MOST_NAME - own.suffix.length)}${own.suffix}`,
    hash: own.hash,
    shape,
    values,
    peak: peakOf(samples, span),
    dtype: samples.dtype,
    bytes: own.isPart ? values.length * BYTES_OF[samples.dtype] : file.size,
    ...(own.isPart ? {} : { packed: true }),
    ...(samples.lost?.length ? { lost: samples.lost } : {}),
  };
}

/** Characters that the name of data may have in a link. */
const MOST_NAME = 200;

async function bytesOf(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  if (file.size === 0) throw new DataError(`it is empty; choose a file that holds a picture or volume`);
  if (file.size > MAX_FILE_BYTES) {
    const mib = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
    throw new DataError(
      `it has ${mib(file.size)}, at most ${mib(MAX_FILE_BYTES)} are read; crop or reduce it first`,
    );
  }
  return new Uint8Array(await file.arrayBuffer());
}

const wrongShape = (shape: readonly number[]): string =>
  `it has the shape ${shape.join(' x ')}; a picture has two axes of more than one sample, a volume three`;

async function decode(packed: Uint8Array<ArrayBuffer>, choose: Choose): Promise<Samples> {
  const [npy, { isNpy }, npz, tiff, picture, png, nifti, gzip] = await Promise.all([
    import('./npy'),
    import('../../../data/formats/npy'),
    import('./npz'),
    import('./tiff/directory'),
    import('./picture'),
    import('./png'),
    import('./nifti'),
    import('../../../data/formats/gzip'),
  ]);
  const unpacked = gzip.isGzip(packed);
  const bytes = unpacked ? await gzip.gunzip(packed, nifti.niftiBytes) : packed;
  if (nifti.isNifti(bytes)) return nifti.decodeNifti(bytes, choose);
  if (isNpy(bytes)) return npy.decodeNpy(bytes, choose);
  if (tiff.isTiff(bytes)) return (await import('./tiff')).decodeTiff(bytes, choose);
  if (png.isDeepPng(bytes)) return png.decodeDeepPng(bytes);
  const pictured = picture.pictureKind(bytes);
  if (pictured) return picture.decodePicture(bytes, pictured);
  const kind = fileKind(bytes);
  if (kind === 'npz' || kind === 'zip') return npy.decodeNpy(npz.onlyArray(bytes), choose);
  if (kind && kind !== 'text') {
    const { what, remedy } = describeKind(kind);
    throw new DataError(`${unpacked ? 'unpacked, ' : ''}it is ${what}; ${remedy}`);
  }
  if (isIdx(bytes)) {
    throw new DataError(
      'it is an IDX file of labelled pictures or their labels; the task Digits takes those',
    );
  }
  throw new DataError(
    `its ${unpacked ? 'unpacked ' : ''}content is none of the formats known here: ${KNOWN}`,
  );
}
