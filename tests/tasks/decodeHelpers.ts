import { expect } from 'vitest';
import { DataError } from '../../src/core/errors';
import { decodeFile } from '../../src/tasks/siren/decode';
import type { TaskData } from '../../src/tasks/types';

export const decode = (content: Uint8Array | ArrayBuffer, name = 'file'): Promise<TaskData> =>
  decodeFile(new File([content as BlobPart], name));

/** The message of the `DataError` a file is refused with. */
export async function refusal(content: Uint8Array | ArrayBuffer, name = 'file'): Promise<string> {
  const error = await decode(content, name).then(
    () => new Error('was accepted'),
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(DataError);
  expect(error.message).toMatch(/^".*" cannot be used: .+\.$/s);
  return error.message;
}

export const ramp = (count: number, from = 0, by = 1): number[] =>
  Array.from({ length: count }, (_, i) => from + i * by);

export const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

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

export const bytesOf = (array: ArrayBufferView): Uint8Array<ArrayBuffer> =>
  new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);

export async function gzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
