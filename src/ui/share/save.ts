/** Hands the reader a file. */

/** Browsers want the address for a moment after the click. */
const KEPT_MS = 10_000;

export function save(name: string, parts: readonly BlobPart[], type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([...parts], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}

/** The bytes of a `data:` address; the policy of the page lets nothing fetch them. */
export function dataUrlBytes(url: string): Uint8Array<ArrayBuffer> {
  const comma = url.indexOf(',');
  const body = url.slice(comma + 1);
  if (!url.slice(0, comma).endsWith(';base64')) return new TextEncoder().encode(decodeURIComponent(body));
  return Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
}
