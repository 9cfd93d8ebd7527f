/**
 * Pages in JPEG, decoded by the browser strip by strip, as pages without compression.
 *
 * Source: Adobe Photoshop TIFF Technical Note 2; ITU T.872 for the APP14 segment, which tells RGB from YCbCr.
 */
import { DataError } from '../../../../core/errors';
import { decodeRgba } from '../picture';
import { startOfFrame } from '../pictureExtents';
import { chunkRowsOf } from './chunks';
import { damaged, type TiffFile } from './directory';
import { type Chunks, Photometric, type TiffPage } from './page';
import { Tag } from './tags';
import { JPEG } from './unpack';

interface PageData {
  readonly page: TiffPage;
  readonly chunks: Chunks;
}

/** SOI, and APP14 with the colours named: 0 as they are, 1 YCbCr. */
const head = (transform: 0 | 1) =>
  Uint8Array.of(0xff, 0xd8, 0xff, 0xee, 0, 14, 65, 100, 111, 98, 101, 0, 100, 0, 0, 0, 0, transform);

/** Pages of which none is in JPEG any more, with the file that holds their samples. Throws `DataError`. */
export async function decodeJpegs(
  file: TiffFile,
  pages: readonly PageData[],
): Promise<{ readonly file: TiffFile; readonly pages: readonly PageData[] }> {
  if (!pages.some(({ page }) => page.compression === JPEG)) return { file, pages };
  if (typeof createImageBitmap !== 'function') {
    throw new DataError(
      'its compression is JPEG, number 7, which only a browser can decode; save it uncompressed or with LZW, deflate or PackBits',
    );
  }
  if (!pages.every(({ page }) => page.compression === JPEG)) {
    throw new DataError('some of its pages are in JPEG and others are not; save all of them in one way');
  }
  const decoded: Uint8Array<ArrayBuffer>[] = [];
  const out: PageData[] = [];
  let place = 0;
  for (const { page, chunks } of pages) {
    const places: number[] = [];
    for (let index = 0; index < chunks.count; index++) {
      const bytes = await decodeChunk(file, page, chunks, index);
      decoded.push(bytes);
      places.push(place);
      place += bytes.length;
    }
    const photometric = page.channels === 3 ? Photometric.rgb : page.photometric;
    out.push({
      page: { ...page, compression: 1, predictor: 1, reversed: false, photometric },
      chunks: {
        count: chunks.count,
        place: (index) => places[index],
        size: (index) => (places[index + 1] ?? place) - places[index],
      },
    });
  }
  const bytes = new Uint8Array(await new Blob(decoded).arrayBuffer());
  return { file: { ...file, bytes }, pages: out };
}

/** Samples of a strip or tile, `[rows, columns, channels]`. */
async function decodeChunk(
  file: TiffFile,
  page: TiffPage,
  chunks: Chunks,
  index: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const place = chunks.place(index);
  const stored = file.bytes.subarray(place, place + chunks.size(index));
  const tables = page.directory.bytes(Tag.jpegTables);
  const rows = chunkRowsOf(page, index);
  const frame = startOfFrame(stored);
  if (!frame) throw damaged('a strip or tile in JPEG has no frame');
  const [width, height] = frame.extents;
  // The last strip is often stored in full.
  if (width !== page.chunkWidth || height < rows || height > page.chunkRows) {
    throw damaged(
      `a strip or tile in JPEG has ${width} x ${height} samples for ${page.chunkWidth} x ${rows}`,
    );
  }
  const parts = [head(page.photometric === Photometric.yCbCr ? 1 : 0), tables.slice(2, -2), stored.slice(2)];
  const decoded = await decodeRgba(
    new Blob(page.channels === 3 ? parts : [stored.slice(0, 2), ...parts.slice(1)]),
  );
  const rgba = decoded?.pixels;
  if (rgba?.width !== width || rgba.height !== height) {
    throw damaged('a strip or tile in JPEG cannot be decoded');
  }
  const out = new Uint8Array(rows * width * page.channels);
  for (let i = 0, at = 0; i < rows * width; i++) {
    for (let channel = 0; channel < page.channels; channel++) out[at++] = rgba.data[4 * i + channel];
  }
  return out;
}
