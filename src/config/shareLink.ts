/**
 * Links: an experiment, and the receipt of a run of it, in the fragment of an address.
 *
 * `#2` and base64url of: CRC-24 of the version character and all that follows (3 bytes), the length of the
 * rest * 4 + (deflated) + 2 (has a receipt), the length of the recipe where there is a receipt, the recipe,
 * the receipt. The recipe is deflated, with the version's dictionary, where that is shorter. Equal
 * experiments give equal links. docs/links.md says what a link promises.
 */
import { deflateSync, inflateSync } from 'fflate';
import { ConfigError } from '../core/errors';
import { linkTexts } from '../texts/links';
import { readExperiment } from './experiment';
import { ByteReader, ByteWriter, crc24, damaged, fromBase64Url, toBase64Url } from './link/bytes';
import { pack, unpack } from './link/pack';
import { packReceipt, type ReceiptContext, unpackReceipt } from './link/packReceipt';
import { LINK_VERSION, type LinkTables, linkTables } from './link/tables';
import { migrate, type Plain, unknownVersion } from './migrations';
import type { Receipt } from './receipt';
import type { Experiment } from './types';

/** Longest link, `#` included: what chats, mails and QR codes still take. Longer ones become files. */
export const MAX_LINK = 2000;
/** Bytes a recipe may have inflated; the largest valid one has a tenth of that. */
const MAX_RECIPE = 65_536;

const Form = { deflated: 1, receipt: 2 } as const;
const CRC_BYTES = 3;
/** Bytes up to the end of the longest length; what is shorter holds nothing. */
const SHORTEST = CRC_BYTES + 2;

export interface DecodedLink {
  /** Checked, in today's form. */
  readonly experiment: Experiment;
  /** In the order of the experiment's arms. */
  readonly receipt?: Receipt;
  /** One sentence each: what of the link could not be used. */
  readonly notes: readonly string[];
}

/**
 * The fragment, from `#` on, for `readExperiment`'s experiments. Throws `ConfigError` where the experiment
 * does not fit into `MAX_LINK` characters: then a file does (`recordFile.ts`).
 */
export function encodeLink(experiment: Experiment, receipt?: Receipt | null): string {
  const link = encodeWith(linkTables[LINK_VERSION], experiment, receipt);
  if (link.length > MAX_LINK) {
    throw new ConfigError(
      'link',
      `the link would have ${link.length} characters, ${MAX_LINK} is the most; save the experiment as a file instead`,
    );
  }
  return link;
}

/** Characters of the link, beyond `MAX_LINK` too. */
export const linkLength = (experiment: Experiment, receipt?: Receipt | null): number =>
  encodeWith(linkTables[LINK_VERSION], experiment, receipt).length;

function encodeWith(tables: LinkTables, experiment: Experiment, receipt?: Receipt | null): string {
  const packed = pack(experiment, tables);
  const deflated = deflateSync(packed, { level: 9, mem: 1, dictionary: dictionaryOf(tables) });
  const small = deflated.length < packed.length;
  const recipe = small ? deflated : packed;
  const body = new ByteWriter();
  if (receipt) body.count(recipe.length);
  body.append(recipe);
  if (receipt) body.append(packReceipt(receipt, contextOf(experiment), tables));
  const rest = body.bytes;
  const content = new ByteWriter();
  content.count(rest.length * 4 + (small ? Form.deflated : 0) + (receipt ? Form.receipt : 0));
  content.append(rest);
  const link = new ByteWriter();
  const crc = checksum(tables.version, content.bytes);
  for (const shift of [16, 8, 0]) link.byte((crc >> shift) & 255);
  link.append(content.bytes);
  return `#${tables.version}${toBase64Url(link.bytes)}`;
}

/**
 * Reads a fragment, with or without `#`, or a whole address with one. Whatever the text, it returns a
 * checked experiment or throws `ConfigError`: nothing is executed, and at most 64 KiB are inflated.
 */
export function decodeLink(text: string): DecodedLink {
  try {
    return decode(text);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new ConfigError(error.field, `${error.message}; nothing of the link was used`);
  }
}

function decode(text: string): DecodedLink {
  const fragment = text.slice(text.indexOf('#') + 1).trim();
  const version = versionOf(fragment);
  const tables = linkTables[version];
  const { reader, form, note } = openEnvelope(fragment, tables);
  const hasReceipt = (form & Form.receipt) !== 0;
  const stored = reader.take(hasReceipt ? reader.count(MAX_LINK, 'the length of the recipe') : reader.left);
  const recipe = new ByteReader(form & Form.deflated ? inflate(stored, tables) : stored);
  const unpacked = unpack(recipe, tables);
  if (recipe.left > 0) throw damaged('it has more than it should');
  const checked = checkLeniently(migrate(unpacked.experiment, version));
  const notes = [...note, ...unpacked.notes, ...checked.notes];
  if (!hasReceipt) return { experiment: checked.experiment, notes };
  const places = unpacked.places.map((place) => (place < 0 ? -1 : checked.places[place]));
  try {
    const context = { ...contextOf(checked.experiment), arms: places.length };
    const receipt = unpackReceipt(reader, context, tables);
    const arms = checked.experiment.arms.map((_, arm) => receipt.arms[places.indexOf(arm)]);
    return { experiment: checked.experiment, receipt: { ...receipt, arms }, notes };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return {
      experiment: checked.experiment,
      notes: [...notes, linkTexts.noReceipt(error.message)],
    };
  }
}

