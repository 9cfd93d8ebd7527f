/**
 * Zstandard up to a given number of bytes. A reader of our own, for its output is its window: memory and work are bounded
 * by the bytes asked for, whatever window or length a frame claims. (fzstd 0.1.1 takes over a minute for a frame of
 * 19 bytes whose matches lead beyond its end.)
 *
 * Source: RFC 8878, section 3. Dictionaries are not read, checksums are passed over.
 */
import {
  BackwardBits,
  broken,
  certain,
  type FseTable,
  fseTable,
  type HuffmanTable,
  readFse,
  readHuffman,
  readSymbols,
} from './entropy';

/** No more bytes than this come of one: a block of 4 bytes repeats one 128 Ki times. */
export const ZSTD_EXPANSION = 32_768;

const MAGIC = 0xfd2fb528;
const MOST_BLOCK_BYTES = 2 ** 17;

/** What one frame keeps from block to block. */
interface Frame {
  readonly out: Uint8Array<ArrayBuffer>;
  /** Its first byte in `out`: matches lead no further back. */
  readonly start: number;
  /** Bytes of `out` that are written. */
  at: number;
  /** The last three offsets, newest first. */
  readonly offsets: [number, number, number];
  huffman: HuffmanTable | null;
  /** Of literal lengths, offsets and match lengths. */
  readonly tables: (FseTable | null)[];
}

const uint32 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;

/** Unpacks frames to at most `length` bytes; fewer come back where they end early. Throws an `Error`. */
export function unpackZstd(data: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(length);
  let from = 0;
  let at = 0;
  while (from + 8 < data.length && at < length) {
    const magic = uint32(data, from);
    if ((magic & 0xfffffff0) >>> 0 === 0x184d2a50) {
      from += 8 + uint32(data, from + 4);
      continue;
    }
    if (magic !== MAGIC) throw broken('a frame begins with other bytes');
    const frame: Frame = {
      out,
      start: at,
      at,
      offsets: [1, 4, 8],
      huffman: null,
      tables: [null, null, null],
    };
    from = readFrame(data, from + 4, frame);
    at = frame.at;
  }
  return out.subarray(0, at);
}

/** Reads a frame from behind its magic number until it ends or the output is full; the byte behind it. */
function readFrame(data: Uint8Array<ArrayBuffer>, start: number, frame: Frame): number {
  const head = data[start];
  const single = (head >> 5) & 1;
  if ((head & 8) !== 0) throw broken('a frame has a reserved bit set');
  const idBytes = [0, 1, 2, 4][head & 3];
  const idAt = start + 2 - single;
  if (data.subarray(idAt, idAt + idBytes).some((byte) => byte !== 0)) {
    throw broken('a frame needs a dictionary, which is not in the file');
  }
  const sizeBytes = [single, 2, 4, 8][head >> 6];
  let at = idAt + idBytes + sizeBytes;
  for (let last = false; !last && frame.at < frame.out.length; ) {
    if (at + 3 > data.length) throw broken('a frame is cut short');
    const block = data[at] | (data[at + 1] << 8) | (data[at + 2] << 16);
    last = (block & 1) === 1;
    const kind = (block >> 1) & 3;
    const size = block >> 3;
    const from = at + 3;
    at = from + (kind === 1 ? 1 : size);
    if (at > data.length || size > MOST_BLOCK_BYTES) throw broken('a block is cut short or too long');
    if (kind === 3) throw broken('a block is of a kind that does not exist');
    const room = frame.out.length - frame.at;
    if (kind === 0) put(frame, data.subarray(from, at));
    else if (kind === 1) {
      frame.out.fill(data[from], frame.at, frame.at + size);
      frame.at += Math.min(size, room);
    } else readBlock(data.subarray(from, at), frame);
  }
  return at + ((head >> 2) & 1) * 4;
}

/** Writes bytes, as many as there is room for. */
function put(frame: Frame, bytes: Uint8Array): void {
  const part = bytes.subarray(0, frame.out.length - frame.at);
  frame.out.set(part, frame.at);
  frame.at += part.length;
}

