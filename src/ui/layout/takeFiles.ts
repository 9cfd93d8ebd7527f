/** Files dropped on the page, given to whoever can use them. */
import { MAX_ARMS } from '../../config/experiment';
import { errorMessage } from '../../core/errors';
import { weightsOf } from '../../store/checkpoints';
import { openFile } from '../../store/links';
import type { Playground } from '../../store/playground';
import { findTask, tasks } from '../../tasks';
import { texts } from '../../texts/page';
import { weightsTexts } from '../../texts/weights';

/** Files of weights by name; what they are is seen from their bytes. */
const WEIGHTS = /\.(state|safetensors|msgpack|flax|json)$/i;

/** Weights go to whoever asks for some, or to a new optimizer; anything else is data to train on. */
export async function takeFiles(playground: Playground, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  if (files.length === 1 && /\.json$/i.test(files[0].name)) {
    await openFile(playground, files[0]);
    return;
  }
  if (files.some(({ name }) => WEIGHTS.test(name))) {
    if (!playground.giveWeights(files)) await addWeights(playground, files);
  } else if (files.length > 1) playground.notify('warning', weightsTexts.dropTooMany);
  else if (findTask(playground.store.getState().experiment.task.id).data) await playground.addData(files[0]);
  else playground.notify('warning', texts.data.notHere(takers()));
}

/** Labels of the tasks that take a file of the reader's. */
const takers = (): string =>
  tasks
    .filter(({ data }) => data)
    .map(({ label }) => label)
    .join(', ');

async function addWeights(playground: Playground, files: readonly File[]): Promise<void> {
  const { store, addCheckpointFiles, addArm, notify } = playground;
  try {
    const { id, architecture } = await addCheckpointFiles(files);
    const { arms } = store.getState().experiment;
    // Whoever waited for them, or uses them, has them now.
    if (arms.some(({ optimizer }) => weightsOf(optimizer).includes(id))) return;
    const name = files.map((file) => file.name).join(', ');
    if (arms.length >= MAX_ARMS) return notify('info', weightsTexts.droppedFull(name));
    notify('info', weightsTexts.dropped(name));
    await addArm(architecture, { optimizer: architecture, checkpoint: id });
  } catch (error) {
    notify('error', errorMessage(error));
  }
}
