/** What the drawn pictures are like, for whoever has not drawn them. */
export const DRAWN_EXTENTS = { height: 28, width: 28, channels: 1 } as const;
export const DRAWN_CLASSES = 28;