/** A compressed block: its literals, and the sequences that put them among what was written before. */
function readBlock(block: Uint8Array, frame: Frame): void {
  const { literals, end } = readLiterals(block, frame);
  let at = end;
  let count = block[at++];
  if (count === undefined) throw broken('a block is cut short');
  if (count === 255) {
    count = block[at] + (block[at + 1] << 8) + 0x7f00;
    at += 2;
  } else if (count > 127) count = ((count - 128) << 8) + block[at++];
  if (count === 0) {
    put(frame, literals);
    return;
  }
  const modes = block[at++];
  TABLES.forEach((kind, index) => {
    at = takeTable(block, at, (modes >> (6 - 2 * index)) & 3, kind, index, frame);
  });
  runSequences(new BackwardBits(block.subarray(at)), count, literals, frame);
}

function readLiterals(
  block: Uint8Array,
  frame: Frame,
): { readonly literals: Uint8Array; readonly end: number } {
  const head = block[0];
  const kind = head & 3;
  const form = (head >> 2) & 3;
  const cut = () => broken('the literals of a block are cut short');
  if (kind < 2) {
    const [bytes, shift] = [
      [1, 3],
      [2, 4],
      [1, 3],
      [3, 4],
    ][form];
    if (bytes > block.length) throw cut();
    const size = number(block, bytes) >>> shift;
    if (size > MOST_BLOCK_BYTES) throw broken('a block has more literals than allowed');
    const end = bytes + (kind === 0 ? size : 1);
    if (end > block.length) throw cut();
    const literals = kind === 0 ? block.subarray(bytes, end) : new Uint8Array(size).fill(block[bytes]);
    return { literals, end };
  }
  const bytes = [3, 3, 4, 5][form];
  if (bytes > block.length) throw cut();
  // The two sizes, in 10, 10, 14 or 18 bits each.
  const width = [10, 10, 14, 18][form];
  const sizes = Math.floor(number(block, bytes) / 16);
  const size = sizes % 2 ** width;
  const end = bytes + Math.floor(sizes / 2 ** width);
  if (size > MOST_BLOCK_BYTES) throw broken('a block has more literals than allowed');
  if (end > block.length) throw cut();
  let from = bytes;
  if (kind === 2) {
    const described = readHuffman(block.subarray(0, end), bytes);
    frame.huffman = described.table;
    from = described.end;
  }
  if (!frame.huffman) throw broken('literals refer to a table that is not there');
  const literals = new Uint8Array(size);
  const packed = block.subarray(from, end);
  if (form === 0) readSymbols(frame.huffman, packed, literals);
  else readFourStreams(frame.huffman, packed, literals);
  return { literals, end };
}

/** An unsigned number of the first bytes, at most 5. */
function number(bytes: Uint8Array, count: number): number {
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[i];
  return value;
}

/** Four streams, of which the sizes of three are stored before them. */
function readFourStreams(table: HuffmanTable, packed: Uint8Array, literals: Uint8Array): void {
  const quarter = (literals.length + 3) >> 2;
  let from = 6;
  for (let stream = 0; stream < 4; stream++) {
    const size = packed[2 * stream] | (packed[2 * stream + 1] << 8);
    const end = stream < 3 ? from + size : packed.length;
    if (end > packed.length) throw broken('the literals of a block are cut short');
    readSymbols(
      table,
      packed.subarray(from, end),
      literals.subarray(stream * quarter, (stream + 1) * quarter),
    );
    from = end;
  }
}

/** A code of sequences: its standard table, and the bounds of one of its own. */
interface Code {
  readonly standard: FseTable;
  readonly mostLog: number;
  readonly largest: number;
}

const repeated = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

/** Literal lengths, offsets and match lengths; RFC 8878, section 3.1.1.3.2.2. */
const TABLES: readonly Code[] = [
  {
    standard: fseTable(6, [
      ...[4, 3, ...repeated(11, 2), 1, 1, 1, ...repeated(9, 2), 3, 2, ...repeated(5, 1)],
      ...repeated(4, -1),
    ]),
    mostLog: 9,
    largest: 35,
  },
  {
    standard: fseTable(5, [...repeated(6, 1), 2, 2, 2, ...repeated(15, 1), ...repeated(5, -1)]),
    mostLog: 8,
    largest: 31,
  },
  {
    standard: fseTable(6, [1, 4, 3, ...repeated(6, 2), ...repeated(37, 1), ...repeated(7, -1)]),
    mostLog: 9,
    largest: 52,
  },
];

