/** Published weights from the folder that HUB_WEIGHTS names, in browser tests. */
declare const __PUBLISHED_WEIGHTS__: string | null;

/** The file's bytes, or null where it is not there. */
export async function publishedWeights(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (__PUBLISHED_WEIGHTS__ === null) return null;
  const response = await fetch(`/@fs${__PUBLISHED_WEIGHTS__}/${name}?raw-file`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`the test server does not serve ${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
