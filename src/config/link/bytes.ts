/**
 * Small numbers in few bytes: what links are packed with. A reader checks every length before it reads,
 * and throws `ConfigError` where the bytes do not hold what they should.
 */
import { ConfigError } from '../../core/errors';

/** The error of bytes that no writer made. */
export const damaged = (what: string): ConfigError => new ConfigError('link', `the link is damaged: ${what}`);

/** Head bytes of a number up to here: a power of ten from 10^-24 to 10^24 and a sign; the mantissa follows. */
const LOWEST = -24;
const HIGHEST = 24;
/** From here: a mantissa of 1 to 9 and a power from 10^-9 to 10^7, complete in one byte. */
const SHORT_FIRST = (HIGHEST - LOWEST + 1) * 2;
const SHORT_LOWEST = -9;
const SHORT_HIGHEST = 7;
const ZERO = SHORT_FIRST + 9 * (SHORT_HIGHEST - SHORT_LOWEST + 1);
/** Eight bytes follow. */
const RAW = 255;

export class ByteWriter {
  #bytes = new Uint8Array(64);
  #length = 0;

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** A whole number from 0 to 2^53 - 1, seven bits a byte, low ones first. */
  count(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.byte(rest);
  }

  /** Any finite double, exactly: as its shortest decimal form where that is shorter, else its eight bytes. */
  number(value: number): void {
    const [digits, exponent] = Math.abs(value).toExponential().replace('.', '').split('e');
    const mantissa = Number(digits);
    const power = Number(exponent) - (digits.length - 1);
    if (Object.is(value, 0)) {
      this.byte(ZERO);
    } else if (value > 0 && mantissa <= 9 && power >= SHORT_LOWEST && power <= SHORT_HIGHEST) {
      this.byte(SHORT_FIRST + (power - SHORT_LOWEST) * 9 + mantissa - 1);
    } else if (value !== 0 && power >= LOWEST && power <= HIGHEST && mantissa <= Number.MAX_SAFE_INTEGER) {
      this.byte((power - LOWEST) * 2 + (value < 0 ? 1 : 0));
      this.count(mantissa);
    } else {
      this.byte(RAW);
      const raw = new Uint8Array(8);
      new DataView(raw.buffer).setFloat64(0, value, true);
      this.append(raw);
    }
  }

  /** Well-formed Unicode, as UTF-8. */
  text(value: string): void {
    const bytes = new TextEncoder().encode(value);
    this.count(bytes.length);
    this.append(bytes);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    if (this.left < 1) throw damaged('it ends too early');
    return this.#bytes[this.#at++];
  }

  /** A view of the next bytes. */
  take(length: number): Uint8Array {
    if (length > this.left) throw damaged('it ends too early');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A whole number from 0 to `most`. */
  count(most: number, what: string): number {
    let value = 0;
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.byte();
      value += (byte % 128) * scale;
      if (byte >= 128) continue;
      if (value > most) break;
      return value;
    }
    throw damaged(`${what} must be at most ${most}`);
  }

  /** A finite double. */
  number(): number {
    const head = this.byte();
    if (head < SHORT_FIRST) {
      const mantissa = this.count(Number.MAX_SAFE_INTEGER, 'a mantissa');
      return Number(`${head % 2 === 1 ? '-' : ''}${mantissa}e${LOWEST + (head >> 1)}`);
    }
    if (head < ZERO) {
      const place = head - SHORT_FIRST;
      return Number(`${(place % 9) + 1}e${SHORT_LOWEST + Math.floor(place / 9)}`);
    }
    if (head === ZERO) return 0;
    if (head !== RAW) throw damaged('a number has an unknown form');
    const raw = this.take(8);
    const value = new DataView(raw.buffer, raw.byteOffset, 8).getFloat64(0, true);
    if (!Number.isFinite(value)) throw damaged('a number is not finite');
    return value;
  }

  text(mostBytes: number): string {
    const bytes = this.take(this.count(mostBytes, 'the length of a text'));
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw damaged('a text is not UTF-8');
    }
  }
}

/** Bits, high ones first, filled up with zeros to whole bytes. */
export class BitWriter {
  readonly #bits: number[] = [];

  get bytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    this.#bits.forEach((bit, index) => {
      bytes[index >> 3] |= bit << (7 - (index & 7));
    });
    return bytes;
  }

  bits(value: number, width: number): void {
    for (let bit = width - 1; bit >= 0; bit--) this.#bits.push((value >> bit) & 1);
  }

  /** Exponential Golomb code of order `k`: short for values below about 2^k. */
  golomb(value: number, k: number): void {
    const shifted = value + 2 ** k;
    const width = 32 - Math.clz32(shifted);
    this.bits(0, width - 1 - k);
    this.bits(shifted, width);
  }
}

/** Bits of `golomb`. */
export const golombWidth = (value: number, k: number): number =>
  2 * (32 - Math.clz32(value + 2 ** k)) - 1 - k;

export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bits(width: number): number {
    if (this.#at + width > this.#bytes.length * 8) throw damaged('it ends too early');
    let value = 0;
    for (let i = 0; i < width; i++, this.#at++) {
      value = value * 2 + ((this.#bytes[this.#at >> 3] >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  golomb(k: number): number {
    let extra = 0;
    while (this.bits(1) === 0) if (++extra > 20) throw damaged('a number of the receipt is too large');
    return 2 ** (k + extra) + this.bits(k + extra) - 2 ** k;
  }
}

/** A signed number as an unsigned one, small for small ones: 0, -1, 1, -2, ... */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
export const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) VALUES[ALPHABET.charCodeAt(i)] = i;

/** RFC 4648 section 5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const characters = Math.min(4, bytes.length - at + 1);
    for (let i = 0; i < characters; i++) text += ALPHABET[(three >> (18 - 6 * i)) & 63];
  }
  return text;
}

/** The bytes of as many characters as are whole bytes; null at a character outside the alphabet. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let buffer = 0;
  let width = 0;
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const value = code < 128 ? VALUES[code] : -1;
    if (value < 0) return null;
    buffer = ((buffer << 6) | value) & 0xffff;
    width += 6;
    if (width < 8) continue;
    width -= 8;
    bytes[length++] = (buffer >> width) & 0xff;
  }
  return bytes;
}

/** CRC-24 of RFC 4880 section 6.1: finds every error within four neighbouring characters. */
export function crc24(bytes: Uint8Array): number {
  let crc = 0xb704ce;
  for (const byte of bytes) crc = ((crc << 8) & 0xffffff) ^ CRC_OF_BYTE[((crc >> 16) ^ byte) & 0xff];
  return crc;
}

const CRC_OF_BYTE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 16;
  for (let bit = 0; bit < 8; bit++) crc = (crc << 1) ^ (crc & 0x800000 ? 0x1864cfb : 0);
  return crc & 0xffffff;
});
