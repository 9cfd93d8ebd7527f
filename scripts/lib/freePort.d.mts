/** A port of this machine that nothing listens on and no browser refuses. */
export function freePort(): Promise<number>;
