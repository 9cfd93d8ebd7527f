/** What is said of the device: why the fast path is not there, and what did not fit on it. Whole sentences. */
export const deviceTexts = {
  insecure:
    'At this address there is no WebGPU, so the CPU trains, more slowly: browsers offer it only over https or from localhost. Open the page at such an address.',
  noDigests:
    'weights and pictures are known by digests, which browsers make only over https or from localhost: open the page at such an address',
  noWebGpu: 'This browser has no WebGPU, so the CPU trains, more slowly. A current Chrome or Edge has it.',
  noAdapter:
    'This browser has WebGPU but no GPU that it may use, so the CPU trains, more slowly. Turn on its hardware acceleration, or try a newer driver or another browser.',
  noDevice: (reason: string) =>
    `The GPU could not be opened (${oneLine(reason)}), so the CPU trains, more slowly. Close other pages that use it and reload, or try another browser.`,
  selfTest: (task: string, failure: string) =>
    `This GPU computes ${task} wrongly (${failure}), so the CPU trains, more slowly. A newer driver or another browser may do better.`,
  /** A reason may have several lines. */
  refusedKernel: (kernel: string, reason: string) =>
    `the GPU driver refused the kernel "${kernel}": ${reason}`,
  withoutKernel: (refusal: string) =>
    `${capital(oneLine(refusal))}. So the CPU trains all optimizers, more slowly. A newer driver or another browser may do better.`,
  /** An adapter that does not say what it is. */
  unnamed: 'unnamed GPU',
  /** Bytes wanted in all, bytes of it that there was room for, and the first buffer that there was none for. */
  noRoom: (wanted: number, had: number, buffer: string) =>
    `The GPU has no room for this: it takes ${mebibytes(wanted)} of memory, and of these only ${mebibytes(had)} could be had (not "${buffer}", for one). About ${Math.floor((100 * had) / wanted)} % of it would fit: use fewer seeds, arms or lanes, or a smaller task.`,
  /** A buffer that is larger than the device allows any to be. */
  tooLarge: (buffer: string, size: number, most: number) =>
    `The buffer "${buffer}" takes ${mebibytes(size)}, and this device holds at most ${mebibytes(most)} in one. About ${Math.floor((100 * most) / size)} % of it would fit: use fewer seeds, arms or lanes, or a smaller task.`,
  refusedWork: (reason: string) =>
    `The GPU refused its last work, and no number of it was used (${oneLine(reason)}). Start again, or use fewer seeds, arms or lanes.`,
} as const;

const mebibytes = (bytes: number): string => {
  const count = bytes / 2 ** 20;
  return `${count >= 10 ? Math.round(count).toLocaleString('en-US') : Number(count.toPrecision(2))} MiB`;
};

/** The first line of what a driver says, without the full stop. */
const oneLine = (reason: string): string => reason.split('\n', 1)[0].trim().replace(/\.$/, '');

const capital = (text: string): string => `${text[0].toUpperCase()}${text.slice(1)}`;
