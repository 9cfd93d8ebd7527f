/** What the built-in digits are like, for whoever has not loaded them. */
export const DIGIT_EXTENTS = { height: 28, width: 28, channels: 1 } as const;
export const DIGIT_CLASSES = 10;
