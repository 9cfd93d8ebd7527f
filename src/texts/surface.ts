/** What is wrong with the options of a surface, and what its views say. */
export const surfaceTexts = {
  tooFlat: (least: number) => `This function needs ${least} dimensions or more.`,
} as const;
