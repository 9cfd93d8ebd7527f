/** Opens links and files on the page, and makes them of what it shows. Loaded when first wanted. */

import { armLabels } from '../config/armLabels';
import { ghostCurve, makeReceipt, type Receipt } from '../config/receipt';
import { formatExperiment, MAX_FILE_BYTES, parseFile } from '../config/recordFile';
import type { RunRecord } from '../config/runRecord';
import { decodeLink, encodeLink, linkLength, MAX_LINK } from '../config/shareLink';
import type { Experiment } from '../config/types';
import { ConfigError, errorMessage } from '../core/errors';
import { describeKind, fileKind, KIND_BYTES } from '../core/fileKind';
import type { Recipe } from '../engine/types';
import { findTask } from '../tasks';
import { linkTexts } from '../texts/links';
import { type PageRun, pageRecord, runCurves } from './exportRecord';
import type { Playground } from './playground';
import type { Shared } from './playground/state';
import { looked } from './recordCurves';
import { tuningOf } from './sweepResult';

/**
 * Opens a link, or an address with one. One that cannot be read is said, and then nothing changes. False
 * where it could not.
 */
export async function openLink(playground: Playground, text: string): Promise<boolean> {
  return opening(playground, async () => {
    const { experiment, receipt = null, notes } = decodeLink(text);
    const shared = sharedOf('link', experiment, receipt, notes);
    await playground.openShared(shared);
    return shared;
  });
}

/** Opens a file of an experiment, or shows the record of a run. Likewise. */
export async function openFile(playground: Playground, file: File): Promise<boolean> {
  return opening(
    playground,
    async () => {
      if (file.size > MAX_FILE_BYTES) {
        throw new ConfigError(
          'file',
          `the file has more than ${MAX_FILE_BYTES / 1e6} MB, which no record needs`,
        );
      }
      await checkKind(file);
      const { experiment, receipt = null, record } = parseFile(await file.text());
      const shared = sharedOf(record ? 'record' : 'file', experiment, receipt, []);
      const said = record && { said: { tuning: record.tuning, notes: record.notes } };
      await playground.openShared({ ...shared, ...said }, record && looked(record));
      return shared;
    },
    file.name,
  );
}

/** Throws `ConfigError` for a file that is known to be something else, by what it is; of a text the parser says more. */
async function checkKind(file: File): Promise<void> {
  const kind = fileKind(new Uint8Array(await file.slice(0, KIND_BYTES).arrayBuffer()));
  if (!kind || kind === 'text') return;
  const { what, remedy } = describeKind(kind);
  throw new ConfigError('file', linkTexts.isOther(what, remedy));
}

/** Says what was opened, unless the page begins with it or it was refused. */
async function opening(playground: Playground, open: () => Promise<Shared>, name = ''): Promise<boolean> {
  playground.forgetFileNotices();
  const begins = playground.store.getState().device === null;
  try {
    const shared = await open();
    const isShown = playground.store.getState().experiment === shared.experiment;
    if (isShown && !begins) playground.notify('info', openedText(shared, name));
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const message = errorMessage(error);
    playground.notify('error', name ? linkTexts.notOpened(name, message) : sentence(message), 'file');
    return false;
  }
}

function openedText({ from, experiment: { task, arms } }: Shared, name: string): string {
  const names = armLabels(arms);
  return linkTexts.opened(
    name,
    from === 'record',
    findTask(task.id).label,
    arms.map(({ id }) => names.get(id)!),
  );
}

const sentence = (text: string): string => `${text[0].toUpperCase()}${text.slice(1)}.`;

/** `experiment` is checked, `receipt` in the order of its arms. */
export function sharedOf(
  from: Shared['from'],
  experiment: Experiment,
  receipt: Receipt | null,
  notes: readonly string[],
): Shared {
  const ghosts = experiment.arms.flatMap(({ id }, index) => {
    const ghost = receipt && ghostCurve(receipt, index);
    return ghost ? [[id, ghost] as const] : [];
  });
  return { from, experiment, receipt, ghosts: Object.fromEntries(ghosts), notes };
}

