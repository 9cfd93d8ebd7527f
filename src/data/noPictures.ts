/** What stands for pictures that are not loaded; apart from `pictures.ts`, for the page's first load needs no more. */
export const NO_EXAMPLES = { pictures: new Uint8Array(0), labels: new Uint8Array(0) } as const;

export const NO_SPLIT = { training: NO_EXAMPLES, validation: NO_EXAMPLES, test: NO_EXAMPLES } as const;
