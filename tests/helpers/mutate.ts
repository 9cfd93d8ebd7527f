/** Changes of a file's bytes that fuzz tests share. */

/** The bytes cut off at a place, with up to 64 of them twice, or with eight left out, as `choice` 0 to 2 says. */
export function otherLength(
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
  choice: number,
  random: () => number,
): Uint8Array<ArrayBuffer> {
  if (choice === 0) return bytes.slice(0, at);
  const [end, start] =
    choice === 1
      ? [Math.min(bytes.length, at + Math.floor(random() * 64)), at]
      : [at, Math.min(bytes.length, at + 8)];
  return Uint8Array.from([...bytes.subarray(0, end), ...bytes.subarray(start)]);
}

/** Numbers that sizes, counts and places are overwritten with. */
const NUMBERS = [0, 1, 2, 3, 7, 255, 256, 4095, 65_535, 65_536, 2 ** 24, 2 ** 31 - 1, 2 ** 32 - 1];

/** Flips, overwrites, cuts, repeats and drops bytes of a file, mostly near its start, where the structure is. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array<ArrayBuffer> {
  let out = Uint8Array.from(bytes);
  const rounds = 1 + Math.floor(random() ** 3 * 4);
  for (let round = 0; round < rounds && out.length > 8; round++) {
    const at = Math.floor((random() < 0.6 ? random() ** 3 : random()) * out.length);
    const view = new DataView(out.buffer);
    const number = NUMBERS[Math.floor(random() * NUMBERS.length)];
    const little = random() < 0.5;
    // The first five change bytes, the others the length.
    const change = Math.floor(random() < 0.85 ? random() * 5 : 5 + random() * 3);
    switch (change) {
      case 0:
        out[at] ^= 1 << Math.floor(random() * 8);
        break;
      case 1:
        out[at] = Math.floor(random() * 256);
        break;
      case 2:
        if (at + 4 <= out.length) view.setUint32(at, number, little);
        break;
      case 3:
        if (at + 2 <= out.length) view.setUint16(at, number, little);
        break;
      case 4:
        if (at + 8 <= out.length)
          view.setBigUint64(at, BigInt(number) << BigInt(Math.floor(random() * 32)), little);
        break;
      default:
        out = otherLength(out, at, change - 5, random);
    }
  }
  return out;
}
