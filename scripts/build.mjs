/** `npm run build`: the page for production, in dist or in the folder given with `--outDir`. */
import { parseArgs } from 'node:util';
import { buildPage } from './lib/build.mjs';

const { values } = parseArgs({
  options: { outDir: { type: 'string' }, quiet: { type: 'boolean', default: false } },
});
await buildPage({
  ...(values.outDir ? { outDir: values.outDir } : {}),
  logLevel: values.quiet ? 'warn' : 'info',
});