/** State of the page, to be linked or saved. */
export interface Snapshot {
  readonly of: SnapshotOf;
  readonly experiment: Experiment;
  /** Null before the first update. */
  readonly receipt: Receipt | null;
  /** From `#` on; null where it would be too long. */
  readonly link: string | null;
  /** Characters the link has, or would have. */
  readonly length: number;
  /** Why a repetition may differ, one sentence each. */
  readonly notes: readonly string[];
}

/** Of the run, with its receipt; or of the settings shown, where those were changed after it had ended. */
export type SnapshotOf = 'run' | 'settings';

export async function takeSnapshot(
  playground: Playground,
  version: string,
  of: SnapshotOf = 'run',
): Promise<Snapshot> {
  const recipe = await playground.recipe();
  const { experiment, notes } =
    of === 'run' ? recipe : { experiment: playground.store.getState().experiment, notes: [] };
  const receipt = of === 'run' ? receiptOf(playground, version, recipe) : null;
  const length = linkLength(experiment, receipt);
  const link = length > MAX_LINK ? null : encodeLink(experiment, receipt);
  return { of, experiment, receipt, link, length, notes };
}

/** Arms that wait for their weights have no part in the receipt. */
function receiptOf(playground: Playground, version: string, recipe: Recipe): Receipt | null {
  const { experiment, replanned } = recipe;
  const { showsRecord, shared } = playground.store.getState();
  if (showsRecord && shared) return reordered(shared, experiment);
  const run = pageRun(playground, version, experiment);
  if (!run) return null;
  const { arms, ...rest } = runCurves({ ...run, replanned });
  const begun = arms.filter(({ armId }) => run.curves.arms.has(armId));
  if (begun.length === 0) return null;
  const receipt = makeReceipt({ ...rest, arms: begun });
  return receipt && { ...receipt, arms: arms.map((arm) => receipt.arms[begun.indexOf(arm)] ?? null) };
}

/** What a record's own receipt says of changes of the planned length. */
function replannedIn(shared: Shared | null): Recipe['replanned'] {
  const arms = shared?.experiment.arms ?? [];
  return Object.fromEntries(
    arms.flatMap(({ id }, index) => {
      const step = shared?.receipt?.arms[index]?.replanned;
      return step === undefined ? [] : [[id, step]];
    }),
  );
}

/** A record's own receipt, for arms in another order. */
function reordered({ experiment: before, receipt }: Shared, { arms }: Experiment): Receipt | null {
  const place = (id: string) => before.arms.findIndex((arm) => arm.id === id);
  return receipt && { ...receipt, arms: arms.map(({ id }) => receipt.arms[place(id)] ?? null) };
}

/** The run as the page has it; null before there is a device. */
function pageRun({ store, curves }: Playground, version: string, experiment: Experiment): PageRun | null {
  const { device } = store.getState();
  return device && { version, experiment, device, curves };
}

/** The file for what has no link, or for those who like files. */
export const snapshotFile = ({ experiment, receipt }: Snapshot): string =>
  formatExperiment(experiment, receipt);

/** The record of what the page shows, or null before there is a device or a step. */
export async function takeRecord(playground: Playground, version: string): Promise<RunRecord | null> {
  const { experiment, replanned, notes } = await playground.recipe();
  const run = pageRun(playground, version, experiment);
  if (!run || ![...run.curves.arms.values()].some(({ length }) => length > 0)) return null;
  const { showsRecord, shared } = playground.store.getState();
  // How another's run came about is for its record to say.
  const known = showsRecord
    ? { ...shared?.said, replanned: replannedIn(shared) }
    : {
        tuning: tuningOf(experiment, playground.sweep.store.getState().result),
        notes,
        replanned,
      };
  const record = pageRecord({ ...run, ...known });
  if (!showsRecord || !shared?.receipt) return record;
  // Looked at, not run: what it says of where it ran stays.
  const { version: app, adapter, executor, backend } = shared.receipt;
  return { ...record, version: app, adapter, executor, backend };
}
