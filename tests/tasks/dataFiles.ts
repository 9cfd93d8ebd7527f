/** Writes `.npy` and NIfTI files for tests; free of Node and of test runners. */

/** An `.npy` file with a header of any content. */
export function npyFile(header: string, data: Uint8Array | number[], major = 1): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(`${header}\n`);
  const prefix = [0x93, ...new TextEncoder().encode('NUMPY'), major, 0, text.length & 255, text.length >> 8];
  return Uint8Array.from([...prefix, ...(major > 1 ? [0, 0] : []), ...text, ...data]);
}

/** The usual header of an `.npy` file. */
export const npyHeader = (shape: string, type = '|u1'): string =>
  `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`;

export interface NiftiOptions {
  readonly slope?: number;
  readonly shift?: number;
  readonly offset?: number;
  readonly little?: boolean;
  readonly magic?: string;
}

/** A NIfTI-1 file; `dims` are x, y, z. */
export function niftiFile(
  dims: readonly number[],
  code: number,
  data: Uint8Array,
  { slope = 0, shift = 0, offset = 352, little = true, magic = 'n+1' }: NiftiOptions = {},
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(352 + data.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, little);
  view.setInt16(40, dims.length, little);
  for (let i = 0; i < 7; i++) view.setInt16(42 + 2 * i, dims[i] ?? 1, little);
  view.setInt16(70, code, little);
  view.setFloat32(108, offset, little);
  view.setFloat32(112, slope, little);
  view.setFloat32(116, shift, little);
  bytes.set(new TextEncoder().encode(magic), 344);
  bytes.set(data, 352);
  return bytes;
}
