/**
 * What the fields of a directory say of its page, checked: only pages that can be read come out.
 *
 * Source: TIFF 6.0, sections 8, 10, 12, 14, 15, 18 and 19; ImageDepth as in libtiff's `tiff.h`.
 */
import { DataError } from '../../../../core/errors';
import { BYTES_OF, countSamples, type Greys, type SampleType } from '../../../../data/formats/samples';
import { type Directory, damaged } from './directory';
import { Tag } from './tags';
import { findCompression, JPEG } from './unpack';

export const Photometric = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, palette: 3, yCbCr: 6 } as const;
/** Names of the photometric kinds; those above 3 are refused by them. */
const KINDS: Readonly<Record<number, string>> = {
  0: 'grey',
  1: 'grey',
  2: 'RGB',
  3: 'palette',
  4: 'transparency mask',
  5: 'CMYK',
  6: 'YCbCr',
  8: 'CIE Lab',
  9: 'ICC Lab',
  32803: 'colour filter array',
  32844: 'LogL',
  32845: 'LogLuv',
  34892: 'linear raw',
};

/** One page. Samples of `type`, or of `bits` < 8 packed into bytes. */
export interface TiffPage {
  readonly directory: Directory;
  readonly width: number;
  /** Rows of all its slices. */
  readonly rows: number;
  /** Slices of this one page (ImageDepth), 1 but seldom. */
  readonly depth: number;
  readonly bits: number;
  readonly type: SampleType;
  readonly channels: number;
  readonly compression: number;
  readonly photometric: number;
  /** Whether the bits of each stored byte are to be turned round. */
  readonly reversed: boolean;
  /** Whether each channel has strips of its own. */
  readonly planar: boolean;
  /** 1 none, 2 differences, 3 differences of the bytes of floats. */
  readonly predictor: number;
  readonly orientation: number;
  /** The channel behind the colours is opacity: 1 already multiplied in, 2 not; 0 none. */
  readonly alpha: number;
  /** Channels that are no colours and no opacity, of which one is taken: 1 but where there are several. */
  readonly bands: number;
  readonly tiled: boolean;
  /** Extents of a strip or tile. */
  readonly chunkWidth: number;
  readonly chunkRows: number;
}

/** A small copy of the page, or a mask of another: no picture of its own. */
export const isReduced = (directory: Directory): boolean =>
  (directory.first(Tag.newSubfileType, 0) & 5) !== 0 || directory.first(Tag.subfileType, 1) === 2;

export const description = (directory: Directory): string => directory.text(Tag.description);

/** Reads and checks a page. Throws `DataError` that names what cannot be read here. */
export function readPage(directory: Directory): TiffPage {
  const width = directory.first(Tag.width);
  const height = directory.first(Tag.height);
  const depth = directory.first(Tag.depth, 1);
  const channels = directory.first(Tag.channels, 1);
  countSamples([depth, height, width, channels]);
  const bits = commonBits(directory, channels);
  const type = sampleType(bits, directory.first(Tag.format, 1));
  const compression = directory.first(Tag.compression, 1);
  findCompression(compression);
  const tiled = directory.has(Tag.tileOffsets);
  const rows = height * depth;
  // One strip holds all slices; several hold rows of one slice after the other.
  const perStrip =
    depth > 1 && directory.count(Tag.stripOffsets) === 1 ? rows : directory.first(Tag.rowsPerStrip, rows);
  if (depth > 1 && (tiled || (perStrip < rows && height % perStrip !== 0))) {
    throw new DataError(
      `it holds ${depth} slices in one page (ImageDepth) whose ${tiled ? 'tiles' : 'strips'} do not part them; save it as a stack of pages`,
    );
  }
  const page: TiffPage = {
    directory,
    width,
    rows,
    depth,
    bits,
    type,
    channels,
    compression,
    photometric: directory.first(Tag.photometric, Photometric.blackIsZero),
    reversed: directory.first(Tag.fillOrder, 1) === 2,
    planar: directory.first(Tag.planar, 1) === 2 && channels > 1,
    predictor: directory.first(Tag.predictor, 1),
    orientation: directory.first(Tag.orientation, 1),
    alpha: 0,
    bands: 1,
    tiled,
    chunkWidth: tiled ? directory.first(Tag.tileWidth) : width,
    chunkRows: tiled ? directory.first(Tag.tileHeight) : Math.min(perStrip, rows),
  };
  checkPredictor(page);
  checkJpeg(page);
  if (page.chunkWidth < 1 || page.chunkRows < 1) throw damaged('a page has strips or tiles without rows');
  // A tile may reach over the edge, but not so far that it is the memory that counts.
  countSamples([page.chunkWidth, page.chunkRows, channels]);
  return { ...page, ...checkColours(page) };
}

/** Bits of every channel, which must be alike; some files name them once for all. */
function commonBits(directory: Directory, channels: number): number {
  const named = Math.min(channels, directory.count(Tag.bits));
  const bits = Array.from({ length: named }, (_, channel) => directory.at(Tag.bits, channel));
  if (bits.some((depth) => depth !== bits[0])) {
    throw new DataError(`its channels have ${bits.join(', ')} bits; save it with the same bits in each`);
  }
  return bits[0] ?? 1;
}

