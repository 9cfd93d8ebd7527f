/**
 * Size of the first load: the JavaScript that index.html itself asks for, compressed as a server would.
 * What is loaded later (TensorFlow.js, Plotly, fonts, formulas) does not count.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { root } from './lib/paths.mjs';

/** The shell must answer quickly on a phone, and TensorFlow.js and Plotly are lazy for that reason. */
const LIMIT_BYTES = 200_000;

const html = readFileSync(join(root, 'dist/index.html'), 'utf8');
const files = [...html.matchAll(/(?:src|href)="\.?\/?([^"]+\.js)"/g)].map(([, path]) => path);
let sum = 0;
for (const path of files) {
  const bytes = gzipSync(readFileSync(join(root, 'dist', path)), { level: 9 }).byteLength;
  sum += bytes;
  console.log(`${path}: ${(bytes / 1000).toFixed(1)} kB`);
}
console.log(
  `first load: ${(sum / 1000).toFixed(1)} kB of at most ${LIMIT_BYTES / 1000} kB JavaScript (gzip)`,
);
if (files.length === 0) console.error('dist/index.html names no script; is it the built page?');
process.exit(files.length === 0 || sum > LIMIT_BYTES ? 1 : 0);
