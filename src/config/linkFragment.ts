/** Names of places on the page, such as `#charts` and `#how-tau`. */
const PLACE = /^#[a-z]+(-[a-z0-9]+)?$/;

/** Whether a fragment is meant as a link: anything but the name of a place. No decoding here. */
export const isLinkFragment = (hash: string): boolean => hash.length > 1 && !PLACE.test(hash);
