/** Zstandard as its own program writes it, and frames that promise more than they hold. */
import { expect, test } from 'vitest';
import { unpackZstd } from '../../src/tasks/siren/decode/zstd';
import { ramp } from './decodeHelpers';

/** Words of a short list. */
function words(): Uint8Array {
  const list = ['strip', 'tile', 'window', 'offset', 'literal', 'match', 'table', 'state'];
  const text = ramp(400).map((i) => list[((i * i * 7919) >> 5) % list.length]);
  return new TextEncoder().encode(text.join(' '));
}

const FRAMES: readonly (readonly [level: string, base64: string])[] = [
  [
    '--fast=1',
    [
      'KLUv/WTrCOUPAGQDc3RyaXAgc3RhdGUgbWF0Y2ggb2Zmc2V0d2luZG93IGxpdGVyYWx0YWJsZXJpcHJpcHRpbGls',
      'gT+owQcp7LMbIQQdi8t2EXRcLtGMUqM9AyjjkusWDuEmyxr5AcwkxvgZXbMBqiL1NxIy08BeLlrGjFIR0WWou9cH',
      'onQPHjw4+1r2A6KMwBvT5hixX88zly/CEBYLMWC2yWgD12NgJCn7A3cmGM+LRLLmu1AmwZ+Cdb9XnwhbXdg1aHwa',
      'OhGLbHDnahzXXka6w/Gk3LIfXwuC3ZmX30tnc2soAKVcct3CIbjJskY/gJnEGD9D12yAqkj9TUJmGtjLRZYxo1RE',
      'ugx19/pAKN2DBw/Ovst+QJQReMa0OUbs93nm8kUYwsRCDJhtGm3gegyMRMr+wJ0F43mRSNb4LpRJ8Few7vfqE8JW',
      'F3YNjU9DJ2KRDdy5Gse1l0l3OJ6UW/aj14Jgd+bze+lsbg0FQCmXXLdwCDdZ1ugHYCYxxs/omg1QFam/SUiZBvZy',
      '0TJmlIpIF0PdvT4QpXvw4MHZd9kXEGUE3pg2x4j9Po+5fBGGsFiIAbNNoy24HgMjSdkfuLNgYl4kkjXfhTIJ/gqs',
      '+5n6RNjqwq6h0dN3Azrxg1oM9DFbqRdvnjvAYRuhFxebXgcQOSq0bSrDsATYuZrBcO4vqmK3WwVLvnm9',
    ].join(''),
  ],
  [
    '-19',
    [
      'KLUv/WTrCMUFADLDChGwqQMAMSRbvHpbkmIYFmUUGNlms2OCOy/hTVtHmK5RjXGMhK8YfitDTatEqKFrCvvsBiBE',
      'QJiE9BJgYAg4jjGGCo2ACcRgpsLC1v83vL5MAYlKdqdulgOcz8tj80BpoAISLIAM4cKWCiZhtc+c90dAUOFeaWXP',
      'kX3KwwVskdDrIT7HztMoukjC5QLo1B5IEbcaRDxSLGioG0BcbfF6UbuCxni3xY2XZaEiAHPmmnz9i1SsNKtLvnm9',
    ].join(''),
  ],
];

test.each(FRAMES)('what zstd %s packs comes out as it was, and no more of it than asked for', (_, base64) => {
  const packed = Uint8Array.from(Buffer.from(base64, 'base64'));
  const whole = words();
  expect([...unpackZstd(packed, whole.length)]).toEqual([...whole]);
  expect(unpackZstd(packed, whole.length + 9)).toHaveLength(whole.length);
  expect([...unpackZstd(packed, 1000)]).toEqual([...whole.subarray(0, 1000)]);
  for (const length of ramp(20, 13, 7)) {
    const cut = () => unpackZstd(packed.slice(0, length), whole.length);
    expect(cut).toThrow(/^Zstandard: /);
  }
});

const magic = [0x28, 0xb5, 0x2f, 0xfd];
/** A frame of one compressed block, with a window of 128 KiB. */
const frame = (...block: number[]) => {
  const head = (block.length << 3) | (2 << 1) | 1;
  return Uint8Array.from([...magic, 0, 0x38, head & 255, (head >> 8) & 255, head >> 16, ...block]);
};

test('matches that lead beyond what is asked for end there', () => {
  // One literal; 98,047 sequences, all of one code each: a literal length of 0, offset code 0, match length 65,539.
  const endless = frame(0x08, 0x41, 255, 255, 255, 0b01010100, 0, 0, 52, 1);
  const started = performance.now();
  expect(() => unpackZstd(endless, 64)).toThrow(/^Zstandard: /);
  expect(performance.now() - started).toBeLessThan(1000);
});

test('a window of 2 GiB, or a length of as much, takes no memory', () => {
  const block = [(3 << 3) | 1, 0, 0, 1, 2, 3];
  const large = Uint8Array.from([...magic, 0, 0xa8, ...block]);
  expect([...unpackZstd(large, 64)]).toEqual([1, 2, 3]);
  const long = Uint8Array.from([...magic, 0xe0, 0, 0, 0, 0x80, 0, 0, 0, 0, ...block]);
  expect([...unpackZstd(long, 2)]).toEqual([1, 2]);
});

test.each([
  [
    'a match that leads back beyond the beginning',
    frame(0x08, 0x41, 1, 0b01010100, 0, 6, 0, 0x40),
    /beginning/,
  ],
  ['a dictionary', Uint8Array.from([...magic, 1, 0, 9, 1, 0, 0, 0]), /dictionary/],
  ['a block cut short', Uint8Array.from([...magic, 0, 0, 0x41, 0, 0, 7]), /cut short/],
  ['a table that is not there', frame(0x08, 0x41, 1, 0b11111100, 1), /table that is not there/],
  ['other bytes', Uint8Array.from(ramp(20, 1)), /begins with other bytes/],
] as const)('%s is refused', (_, bytes, reason) => {
  expect(() => unpackZstd(bytes, 1000)).toThrow(reason);
});
