/** Notices of the engine, and its marks on curves. */
export const engineTexts = {
  lost: 'The GPU device was lost; making a new one.',
  recovered: (step: number, reached: number) =>
    `Recovered: training goes on from the checkpoint at step ${step} (it had reached ${reached}).`,
  stopped: (reason: string) => `Training stopped: ${reason}`,
  differs: (what: string, got: string, expected: string) => `${what} ${got} instead of ${expected}`,
  loss: 'loss',
  slope: (tensor: string) => `gradient along ${tensor}`,
  noData: (task: string, file: string) => `"${file}" cannot be used: ${task} takes no file.`,
  diverged: (seed: number) => `seed ${seed} diverged`,
  planned: (steps: number, from: number) => `planned ${steps} steps from step ${from} on`,
  guards: {
    reinit: (seed: number) => `seed ${seed} restarted from its lowest loss`,
    extend: (seed: number) => `seed ${seed} planned for more steps`,
    toDesigned: (seed: number) => `seed ${seed} went over to the hand-designed optimizer`,
    toLearned: (seed: number) => `seed ${seed} went over to the learned optimizer`,
    stop: (seed: number) => `seed ${seed} stopped at its lowest loss`,
  },
  moreGuards: (events: number) => `and ${events} more events of its guard`,
} as const;
