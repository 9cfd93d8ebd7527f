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
