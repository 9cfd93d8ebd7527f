/** Bodies of networks that were trained on the drawn pictures; `npm run pretrain` makes them. */
import { readSafetensors } from '../../checkpoints/formats/safetensors';
import type { FileTensors } from '../../checkpoints/formats/tensors';
import { DataError, errorMessage } from '../../core/errors';
import { anything, fields, read, text } from '../../core/schema';
import { sha256Hex } from '../../core/sha256';
import { dataTexts } from '../../texts/data';

export type BodyName = 'cnn' | 'vit';

/** `public/pretrained` as this module sees it: in the build it lies beside the folder of scripts. */
const FOLDER = import.meta.env.PROD ? '../pretrained' : '../../../public/pretrained';
// Said apart from `new URL`, whose arguments the build would take for files to be renamed.
const here = import.meta.url;

const manifestSchema = fields({ sha256: text(64, 64), tensors: anything });

/** A body's tensors by their names. Throws `DataError` where it cannot be had, or is another than its manifest says. */
export async function loadBody(name: BodyName): Promise<FileTensors> {
  try {
    return await fetchBody(name);
  } catch (error) {
    throw new DataError(dataTexts.bodyMissing(name, errorMessage(error)));
  }
}

async function fetchBody(name: BodyName): Promise<FileTensors> {
  const [manifest, bytes] = await Promise.all([fetchFile(`${name}.json`), fetchFile(`${name}.safetensors`)]);
  const { sha256, tensors: expected } = read(
    manifestSchema,
    JSON.parse(new TextDecoder().decode(manifest)),
    `${name}.json`,
    ({ field, expected: wanted }) => new Error(`${field}: ${wanted}`),
  );
  const found = await sha256Hex(bytes);
  if (found !== sha256) throw new Error(dataTexts.otherBody(sha256, found));
  const { tensors } = readSafetensors(bytes);
  const shapes = [...tensors].map(([key, { shape }]) => ({ name: key, shape }));
  if (JSON.stringify(shapes) !== JSON.stringify(expected)) throw new Error(dataTexts.otherTensors);
  return tensors;
}

async function fetchFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(new URL(`${FOLDER}/${file}`, here));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
