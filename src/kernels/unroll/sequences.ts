/** Shared by the recurrent texts of meta-training: how many sequences there are, and how lines are joined. */

/** Sequences, and threads that work. */
export const SEQUENCES = 4;

export const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
export const lines = (parts: readonly string[]): string => parts.join('\n  ');
