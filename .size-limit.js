/**
 * The first load: the JavaScript that index.html itself asks for. The shell must answer quickly on a phone;
 * TensorFlow.js, Plotly and everything seldom used come later and do not count.
 */
import { readFileSync } from 'node:fs';

const html = readFileSync(new URL('./dist/index.html', import.meta.url), 'utf8');
const files = [...html.matchAll(/(?:src|href)="\.?\/?([^"]+\.js)"/g)].map(([, path]) => `dist/${path}`);
if (files.length === 0) throw new Error('dist/index.html names no script; is it the built page?');

export default [{ name: 'first load', path: files, limit: '200 kB', gzip: true }];
