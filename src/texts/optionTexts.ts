/** What is wrong with a text that was typed into an option. */
const counted = (count: number) => count.toLocaleString('en');

export const textTexts = {
  tooLong: (length: number, most: number) =>
    `This has ${counted(length)} characters; ${counted(most)} are the most.`,
  malformed: 'This has half of a character.',
} as const;
