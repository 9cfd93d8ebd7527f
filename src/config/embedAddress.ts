/** Everything the embedded page learns from its address before it draws. */
import { errorMessage } from '../core/errors';
import { type EmbedOptions, playgroundAddress, readEmbedQuery } from './embedOptions';
import { type DecodedLink, decodeLink } from './shareLink';

export interface EmbedAddress {
  readonly options: EmbedOptions;
  /** Null without a link, or with one that cannot be read: the page then shows its own default experiment. */
  readonly link: DecodedLink | null;
  /** One sentence for the reader where the link cannot be read. */
  readonly problem: string | null;
  /** Where "Open in playground" goes. */
  readonly playground: string;
}

/** Never throws: an embedded page shows what it can and says the rest. `address` is `location.href`. */
export function readEmbedAddress(address: string): EmbedAddress {
  const { search, hash } = new URL(address);
  const common = { options: readEmbedQuery(search), playground: playgroundAddress(address) };
  if (hash.length < 2) return { ...common, link: null, problem: null };
  try {
    return { ...common, link: decodeLink(hash), problem: null };
  } catch (error) {
    return { ...common, link: null, problem: errorMessage(error) };
  }
}
