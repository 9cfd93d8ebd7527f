/** Trains a network to the end and reads it back: the page's half of `npm run pretrain`. */
import { readExperiment } from '../config/experiment';
import type { Experiment } from '../config/types';
import type { ParamSegment } from '../core/paramLayout';
import { openGpu } from './backend';
import { createFusedExecutor } from './fused/executor';
import { TrainingSession } from './session';

export interface Trained {
  readonly segments: readonly ParamSegment[];
  /** `[size]`, the first arm's first seed. */
  readonly params: readonly number[];
  /** Of held-out examples, in the end. */
  readonly validation: { readonly loss: number; readonly accuracy: number };
  readonly adapter: string;
}

const CHUNK = 20;

/** `input`: of one arm and one seed, with held-out examples. */
export async function trainToEnd(
  input: Experiment,
  onProgress: (progress: { readonly step: number; readonly steps: number }) => void,
): Promise<Trained> {
  const experiment = readExperiment(input);
  const { device, name } = await openGpu();
  const session = await TrainingSession.open((setup) => createFusedExecutor(device, setup), experiment);
  try {
    let validation = { loss: Number.NaN, accuracy: Number.NaN };
    while (!session.finished) {
      const { chunk } = await session.advance(CHUNK, Number.POSITIVE_INFINITY);
      const last = chunk.arms[0]?.validations?.at(-1);
      if (last) validation = { loss: last.loss[0], accuracy: last.accuracy[0] };
      onProgress({ step: session.step, steps: experiment.steps });
    }
    const params = Array.from(await session.executor.readLane(0));
    return { segments: session.task.layout.segments, params, validation, adapter: name };
  } finally {
    session.dispose();
    device.destroy();
  }
}
