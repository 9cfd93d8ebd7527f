/** Chunks of history joined, so that what goes to the page at a time is one message. */
import type { ArmHistory, HistoryChunk } from './types';

/** Joins consecutive chunks of the same arms. */
export function joinChunks(chunks: readonly HistoryChunk[]): HistoryChunk[] {
  const joined: HistoryChunk[][] = [];
  for (const chunk of chunks) {
    const run = joined.at(-1);
    const previous = run?.at(-1);
    const follows =
      previous !== undefined &&
      previous.firstStep + previous.count === chunk.firstStep &&
      previous.arms.length === chunk.arms.length &&
      previous.arms.every((arm, index) => arm.armId === chunk.arms[index].armId);
    if (run && follows) run.push(chunk);
    else joined.push([chunk]);
  }
  return joined.map((run) => ({
    firstStep: run[0].firstStep,
    count: run.reduce((sum, chunk) => sum + chunk.count, 0),
    elapsedMs: run.at(-1)!.elapsedMs,
    arms: run[0].arms.map(({ armId, metric }, index) => ({
      armId,
      loss: concat(run.map((chunk) => chunk.arms[index].loss)),
      ...(metric ? { metric: concat(run.map((chunk) => chunk.arms[index].metric!)) } : {}),
      ...joinedRare(run.map((chunk) => chunk.arms[index])),
    })),
  }));
}

function joinedRare(arms: readonly ArmHistory[]): Pick<ArmHistory, 'events' | 'validations'> {
  const events = arms.flatMap((arm) => arm.events ?? []);
  const validations = arms.flatMap((arm) => arm.validations ?? []);
  return { ...(events.length > 0 ? { events } : {}), ...(validations.length > 0 ? { validations } : {}) };
}

function concat(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let offset = 0;
  for (const array of arrays) {
    all.set(array, offset);
    offset += array.length;
  }
  return all;
}
