/**
 * The built-in digits: the 10,000 of the package `mnist` (MIT, a part of MNIST), packed into one file that is made where
 * it is missing and never part of the repository.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { root } from './paths.mjs';

const require = createRequire(import.meta.url);

export const DIGITS = join(root, 'src/data/digits/digits.bin');

const CLASSES = 10;
const SIZE = 28 * 28;
/** Examples of training, validation and test set, each with the classes as all have them, to within one. */
const PARTS = [8000, 1000, 1000];

/**
 * Grey levels 0 to 255 of all digits of a class; the package has them as levels / 255 with three places.
 * @param {number} digit
 */
function levels(digit) {
  const path = require.resolve(`mnist/src/digits/${digit}.json`);
  return Uint8Array.from(JSON.parse(readFileSync(path, 'utf8')).data, (value) => Math.round(255 * value));
}

/**
 * How many of `available` each part takes: whole numbers nearest to its share, so that sums come out.
 * @param {number[]} available
 * @param {number} wanted
 */
function shares(available, wanted) {
  const all = available.reduce((sum, count) => sum + count, 0);
  const exact = available.map((count) => (count * wanted) / all);
  const counts = exact.map(Math.floor);
  const byRest = exact.map((share, digit) => ({ digit, rest: share % 1 })).sort((a, b) => b.rest - a.rest);
  const missing = wanted - counts.reduce((sum, count) => sum + count, 0);
  for (const { digit } of byRest.slice(0, missing)) counts[digit]++;
  return counts;
}

/** Labels of all digits, training first, and then their pictures. */
function digitBytes() {
  const classes = Array.from({ length: CLASSES }, (_, digit) => levels(digit));
  const left = classes.map((pictures) => pictures.length / SIZE);
  const total = PARTS.reduce((sum, count) => sum + count, 0);
  const bytes = new Uint8Array(total * (1 + SIZE));
  let place = 0;
  for (const count of PARTS) {
    const own = shares(left, count);
    const taken = own.map(() => 0);
    // In turn, as far as there are some of each, so that neighbours are of different classes.
    for (let made = 0; made < count; ) {
      for (let digit = 0; digit < CLASSES; digit++) {
        if (taken[digit] === own[digit]) continue;
        taken[digit]++;
        left[digit]--;
        bytes[place] = digit;
        const from = left[digit] * SIZE;
        bytes.set(classes[digit].subarray(from, from + SIZE), total + place * SIZE);
        place++;
        made++;
      }
    }
  }
  return bytes;
}

/** Makes the file where it is missing. */
export function makeDigits() {
  if (existsSync(DIGITS)) return;
  const unfinished = `${DIGITS}.${process.pid}`;
  writeFileSync(unfinished, gzipSync(digitBytes(), { level: 9 }));
  // Whole or not at all: others may be waiting for it.
  renameSync(unfinished, DIGITS);
}
