import { type Manifest, readManifest } from '../../checkpoints/formats';
import { MAX_ARMS } from '../../config/experiment';
import { filesOf, type TrainedOptimizer } from '../../store/browser/trainedOptimizers';
import { weightsOf } from '../../store/checkpoints';
import type { Playground } from '../../store/playground';
import { metaTrainTexts } from '../../texts/metaTraining';
import { formatCount } from '../format';

const texts = metaTrainTexts.result;

/** Makes an arm of an optimizer that was trained here, and starts. Returns why there is none, or null. */
export async function addAsArm(playground: Playground, optimizer: TrainedOptimizer): Promise<string | null> {
  const { store, addCheckpointFiles, addArm, renameArm, start } = playground;
  const { id, architecture } = await addCheckpointFiles(filesOf(optimizer), optimizer.name);
  const { arms } = store.getState().experiment;
  if (arms.some((arm) => weightsOf(arm.optimizer).includes(id))) return texts.there;
  if (arms.length >= MAX_ARMS) return texts.full(MAX_ARMS);
  const { family, outerSteps } = manifestOf(optimizer);
  const added = addArm(architecture, { optimizer: architecture, checkpoint: id });
  renameArm(store.getState().experiment.arms.at(-1)!.id, texts.arm(family, formatCount(outerSteps)));
  await added;
  await start();
  return null;
}

const manifestOf = ({ manifest }: TrainedOptimizer): Manifest => readManifest(manifest);

/** Hands a file to the reader. */
export function download(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
