/** The fields of a TIFF that change what its samples mean, by name. */
export const Tag = {
  newSubfileType: 254,
  subfileType: 255,
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  orientation: 274,
  channels: 277,
  rowsPerStrip: 278,
  stripBytes: 279,
  planar: 284,
  predictor: 317,
  colourMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileBytes: 325,
  extraSamples: 338,
  format: 339,
  jpegTables: 347,
  depth: 32997,
} as const;

const KNOWN: ReadonlySet<number> = new Set(Object.values(Tag));

/** Whether a field is looked at; the others are not kept. */
export const isKnownTag = (tag: number): boolean => KNOWN.has(tag);
