/**
 * Parts of a training step, of which every kernel names its own: what it costs goes there. `rest` is what every
 * optimizer needs: clipping, recording, applying.
 */
export const PHASES = ['task', 'designed', 'learned', 'mixing', 'rest'] as const;
export type Phase = (typeof PHASES)[number];
/** Microseconds of every part. */
export type PhaseTimes = Readonly<Record<Phase, number>>;
