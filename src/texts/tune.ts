/** The dialogue that tunes learning rates. */
export const tuneTexts = {
  title: 'Tune the learning rates',
  what: (rates: number) =>
    `Every hand-designed optimizer is tried at ${rates} learning rates, half a decade apart, with everything else as it is. The one whose last loss has the smallest median is taken, and the run begins anew with it.`,
  why: 'All get the same budget, and the seeds to tune on are others than those of the run: what you compare afterwards was not chosen by the draws it is shown on. What was tried stays on the chart, in grey.',
  learned: 'Learned optimizers and mixes are left as they are: they come with their own step sizes.',
  seeds: 'Seeds to tune on',
  seedsHelp: 'More seeds, a choice that depends less on luck, and a longer sweep.',
  budget: (arms: number, rates: number, seeds: number, steps: string, runs: string) =>
    `${arms} × ${rates} rates × ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} = ${runs} runs of ${steps} steps`,
  range: (low: string, high: string) => `${low} … ${high}`,
  ownData: 'A sweep cannot use a file of your own; go back to the built-in data first.',
  start: 'Tune and train anew',
  again: 'Tune again',
  stop: 'Stop',
  progress: 'Progress of the sweep',
  going: (name: string, percent: number) => (name ? `${name}, ${percent} %` : 'starting'),
  failed: (reason: string) => `The sweep ended early: ${reason}`,
  result: (seeds: number, first: number, last: number, steps: string) =>
    `Median last loss over ${seeds === 1 ? `seed ${first}` : `seeds ${first} to ${last}`}, ${steps} steps:`,
  caption: 'What tuning tried',
  rate: (rate: string) => `lr ${rate}`,
  best: 'best',
  diverged: '✕',
  divergedLong: 'diverged',
  edge: (name: string) =>
    `The best rate of ${name} is at the end of what was tried; a better one may lie beyond.`,
  none: (name: string) => `${name} diverged at every rate and keeps the one it had.`,
  forget: 'Forget what was tried',
  other: 'This was tuned for another task or length.',
} as const;
