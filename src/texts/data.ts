/** Data sets that are built in. */
export const dataTexts = {
  digits: 'MNIST digits',
  digitsMissing: (reason: string) =>
    `The built-in digits could not be loaded (${reason}); check the connection and choose the task again, or drop a file of yours.`,
  otherFile: (bytes: number) => `another file came, of ${bytes} bytes`,
} as const;
