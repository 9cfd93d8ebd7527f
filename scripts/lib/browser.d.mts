/** Path of an installed browser, or null. */
export function findBrowser(): string | null;
/** Path of Debian's Firefox, or null. */
export function findFirefox(): string | null;
/** As `findBrowser`, but installs one where it may, and throws one sentence where it may not. */
export function ensureBrowser(): string;
/** Launch flags that give WebGPU on any machine and keep the browser off the network. */
export const chromiumArgs: string[];
