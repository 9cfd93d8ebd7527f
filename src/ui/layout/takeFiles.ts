/** Files dropped on the page, given to whoever can use them. */
import { MAX_ARMS } from '../../config/experiment';
import { errorMessage } from '../../core/errors';
import { describeKind, type FileKind } from '../../core/fileKind';
import { weightsOf } from '../../store/checkpoints';
import { openFile } from '../../store/links';
import type { Playground } from '../../store/playground';
import type { Point } from '../../store/playground/state';
import { isPicture, type SortedFile, sortFiles } from '../../store/sortFiles';
import { findTask, tasks } from '../../tasks';
import { texts } from '../../texts/page';
import { weightsTexts } from '../../texts/weights';
import { oneFile } from '../controls/oneFile';

/**
 * A file of JSON is an experiment or a record, alone at least; weights go to whoever asks for some, or to a new
 * optimizer; anything else is data to train on. `at` is where they were dropped.
 */
export async function takeFiles(playground: Playground, files: readonly File[], at: Point): Promise<void> {
  if (files.length === 0) return;
  playground.forgetFileNotices();
  const sorted = await sortFiles(files);
  if (sorted.length === 1 && sorted[0].use === 'json') {
    await openFile(playground, files[0]);
  } else if (sorted.some(({ use }) => use !== 'data')) {
    if (!playground.giveWeights(files)) await addWeights(playground, files);
  } else if (sorted.every(({ kind }) => isPicture(kind)) || !playground.giveWeights(files)) {
    // What says nothing of itself is for whoever asks for weights just now, and then for the task.
    await addData(playground, sorted, at);
  }
}

async function addData(playground: Playground, sorted: readonly SortedFile[], at: Point): Promise<void> {
  const { data } = findTask(playground.store.getState().experiment.task.id);
  const [{ file, kind }] = sorted;
  const whole = await oneFile(
    data,
    sorted.map((one) => one.file),
  );
  if (!whole) playground.notify('warning', weightsTexts.dropTooMany, 'file');
  else if (data) await playground.addData(whole, at);
  else if (kind && NOWHERE.includes(kind)) {
    const { what, remedy } = describeKind(kind);
    playground.notify('error', texts.data.isOther(file.name, what, remedy), 'file');
  } else playground.notify('warning', texts.data.notHere(takers()), 'file');
}

/** Kinds that no task takes. */
const NOWHERE: readonly FileKind[] = [
  'lfs',
  'html',
  'xml',
  'pdf',
  'hdf5',
  'matlab',
  'tar',
  'sevenZip',
  'rar',
];

/** Labels of the tasks that take a file of the reader's. */
const takers = (): string =>
  tasks
    .filter(({ data }) => data)
    .map(({ label }) => label)
    .join(', ');

async function addWeights(playground: Playground, files: readonly File[]): Promise<void> {
  const { store, addCheckpointFiles, addArm, notify } = playground;
  const known = store.getState().checkpoints;
  const name = files.map((file) => file.name).join(', ');
  try {
    const { id, architecture } = await addCheckpointFiles(files);
    const { arms } = store.getState().experiment;
    const user = arms.find(({ optimizer }) => weightsOf(optimizer).includes(id));
    if (user) {
      // Whoever waited for them has them now; to whoever had them before, nothing happens.
      if (known[id]?.state === 'ready') notify('info', weightsTexts.droppedAgain(name, user.label));
      return;
    }
    if (arms.length >= MAX_ARMS) return notify('info', weightsTexts.droppedFull(name));
    notify('info', weightsTexts.dropped(name));
    await addArm(architecture, { optimizer: architecture, checkpoint: id });
  } catch (error) {
    notify('error', errorMessage(error), 'file');
  }
}
