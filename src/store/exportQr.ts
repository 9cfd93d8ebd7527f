/** A QR code of an address, for the page to draw at any size. */

export interface QrDrawing {
  /** Modules along a side, the quiet zone of 4 on either side included. */
  readonly size: number;
  /** SVG path of the dark modules, one unit each; to be filled dark on a light ground. */
  readonly path: string;
}

/** Light modules that the standard wants around a code. */
const QUIET_ZONE = 4;

/** Loads the encoder (5 kB) on first use. Throws for texts beyond 2,953 bytes. */
export async function drawQr(text: string): Promise<QrDrawing> {
  const { encode } = await import('uqr');
  // The least error correction: a screen has no dirt, and fewer modules are easier to catch.
  const { data, size } = encode(text, { ecc: 'L', border: QUIET_ZONE });
  // A run of dark modules is one rectangle, so the path stays short.
  const path = data.map((row, y) => {
    let drawn = '';
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      const begin = x;
      while (row[x + 1]) x++;
      drawn += `M${begin} ${y}h${x + 1 - begin}v1h-${x + 1 - begin}z`;
    }
    return drawn;
  });
  return { size, path: path.join('') };
}
