/** Data sets that are built in. */
export const dataTexts = {
  digits: 'MNIST digits',
  drawn: 'drawn letters and shapes',
  digitsMissing: (reason: string) =>
    `The built-in digits could not be loaded (${reason}); check the connection and choose the task again, or drop a file of yours.`,
  bodyMissing: (name: string, reason: string) =>
    `The pre-trained body “${name}” could not be loaded (${reason}); check the connection and choose the task again.`,
  otherBody: (expected: string, found: string) =>
    `its SHA-256 should begin with ${expected.slice(0, 8)} and begins with ${found.slice(0, 8)}`,
  otherTensors: 'its tensors are not those of its manifest',
  otherFile: (bytes: number) => `another file came, of ${bytes} bytes`,
} as const;
