/** A short fingerprint of numbers: equal bits, equal fingerprints. No protection against intent. */

/** FNV-1a (32 bits) over the bits of float32 values, in eight hexadecimal digits. */
export function checksum(lists: Iterable<Float32Array>): string {
  let hash = 0x811c9dc5;
  for (const values of lists) {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
