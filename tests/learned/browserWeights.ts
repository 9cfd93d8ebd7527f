/** Published weights that lie beside the repository on some machines, in browser tests. */
const urls = import.meta.glob('../../../shared/weights/*.state', { query: '?url', import: 'default' });

/** The file's bytes, or null where it is not there. */
export async function publishedWeights(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const load = urls[`../../../shared/weights/${name}`];
  if (!load) return null;
  const response = await fetch((await load()) as string);
  if (!response.ok) throw new Error(`the test server does not serve ${name}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
