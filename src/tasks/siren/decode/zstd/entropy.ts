/**
 * The entropy codes of Zstandard: finite state entropy and Huffman, and the bits they are read from. What does not
 * hold together throws an `Error`.
 *
 * Source: RFC 8878, sections 4.1 and 4.2.
 */

export const broken = (what: string) => new Error(`Zstandard: ${what}`);

/** Place of the highest bit that is set. */
const highestBit = (value: number): number => 31 - Math.clz32(value);

/** Bits from the last to the first; before the first they are zeros. */
export class BackwardBits {
  readonly #bytes: Uint8Array;
  /** Bits left; below zero once more were read than there are. */
  left: number;

  constructor(bytes: Uint8Array) {
    const last = bytes[bytes.length - 1];
    // The highest bit that is set ends the stream.
    if (!last) throw broken('a stream of bits has no end');
    this.#bytes = bytes;
    this.left = (bytes.length - 1) * 8 + highestBit(last);
  }

  /** The next `count` bits, at most 31. */
  read(count: number): number {
    if (count > 24) return this.read(count - 16) * 65_536 + this.read(16);
    this.left -= count;
    const at = this.left >> 3;
    const bytes = this.#bytes;
    // Outside of the array there is `undefined`, which counts as 0.
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    return (word >>> (this.left & 7)) & ((1 << count) - 1);
  }
}

/** A decoding table of finite state entropy: by state its symbol, and how the next state is read. */
export interface FseTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

/** The table in which one symbol is certain. */
export const certain = (symbol: number): FseTable => ({
  log: 0,
  symbols: Uint8Array.of(symbol),
  bits: new Uint8Array(1),
  bases: new Uint16Array(1),
});

/** A table from how often each symbol stands in 2^`log` states; -1 is less than once. */
export function fseTable(log: number, counts: readonly number[]): FseTable {
  const size = 1 << log;
  const symbols = new Uint8Array(size);
  const next = new Uint16Array(counts.length);
  let high = size;
  counts.forEach((count, symbol) => {
    if (count === -1) symbols[--high] = symbol;
    next[symbol] = Math.abs(count);
  });
  const step = (size >> 1) + (size >> 3) + 3;
  let place = 0;
  counts.forEach((count, symbol) => {
    for (let i = 0; i < count; i++) {
      symbols[place] = symbol;
      do place = (place + step) & (size - 1);
      while (place >= high);
    }
  });
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const own = next[symbols[state]]++;
    bits[state] = log - highestBit(own);
    bases[state] = (own << bits[state]) - size;
  }
  return { log, symbols, bits, bases };
}

/** A table and the byte behind its description. */
interface Described<T> {
  readonly table: T;
  readonly end: number;
}

/** Reads the description of a table, of at most 2^`mostLog` states and symbols up to `largest`. */
export function readFse(
  bytes: Uint8Array,
  start: number,
  mostLog: number,
  largest: number,
): Described<FseTable> {
  let at = start * 8;
  const read = (count: number): number => {
    const byte = at >> 3;
    const word = bytes[byte] | (bytes[byte + 1] << 8) | (bytes[byte + 2] << 16);
    const value = (word >> (at & 7)) & ((1 << count) - 1);
    at += count;
    return value;
  };
  const log = read(4) + 5;
  if (log > mostLog) throw broken('a table is larger than allowed');
  const counts: number[] = [];
  let left = 1 << log;
  while (left > 0) {
    const width = highestBit(left + 1) + 1;
    const low = (1 << (width - 1)) - 1;
    const few = (1 << width) - 2 - left;
    let value = read(width);
    // Small values take one bit less.
    if ((value & low) < few) {
      at--;
      value &= low;
    } else if (value > low) value -= few;
    const count = value - 1;
    counts.push(count);
    left -= Math.abs(count);
    if (count === 0) {
      let more: number;
      do {
        more = read(2);
        for (let i = 0; i < more; i++) counts.push(0);
      } while (more === 3);
    }
    if (left < 0 || counts.length > largest + 1) throw broken('a table does not hold together');
  }
  const end = (at + 7) >> 3;
  if (end > bytes.length) throw broken('a table is cut short');
  return { table: fseTable(log, counts), end };
}

/** A Huffman table: by the next `log` bits the symbol, and how many of them are its own. */
export interface HuffmanTable {
  readonly log: number;
  readonly symbols: Uint8Array;
  readonly bits: Uint8Array;
}

const MOST_HUFFMAN_BITS = 11;

/** Reads the description of a Huffman table. */
export function readHuffman(bytes: Uint8Array, start: number): Described<HuffmanTable> {
  const head = bytes[start];
  const packed = head < 128;
  const end = start + 1 + (packed ? head : (head - 126) >> 1);
  if (!(end <= bytes.length)) throw broken('a Huffman table is cut short');
  const weights = packed
    ? packedWeights(bytes.subarray(start + 1, end))
    : Array.from({ length: head - 127 }, (_, i) => {
        const pair = bytes[start + 1 + (i >> 1)];
        return i % 2 === 0 ? pair >> 4 : pair & 15;
      });
  return { table: huffmanTable(weights), end };
}

/** Weights in finite state entropy, from two states in turns until the bits run out. */
function packedWeights(bytes: Uint8Array): number[] {
  const { table, end } = readFse(bytes, 0, 6, 255);
  const stream = new BackwardBits(bytes.subarray(end));
  const states = [stream.read(table.log), stream.read(table.log)];
  const weights: number[] = [];
  for (let turn = 0; weights.length < 255; turn = 1 - turn) {
    const state = states[turn];
    weights.push(table.symbols[state]);
    states[turn] = table.bases[state] + stream.read(table.bits[state]);
    if (stream.left < 0) {
      weights.push(table.symbols[states[1 - turn]]);
      return weights;
    }
  }
  throw broken('a Huffman table has too many weights');
}

/** The last weight is not stored: it makes the sum a power of two. */
function huffmanTable(stored: readonly number[]): HuffmanTable {
  const sum = stored.reduce((total, weight) => total + (weight > 0 ? 2 ** (weight - 1) : 0), 0);
  const log = sum > 0 ? highestBit(sum) + 1 : 0;
  const rest = 2 ** log - sum;
  if (sum < 1 || log > MOST_HUFFMAN_BITS || stored.length > 255 || (rest & (rest - 1)) !== 0) {
    throw broken('a Huffman table does not hold together');
  }
  const weights = [...stored, highestBit(rest) + 1];
  const symbols = new Uint8Array(1 << log);
  const bits = new Uint8Array(1 << log);
  let at = 0;
  // The longest codes, of weight 1, come first.
  for (let weight = 1; weight <= log; weight++) {
    weights.forEach((own, symbol) => {
      if (own !== weight) return;
      const span = 1 << (weight - 1);
      symbols.fill(symbol, at, at + span);
      bits.fill(log + 1 - weight, at, at + span);
      at += span;
    });
  }
  return { log, symbols, bits };
}

/** Fills `out` with the symbols of one stream, which must hold exactly so many. */
export function readSymbols({ log, symbols, bits }: HuffmanTable, bytes: Uint8Array, out: Uint8Array): void {
  const stream = new BackwardBits(bytes);
  const mask = (1 << log) - 1;
  let state = stream.read(log);
  for (let i = 0; i < out.length; i++) {
    out[i] = symbols[state];
    const own = bits[state];
    state = ((state << own) | stream.read(own)) & mask;
  }
  if (stream.left !== -log) throw broken('a stream of literals has another length than it says');
}
