/**
 * One part of a file that has more axes than a volume. Its data is known by the SHA-256 of a text of the file's own and
 * of the indices taken, such as "<64 digits> channel=0 time=2"; a file of three axes keeps its own.
 */
import { DataError } from '../../../core/errors';
import { sha256Hex } from '../../../core/sha256';
import { partTexts } from '../../../texts/dataParts';
import type { DataPart, SurplusAxes } from '../../types';

/** Tells which part to take. Throws where it is not known, or is none. */
export type Choose = (surplus: SurplusAxes) => Promise<DataPart>;

/** Thrown where the reader must be asked. */
export class Unanswered extends Error {
  readonly surplus: SurplusAxes;
  constructor(surplus: SurplusAxes) {
    super('the file has more than one part');
    this.surplus = surplus;
  }
}

/** Axes that a part takes an index along, in their order. */
const taken = ({ axes }: SurplusAxes, part: DataPart) => axes.filter(({ id }) => Object.hasOwn(part, id));

/** Throws `DataError` where the part names other axes than it must, or an index that is none. */
export function checkPart(surplus: SurplusAxes, part: DataPart): void {
  const { axes, picks } = surplus;
  const own = taken(surplus, part);
  const good = own.every(
    ({ id, extent }) => Number.isInteger(part[id]) && part[id] >= 0 && part[id] < extent,
  );
  if (good && own.length === picks && Object.keys(part).length === picks) return;
  const list = axes.map(({ id, extent }) => `${id} (0 to ${extent - 1})`).join(', ');
  const need = picks === axes.length ? 'each of its axes' : `${picks} of its axes`;
  throw new DataError(`it has more axes than a volume; name the index to take along ${need} ${list}`);
}

export function partHash(fileHash: string, surplus: SurplusAxes, part: DataPart): Promise<string> {
  const places = taken(surplus, part).map(({ id }) => ` ${id}=${part[id]}`);
  return sha256Hex(new TextEncoder().encode(`${fileHash}${places.join('')}`));
}

/** What follows the file's name: ", channel 1 of 2, time 3 of 20", or of an array its index as NumPy has it, "[:, 3]". */
export function partSuffix(surplus: SurplusAxes, part: DataPart): string {
  const own = taken(surplus, part);
  const numbers = own.map(({ id }) => /^axis(\d+)$/.exec(id)?.[1]);
  if (numbers.some((number) => number === undefined)) {
    return own.map(({ id, extent }) => `, ${partTexts.place(id, part[id], extent)}`).join('');
  }
  const last = Number(numbers[numbers.length - 1]);
  const indices = Array.from({ length: last + 1 }, (_, axis) => part[`axis${axis}`] ?? ':');
  return `[${indices.join(', ')}]`;
}

/** Most parts of a file that are compared with a hash. */
const MOST_COMPARED = 2 ** 16;

/** The part whose data has this hash; null where none has it, undefined where there are too many to tell. */
export async function findPart(
  fileHash: string,
  surplus: SurplusAxes,
  hash: string,
): Promise<DataPart | null | undefined> {
  const choices = axisChoices(surplus.axes.length, surplus.picks).map((own) =>
    own.map((index) => surplus.axes[index]),
  );
  const counts = choices.map((axes) => axes.reduce((product, { extent }) => product * extent, 1));
  if (counts.reduce((sum, count) => sum + count, 0) > MOST_COMPARED) return undefined;
  for (const [choice, axes] of choices.entries()) {
    for (let number = 0; number < counts[choice]; number++) {
      let left = number;
      const part: Record<string, number> = {};
      for (const { id, extent } of axes) {
        part[id] = left % extent;
        left = Math.floor(left / extent);
      }
      if ((await partHash(fileHash, surplus, part)) === hash) return part;
    }
  }
  return null;
}

/** All ways to take `picks` of so many axes, in order; a file has at most a handful. */
function axisChoices(axes: number, picks: number, from = 0): number[][] {
  if (picks === 0) return [[]];
  return Array.from({ length: Math.max(0, axes - from - picks + 1) }, (_, i) => from + i).flatMap((first) =>
    axisChoices(axes, picks - 1, first + 1).map((others) => [first, ...others]),
  );
}
