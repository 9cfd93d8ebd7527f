/** Parts of a training step; `rest` is what every optimizer needs: clipping, recording, applying. */
export const PHASES = ['task', 'designed', 'learned', 'mixing', 'rest'] as const;
export type Phase = (typeof PHASES)[number];
/** Microseconds of every part. */
export type PhaseTimes = Readonly<Record<Phase, number>>;