function versionOf(fragment: string): number {
  if (fragment === '') throw new ConfigError('link', 'the link is empty');
  const version = /^[1-9]/.test(fragment) ? Number(fragment[0]) : 0;
  if (version === 0)
    throw new ConfigError('link', 'this is no link of the playground: those begin with # and a digit');
  if (!linkTables[version]) throw unknownVersion(version, LINK_VERSION);
  return version;
}

/** Contents of the letters, after all checks of completeness. */
function openEnvelope(
  fragment: string,
  { version }: LinkTables,
): { reader: ByteReader; form: number; note: string[] } {
  // Mail and chat programs add full stops and brackets to an address.
  const letters = /^[\w-]*/.exec(fragment.slice(1))![0];
  const tail = fragment.length - 1 - letters.length;
  if (letters.length > MAX_LINK) {
    throw new ConfigError(
      'link',
      `the link has ${fragment.length} characters; links have ${MAX_LINK} at most`,
    );
  }
  const bytes = fromBase64Url(letters);
  if (!bytes) throw damaged('it has characters that links do not have');
  const head = new ByteReader(bytes);
  if (head.left < SHORTEST) throw cutOff(fragment.length + 1);
  const crc = head.take(CRC_BYTES).reduce((sum, byte) => sum * 256 + byte, 0);
  const before = head.left;
  const size = head.count(4 * MAX_LINK, 'its length');
  const length = Math.floor(size / 4);
  const needed = Math.ceil(((CRC_BYTES + before - head.left + length) * 4) / 3);
  if (head.left < length) {
    if (tail > 0) throw damaged(`after ${letters.length + 2} characters comes one that links do not have`);
    throw cutOff(letters.length + 2, needed + 2);
  }
  if (letters.length > needed) throw damaged(`it has ${letters.length - needed} characters too many`);
  if (checksum(version, bytes.subarray(CRC_BYTES)) !== crc || toBase64Url(bytes) !== letters) {
    throw damaged('its checksum is wrong, so some character has changed on the way');
  }
  const note = tail > 0 ? [linkTexts.tail(tail)] : [];
  return { reader: head, form: size % 4, note };
}

const cutOff = (got: number, needed?: number) =>
  new ConfigError(
    'link',
    `the link is cut off: ${needed === undefined ? `it has only ${got} characters` : `${got} of its ${needed} characters are here`}`,
  );

/** Room to inflate in, kept: a recipe is read before the next is inflated. */
let scratch: Uint8Array | undefined;

function inflate(bytes: Uint8Array, tables: LinkTables): Uint8Array {
  // With room given, fflate writes into it and not beyond; one byte more than allowed tells a bomb.
  const out = (scratch ??= new Uint8Array(MAX_RECIPE + 1));
  let inflated: Uint8Array;
  try {
    inflated = inflateSync(bytes, { out, dictionary: dictionaryOf(tables) });
  } catch {
    throw damaged('it cannot be decompressed');
  }
  if (inflated.length > MAX_RECIPE) throw damaged(`decompressed it has more than ${MAX_RECIPE} bytes`);
  return inflated;
}

/** Leaves out arms that do not check, and interventions that do not; what else is wrong throws. */
function checkLeniently(plain: Plain): { experiment: Experiment; notes: string[]; places: number[] } {
  const all = plain.arms as readonly unknown[];
  try {
    return { experiment: readExperiment(plain), notes: [], places: all.map((_, index) => index) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return withoutBadArms(plain, all);
  }
}

function withoutBadArms(plain: Plain, all: readonly unknown[]) {
  const { interventions = [], ...rest } = plain;
  const notes: string[] = [];
  const kept: unknown[] = [];
  const places = all.map((arm, index) => {
    try {
      readExperiment({ ...rest, arms: [arm] });
      return kept.push(arm) - 1;
    } catch (error) {
      // What is wrong beside the arms is wrong with any arm.
      if (!(error instanceof ConfigError) || !error.field.startsWith('arms[0]')) throw error;
      notes.push(linkTexts.noArm(index + 1, error.message.replaceAll('arms[0]', `arms[${index}]`)));
      return -1;
    }
  });
  if (kept.length === 0) throw new ConfigError('arms', notes[0]);
  const ids = new Set(kept.map((arm) => (arm as { id: unknown }).id));
  const own = (interventions as readonly { armId: unknown }[]).filter(({ armId }) => ids.has(armId));
  const experiment = { ...rest, arms: kept };
  try {
    return { experiment: readExperiment({ ...experiment, interventions: own }), notes, places };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const checked = readExperiment(experiment);
    notes.push(linkTexts.noChanges(error.message));
    return { experiment: checked, notes, places };
  }
}

const contextOf = ({ steps, seeds, arms }: Experiment): ReceiptContext => ({
  steps,
  seeds: seeds.count,
  arms: arms.length,
});

function checksum(version: number, content: Uint8Array): number {
  const all = new Uint8Array(content.length + 1);
  all[0] = String(version).charCodeAt(0);
  all.set(content, 1);
  return crc24(all);
}

const dictionaries = new Map<number, Uint8Array>();

function dictionaryOf({ version, dictionary }: LinkTables): Uint8Array {
  let bytes = dictionaries.get(version);
  if (!bytes) dictionaries.set(version, (bytes = fromBase64Url(dictionary)!));
  return bytes;
}
