/** Path of the file. */
export const DIGITS: string;
export function makeDigits(): void;
