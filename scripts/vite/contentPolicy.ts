/**
 * The Content-Security-Policy of the built page, put into every HTML entry as its first element, so that it
 * holds on hosts that set no headers. `docs/deploy.md` has the same for hosts that do.
 */
import type { Plugin } from 'vite';
import { catalogue } from '../../src/checkpoints/catalogue.ts';

/** Published checkpoints, by their exact addresses, and nothing else beside the page itself. */
const published = catalogue
  .filter(({ origin }) => origin === 'published')
  .flatMap(({ files }) => files.map(({ url }) => url));

/** huggingface.co answers with a redirect to one of these. */
const REDIRECTS = published.some((url) => url.startsWith('https://huggingface.co/'))
  ? ['https://*.hf.co']
  : [];

const directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'worker-src': ["'self'"],
  // KaTeX writes style attributes, Mantine and Plotly style elements whose text depends on the theme.
  'style-src': ["'self'", "'unsafe-inline'"],
  // `data:` and `blob:` are charts on their way to a file and pictures on their way in.
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'", ...published, ...REDIRECTS],
  // The example of an embedding page.
  'frame-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
} as const satisfies Record<string, readonly string[]>;

export const contentPolicy = Object.entries(directives)
  .map(([name, sources]) => [name, ...sources].join(' '))
  .join('; ');

/** Adds the policy to every built page. In development Vite's own inline scripts would fall under it. */
export function contentPolicyPlugin(): Plugin {
  return {
    name: 'content-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: contentPolicy },
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}
