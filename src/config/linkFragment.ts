/** Whether a fragment is meant as a link: anything but the names of places on the page, such as
 * `#charts` and `#how-tau`. No decoding here. */
export const isLinkFragment = (hash: string): boolean =>
  hash.length > 1 && !/^#[a-z]+(-[a-z0-9]+)?$/.test(hash);