/** Takes the table of one code as the block says; the byte behind its description. */
function takeTable(
  block: Uint8Array,
  at: number,
  mode: number,
  { standard, mostLog, largest }: Code,
  index: number,
  { tables }: Frame,
): number {
  if (mode === 0) tables[index] = standard;
  else if (mode === 1) {
    if (!(block[at] <= largest)) throw broken('a table has a symbol that does not exist');
    tables[index] = certain(block[at]);
    return at + 1;
  } else if (mode === 2) {
    const { table, end } = readFse(block, at, mostLog, largest);
    tables[index] = table;
    return end;
  } else if (!tables[index]) throw broken('a block refers to a table that is not there');
  return at;
}

/** Further bits of every code of lengths. */
const LITERAL_BITS = [...repeated(16, 0), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_BITS = [
  ...repeated(32, 0),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
];

/** The lengths that codes begin at: each where the one before ends. */
function bases(bits: readonly number[], first: number): number[] {
  let next = first;
  return bits.map((width) => {
    const own = next;
    next += 2 ** width;
    return own;
  });
}

const LITERAL_BASES = bases(LITERAL_BITS, 0);
const MATCH_BASES = bases(MATCH_BITS, 3);

/** Writes literals and matches in turns until all sequences are done or the output is full. */
function runSequences(stream: BackwardBits, count: number, literals: Uint8Array, frame: Frame): void {
  const [lengths, offsets, matches] = frame.tables as FseTable[];
  let length = stream.read(lengths.log);
  let offset = stream.read(offsets.log);
  let match = stream.read(matches.log);
  let from = 0;
  for (let i = 0; i < count; i++) {
    const offsetBits = offsets.symbols[offset];
    const value = 2 ** offsetBits + stream.read(offsetBits);
    const matchCode = matches.symbols[match];
    const matchLength = MATCH_BASES[matchCode] + stream.read(MATCH_BITS[matchCode]);
    const lengthCode = lengths.symbols[length];
    const literalLength = LITERAL_BASES[lengthCode] + stream.read(LITERAL_BITS[lengthCode]);
    if (i < count - 1) {
      length = lengths.bases[length] + stream.read(lengths.bits[length]);
      match = matches.bases[match] + stream.read(matches.bits[match]);
      offset = offsets.bases[offset] + stream.read(offsets.bits[offset]);
    }
    const end = from + literalLength;
    if (stream.left < 0 || end > literals.length) throw broken('the sequences of a block are cut short');
    put(frame, literals.subarray(from, end));
    from = end;
    copyMatch(frame, offsetOf(value, literalLength, frame.offsets), matchLength);
    if (frame.at >= frame.out.length) return;
  }
  if (stream.left !== 0) throw broken('the sequences of a block have another length than they say');
  put(frame, literals.subarray(from));
}

/** The offset that a value stands for: 1 to 3 are those used last, which it is put before. */
function offsetOf(value: number, literalLength: number, last: Frame['offsets']): number {
  const index = value > 3 ? 3 : value - (literalLength > 0 ? 1 : 0);
  const offset = value > 3 ? value - 3 : index === 3 ? last[0] - 1 : last[index];
  if (index > 1) last[2] = last[1];
  if (index > 0) last[1] = last[0];
  last[0] = offset;
  return offset;
}

/** Repeats what lies `offset` bytes back, as much as there is room for. */
function copyMatch(frame: Frame, offset: number, length: number): void {
  const { out, start } = frame;
  if (offset < 1 || offset > frame.at - start) throw broken('a match leads back beyond the beginning');
  const end = Math.min(out.length, frame.at + length);
  for (let at = frame.at; at < end; at++) out[at] = out[at - offset];
  frame.at = end;
}
