/** `fetch` of files, which Node does not have: what is built in is beside the sources. */
import { readFile } from 'node:fs/promises';

const { fetch: ofNetwork } = globalThis;

globalThis.fetch = async (input, init) =>
  input instanceof URL && input.protocol === 'file:'
    ? new Response(await readFile(input))
    : ofNetwork(input, init);
