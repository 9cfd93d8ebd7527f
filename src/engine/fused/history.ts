/** The history ring of the fused executor, read back: rows of losses, metrics and events. */
import type { MetricSource } from '../../tasks/types';
import type { StepResults, ValidationRow } from '../executor';

/** Numbers kept per lane and step: loss, metric, event. */
export const CHANNELS = 3;

/** Bit of an event by which the record kernel says that the lane stopped here. */
const STOPPED = 0x80000000;

export interface ChunkHistory {
  readonly results: StepResults;
  /** Lanes that diverged in it, and where. */
  readonly stopped: readonly { readonly lane: number; readonly step: number }[];
}

/** Takes apart `[count, CHANNELS, total]`; companions, which come after the lanes, are dropped. */
export function unpackHistory(
  history: Float32Array,
  firstStep: number,
  count: number,
  lanes: number,
  total: number,
  metric: MetricSource | undefined,
): ChunkHistory {
  const channel = (index: number) => {
    const values = new Float32Array(count * lanes);
    for (let row = 0; row < count; row++) {
      const start = (row * CHANNELS + index) * total;
      values.set(history.subarray(start, start + lanes), row * lanes);
    }
    return values;
  };
  const loss = channel(0);
  const words = new Uint32Array(channel(2).buffer);
  const events = words.map((word) => word & ~STOPPED);
  const stopped: { lane: number; step: number }[] = [];
  words.forEach((word, at) => {
    if (word & STOPPED) stopped.push({ lane: at % lanes, step: firstStep + Math.floor(at / lanes) });
  });
  const results = {
    firstStep,
    count,
    loss,
    ...(metric ? { metric: metric.fromLoss ? loss.map(metric.fromLoss) : channel(1) } : {}),
    ...(events.some((event) => event !== 0) ? { events } : {}),
  };
  return { results, stopped };
}

/** Takes apart `[total, 2]` as read back at a step; `training` tells the lanes that it says something of. */
export function unpackValidation(
  values: Float32Array,
  step: number,
  lanes: number,
  training: ReadonlySet<number>,
): ValidationRow {
  const channel = (index: number) =>
    Float32Array.from({ length: lanes }, (_, lane) =>
      training.has(lane) ? values[2 * lane + index] : Number.NaN,
    );
  return { step, loss: channel(0), accuracy: channel(1) };
}

/** Results of consecutive chunks as one; probes are those of the last. */
export function joinResults(parts: readonly StepResults[]): StepResults {
  if (parts.length === 1) return parts[0];
  const lanes = parts[0].loss.length / parts[0].count;
  const floats = (pick: (part: StepResults) => Float32Array): Float32Array => {
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.count * lanes, 0));
    let offset = 0;
    for (const part of parts) {
      all.set(pick(part), offset);
      offset += part.count * lanes;
    }
    return all;
  };
  const eventful = parts.some((part) => part.events);
  const { probes } = parts[parts.length - 1];
  const validations = parts.flatMap((part) => part.validations ?? []);
  return {
    firstStep: parts[0].firstStep,
    count: parts.reduce((sum, part) => sum + part.count, 0),
    loss: floats((part) => part.loss),
    ...(parts[0].metric ? { metric: floats((part) => part.metric!) } : {}),
    ...(eventful
      ? {
          events: Uint32Array.from(
            parts.flatMap(({ events, count }) => [...(events ?? new Uint32Array(count * lanes))]),
          ),
        }
      : {}),
    ...(validations.length > 0 ? { validations } : {}),
    ...(probes ? { probes } : {}),
  };
}
