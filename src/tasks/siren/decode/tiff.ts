/**
 * TIFF pictures and stacks through geotiff.js: 8, 16 and 32 bit integers and floats, one or many pages,
 * uncompressed, LZW, deflate or PackBits, strips or tiles. Colour becomes luma.
 */
import { DataError } from '../../../core/errors';
import { BYTES_OF, checkRoom, countSamples, luma, type Samples, type SampleType } from './samples';
import { readTiffPages, type TiffPage } from './tiffDirectory';

const COMPRESSIONS: Readonly<Record<number, string>> = {
  1: 'none',
  5: 'LZW',
  8: 'deflate',
  32946: 'deflate',
  32773: 'PackBits',
};
/** No more than this unpacks from a byte: deflate's limit is 1,032, LZW's and PackBits' lie below 4,096. */
const LARGEST_EXPANSION = 4096;

const Photometric = { whiteIsZero: 0, blackIsZero: 1, rgb: 2 } as const;

function typeOf({ bits, format }: TiffPage): SampleType {
  const kind = ['', 'uint', 'int', 'float'][format] ?? '';
  const type = `${kind}${bits[0]}`;
  if (!(type in BYTES_OF) || bits.some((depth) => depth !== bits[0])) {
    throw new DataError(
      `its samples have ${bits.join(', ')} bits in TIFF format ${format}; save it as 8, 16 or 32 bit integers or as floats`,
    );
  }
  return type as SampleType;
}

/** Checks that all pages are alike and that the file can hold what they promise. */
function checkPages(pages: readonly TiffPage[]): SampleType {
  const [first] = pages;
  const other = pages.findIndex(
    (page) =>
      page.width !== first.width ||
      page.height !== first.height ||
      page.channels !== first.channels ||
      page.format !== first.format ||
      page.bits[0] !== first.bits[0],
  );
  if (other > 0) {
    const { width, height } = pages[other];
    throw new DataError(
      `its page ${other + 1} (${width} x ${height}, ${pages[other].bits[0]} bit) differs from its first (${first.width} x ${first.height}, ${first.bits[0]} bit); a stack needs pages of one kind`,
    );
  }
  const type = typeOf(first);
  const pageSamples = countSamples([first.height, first.width, first.channels]);
  countSamples([pages.length, first.height, first.width]);
  for (const page of pages) {
    if (!(page.compression in COMPRESSIONS)) {
      throw new DataError(
        `its compression has the number ${page.compression}; save it uncompressed or with LZW, deflate or PackBits`,
      );
    }
    checkRoom(pageSamples, type, page.storedBytes * (page.compression === 1 ? 1 : LARGEST_EXPANSION));
  }
  const colour = first.photometric === Photometric.rgb && first.channels >= 3;
  if (!colour && (first.channels !== 1 || first.photometric > Photometric.blackIsZero)) {
    throw new DataError(
      `it has ${first.channels} channels of photometric kind ${first.photometric}; save it in grey or in RGB`,
    );
  }
  return type;
}

export async function decodeTiff(bytes: Uint8Array<ArrayBuffer>): Promise<Samples> {
  const pages = readTiffPages(bytes);
  const type = checkPages(pages);
  const [{ width, height, channels, photometric }] = pages;
  const { fromArrayBuffer } = await import('geotiff');
  const buffer = bytes.byteOffset === 0 ? bytes.buffer : bytes.slice().buffer;
  const area = width * height;
  const values = new Float32Array(pages.length * area);
  const white = type.startsWith('uint') ? 2 ** (8 * BYTES_OF[type]) - 1 : 0;
  try {
    const tiff = await fromArrayBuffer(buffer);
    for (let page = 0; page < pages.length; page++) {
      const image = await tiff.getImage(page);
      const rasters = await image.readRasters({ interleave: false });
      const planes = rasters as unknown as readonly ArrayLike<number>[];
      for (let i = 0; i < area; i++) {
        const value = channels >= 3 ? luma(planes[0][i], planes[1][i], planes[2][i]) : planes[0][i];
        values[page * area + i] = photometric === Photometric.whiteIsZero ? white - value : value;
      }
    }
  } catch (error) {
    throw new DataError(
      `a page cannot be unpacked (${error instanceof Error ? error.message : error}); the TIFF is truncated or damaged`,
    );
  }
  return { shape: [pages.length, height, width], values, dtype: type };
}
