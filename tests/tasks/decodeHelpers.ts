import { expect } from 'vitest';
import { DataError } from '../../src/core/errors';
import { decodeFile } from '../../src/tasks/siren/decode';
import { type DataPart, type DataQuestion, type GridData, isQuestion } from '../../src/tasks/types';

/** The data of a file that is one picture or volume, or of a part of another. */
export async function decodeWhole(file: File, part?: DataPart): Promise<GridData> {
  const answer = await decodeFile(file, part ? { part } : {});
  if (isQuestion(answer)) throw new Error(`asked for ${JSON.stringify(answer)}`);
  return answer;
}

export const decode = (
  content: Uint8Array | ArrayBuffer,
  name = 'file',
  part?: DataPart,
): Promise<GridData> => decodeWhole(new File([content as BlobPart], name), part);

/** What is asked of a file that has several parts. */
export async function questionOf(
  content: Uint8Array | ArrayBuffer,
  name = 'file',
  hash?: string,
): Promise<DataQuestion> {
  const answer = await decodeFile(new File([content as BlobPart], name), hash ? { hash } : {});
  if (!isQuestion(answer)) throw new Error(`${name} was read`);
  return answer;
}

/** The message of the `DataError` a file is refused with. */
export async function refusal(
  content: Uint8Array | ArrayBuffer,
  name = 'file',
  part?: DataPart,
): Promise<string> {
  const error = await decode(content, name, part).then(
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

export const bytesOf = (array: ArrayBufferView): Uint8Array<ArrayBuffer> =>
  new Uint8Array(array.buffer as ArrayBuffer, array.byteOffset, array.byteLength);

export async function gzip(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}
