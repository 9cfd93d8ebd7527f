import { useEffect, useState } from 'react';
import { MAX_ARMS } from '../../config/experiment';
import { errorMessage } from '../../core/errors';
import { weightsOf } from '../../store/checkpoints';
import type { Playground } from '../../store/playground';
import { usePlayground } from '../context';
import { texts } from '../texts';

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Files of weights by name; what they are is seen from their bytes. */
const WEIGHTS = /\.(state|safetensors|msgpack|flax|json)$/i;

/** Weights go to whoever asks for some, or to a new optimizer; anything else is data to train on. */
async function takeFiles(playground: Playground, files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  if (files.some(({ name }) => WEIGHTS.test(name))) {
    if (!playground.giveWeights(files)) await addWeights(playground, files);
  } else if (files.length > 1) playground.notify('warning', texts.weights.dropTooMany);
  else if (playground.takesData()) await playground.addData(files[0]);
  else playground.notify('warning', texts.data.notHere);
}

async function addWeights(playground: Playground, files: readonly File[]): Promise<void> {
  const { store, addCheckpointFiles, addArm, notify } = playground;
  try {
    const { id, architecture } = await addCheckpointFiles(files);
    const { arms } = store.getState().experiment;
    // Whoever waited for them, or uses them, has them now.
    if (arms.some(({ optimizer }) => weightsOf(optimizer).includes(id))) return;
    const name = files.map((file) => file.name).join(', ');
    if (arms.length >= MAX_ARMS) return notify('info', texts.weights.droppedFull(name));
    notify('info', texts.weights.dropped(name));
    await addArm(architecture, { optimizer: architecture, checkpoint: id });
  } catch (error) {
    notify('error', errorMessage(error));
  }
}

/** Takes files dropped anywhere on the page. */
export function DropZone() {
  const playground = usePlayground();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (hasFiles(event) && --depth <= 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      takeFiles(playground, [...(event.dataTransfer?.files ?? [])]);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: hover, drop };
    for (const [type, listener] of Object.entries(listeners)) {
      window.addEventListener(type, listener as EventListener);
    }
    return () => {
      for (const [type, listener] of Object.entries(listeners)) {
        window.removeEventListener(type, listener as EventListener);
      }
    };
  }, [playground]);
  return over ? (
    <div className="drop-zone" aria-hidden="true">
      {texts.data.drop}
    </div>
  ) : null;
}