function sampleType(bits: number, format: number): SampleType {
  if ((format === 1 || format === 4) && [1, 2, 4].includes(bits)) return 'uint8';
  const kind = ['', 'uint', 'int', 'float', 'uint'][format] ?? '';
  const type = `${kind}${bits}`;
  if (!Object.hasOwn(BYTES_OF, type)) {
    const what = format === 5 || format === 6 ? ', complex numbers' : '';
    throw new DataError(
      `its samples have ${bits} bits in TIFF format ${format}${what}; save it as 1, 2, 4, 8, 16, 32 or 64 bit integers or as floats`,
    );
  }
  return type as SampleType;
}

function checkPredictor({ predictor, bits, type }: TiffPage): void {
  if (predictor === 1) return;
  if (predictor === 2 && bits >= 8) return;
  if (predictor === 3 && type.startsWith('float')) return;
  throw new DataError(
    `it has the predictor ${predictor} for samples of ${bits} bits, which is not read here; save it without a predictor`,
  );
}

/** JPEG is decoded as the browser does: grey or colour in 8 bits, channels together. */
function checkJpeg({ compression, bits, channels, planar, photometric }: TiffPage): void {
  if (compression !== JPEG) return;
  const isGrey = channels === 1 && photometric <= Photometric.blackIsZero;
  const isColour = channels === 3 && (photometric === Photometric.rgb || photometric === Photometric.yCbCr);
  if (bits !== 8 || planar || !(isGrey || isColour)) {
    throw new DataError(
      `its compression is JPEG, number 7, in ${channels} ${channels === 1 ? 'channel' : 'channels'} of ${bits} bits and photometric kind ${photometric}, which is not read here; save it uncompressed or with LZW, deflate or PackBits`,
    );
  }
}

/** Refuses kinds of colour that are not read; which kind of opacity, or how many bands, the others come with. */
function checkColours({
  directory,
  compression,
  photometric,
  channels,
  bits,
  type,
}: TiffPage): Pick<TiffPage, 'alpha' | 'bands'> {
  const plain = { alpha: 0, bands: 1 };
  if (compression === JPEG) return plain;
  const colours = photometric === Photometric.rgb ? 3 : 1;
  const extra = channels - colours;
  const kind = KINDS[photometric];
  if (photometric > Photometric.palette || extra < 0) {
    throw new DataError(
      `it has ${channels} ${channels === 1 ? 'channel' : 'channels'} of photometric kind ${photometric}${kind ? ` (${kind})` : ''}; save it in grey or in RGB`,
    );
  }
  if (photometric === Photometric.palette) {
    if (type !== 'uint8' || directory.count(Tag.colourMap) < 3 * 2 ** bits) {
      throw new DataError(
        `it is of photometric kind 3 (palette) with ${bits} bits and without a whole colour map; save it in grey or in RGB`,
      );
    }
  }
  const alpha = extra === 0 ? 0 : directory.first(Tag.extraSamples, 0);
  if (extra === 1 && (alpha === 1 || alpha === 2)) return { alpha, bands: 1 };
  if (extra > 0 && photometric === Photometric.palette) {
    throw new DataError(
      `it has ${channels} channels in every page of kind ${photometric} (${kind}); save the one to learn as a file of its own`,
    );
  }
  return { alpha: 0, bands: colours === 1 ? channels : 1 };
}

/** Luma of every entry of a palette, in 8 bits. */
export function paletteLuma({ directory, bits }: TiffPage, greys: Greys) {
  const size = 2 ** bits;
  const map = Array.from({ length: 3 * size }, (_, i) => directory.at(Tag.colourMap, i));
  // Entries have 16 bits; some writers store 8.
  const unit = map.some((entry) => entry > 255) ? 257 : 1;
  return Float32Array.from({ length: size }, (_, i) =>
    Math.round(greys.luma(map[i], map[size + i], map[2 * size + i]) / unit),
  );
}

/** Where the strips or tiles of a page lie. */
export interface Chunks {
  readonly count: number;
  place(index: number): number;
  size(index: number): number;
}

/** Places and sizes of a page's data; nothing is read beyond the fields' heads. Throws `DataError`. */
export function chunksOf(page: TiffPage): Chunks {
  const { directory, tiled, compression } = page;
  const [offsets, bytes] = tiled ? [Tag.tileOffsets, Tag.tileBytes] : [Tag.stripOffsets, Tag.stripBytes];
  const across = tiled ? Math.ceil(page.width / page.chunkWidth) : 1;
  const perChannel = across * Math.ceil(page.rows / page.chunkRows);
  const needed = perChannel * (page.planar ? page.channels : 1);
  const count = directory.count(offsets);
  if (count < needed) {
    throw damaged(`a page has ${count} of the ${needed} ${tiled ? 'tiles' : 'strips'} its size needs`);
  }
  const sized = directory.count(bytes);
  if (sized === 0 && compression === 1) {
    const full = page.chunkRows * rowBytes(page);
    return { count: needed, place: (i) => directory.at(offsets, i), size: () => full };
  }
  if (sized < needed) throw damaged('a page lists more places than sizes of its data');
  return {
    count: needed,
    place: (index) => directory.at(offsets, index),
    size: (index) => directory.at(bytes, index),
  };
}

/** Bytes of one row of a strip or tile; rows begin at whole bytes. */
export const rowBytes = ({ chunkWidth, channels, planar, bits }: TiffPage): number =>
  Math.ceil((chunkWidth * (planar ? 1 : channels) * bits) / 8);
