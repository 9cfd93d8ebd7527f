/**
 * Messages to and from the embedded page (`embed.html`): parts to hide, by its query, and its height, by
 * messages to the page around it. docs/links.md describes both for authors.
 *
 *     <iframe src="embed.html?hide=arms,table#2…"></iframe>
 */
import * as v from 'valibot';
import { ConfigError } from '../core/errors';
import { exactly, fields, whole } from '../core/schema';

/** Parts an author may hide. The transport and the curves always stay. */
export const EMBED_PARTS = [
  'arms',
  'options',
  'table',
  'view',
  'drivers',
  'metric',
  'device',
  'receipt',
] as const;
export type EmbedPart = (typeof EMBED_PARTS)[number];

export interface EmbedOptions {
  readonly hidden: ReadonlySet<EmbedPart>;
  /** Colours: the reader's system decides where it is not said. */
  readonly theme: 'auto' | 'light' | 'dark';
  /** For the author's console: what in the query means nothing here. */
  readonly notes: readonly string[];
}

/** Reads the query of `embed.html`, with or without its "?". What is unknown is left out and noted, never an error. */
export function readEmbedQuery(query: string): EmbedOptions {
  const params = new URLSearchParams(query.slice(0, 2000));
  const words = params
    .getAll('hide')
    .flatMap((list) => list.split(','))
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '');
  const known = (word: string): word is EmbedPart => (EMBED_PARTS as readonly string[]).includes(word);
  const theme = params.get('theme') ?? 'auto';
  const themeKnown = theme === 'auto' || theme === 'light' || theme === 'dark';
  return {
    hidden: new Set(words.filter(known)),
    theme: themeKnown ? theme : 'auto',
    notes: [
      ...[...new Set(words.filter((word) => !known(word)))].map(
        (word) => `hide: there is no part "${word.slice(0, 40)}"; there are ${EMBED_PARTS.join(', ')}`,
      ),
      ...(themeKnown ? [] : [`theme: "${theme.slice(0, 40)}" is not one of auto, light, dark`]),
    ],
  };
}

/** Query of `embed.html` that hides these parts, with "?" or empty. One for equal sets. */
export function embedQuery(hidden: Iterable<EmbedPart>, theme: EmbedOptions['theme'] = 'auto'): string {
  const set = new Set(hidden);
  const parts = EMBED_PARTS.filter((part) => set.has(part));
  const words = [
    ...(parts.length > 0 ? [`hide=${parts.join(',')}`] : []),
    ...(theme === 'auto' ? [] : [`theme=${theme}`]),
  ];
  return words.length > 0 ? `?${words.join('&')}` : '';
}

/** Markup for an author's page. `page` is the address of the playground's folder, `link` a fragment from `encodeLink`. */
export function embedMarkup(
  page: string,
  link: string,
  hidden: Iterable<EmbedPart> = [],
  theme: EmbedOptions['theme'] = 'auto',
): string {
  if (!/^#[\w-]+$/.test(link)) throw new ConfigError('link', 'an embedded experiment needs a link');
  const source = new URL(`embed.html${embedQuery(hidden, theme)}${link}`, page).href;
  return `<iframe src="${source.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" title="HUB Playground" loading="lazy" style="width: 100%; height: 480px; border: 0"></iframe>`;
}

/** The address that opens the same experiment in the whole page. `embed` is that of the embedded one. */
export function playgroundAddress(embed: string): string {
  const url = new URL(embed);
  url.pathname = url.pathname.replace(/[^/]*$/, '');
  url.search = '';
  return url.href;
}

/** Message of the embedded page to its parent whenever its height changes. */
export interface HeightMessage {
  readonly type: 'hub-playground:height';
  /** Pixels of CSS, whole, from 1. */
  readonly height: number;
}

/** Heights beyond this are a mistake of layout, such as a frame that grows with its own content. */
const MAX_HEIGHT = 10_000;

export const heightMessage = (height: number): HeightMessage => ({
  type: 'hub-playground:height',
  height: Math.min(MAX_HEIGHT, Math.max(1, Math.ceil(height))),
});

const heightSchema = fields({ type: exactly('hub-playground:height'), height: whole(1, MAX_HEIGHT) });

/** The height in a message, or null for any other message: pages around receive all kinds. */
export const readHeight = (data: unknown): number | null => (v.is(heightSchema, data) ? data.height : null);

/** A window to post to, as far as it is needed. */
interface Target {
  postMessage(message: unknown, origin: string): void;
}

/**
 * Tells heights to the parent, each once: returns the function that is called with every measurement. The
 * message carries nothing of the reader's, so any parent may have it.
 */
export function heightReporter(parent: Target): (height: number) => void {
  let told = 0;
  return (measured) => {
    const message = heightMessage(measured);
    if (message.height === told) return;
    told = message.height;
    parent.postMessage(message, '*');
  };
}
