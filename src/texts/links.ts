/** Files that a link or a record asks for. */
export const fileTexts = {
  askData: (name: string, digits: string) =>
    `This experiment trains on a file of its author's, "${name}" (SHA-256 ${digits}…): choose it, it stays on your machine.`,
  askWeights: (digits: string) =>
    `This experiment uses weights of its author's own (SHA-256 ${digits}…): choose the file, it stays on your machine.`,
  askUnknown: (id: string) =>
    `This experiment uses weights called "${id}", which nobody here knows: choose a file for them.`,
  weightsOfLink: 'the weights of the link',
  other: (name: string, wanted: string, digits: string, wantedDigits: string) =>
    `"${name}" is another file than ${wanted}: its SHA-256 begins with ${digits}, wanted is ${wantedDigits}. Curves will differ from the receipt.`,
} as const;

/** How a run compares with a receipt. */
export const verdictTexts = {
  agrees: { matches: 'matches', 'within rounding': 'within rounding' },
  unknown: 'not in the receipt',
  replanned: (step: number) =>
    `cannot be compared: it goes by the planned length, which was changed at step ${step} of the recorded run`,
  notYet: 'not yet compared',
  upTo: (words: string, step: number) => `${words} up to step ${step}`,
  departs: (step: number, amount: string) => `departs at step ${step} (${amount})`,
  amplified: (step: number, amount: string, nudged: string, times: number) =>
    `departs at step ${step} (${amount}), as far as rounding explains: a start one unit in the last place away leads ${nudged} % away by then, and rounding at every step up to ${times} times as far`,
  more: (seeds: number) => `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} more diverged`,
  fewer: (seeds: number) => `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} fewer diverged`,
  divergedHere: 'diverged here, not in the receipt',
  divergedThere: 'diverged in the receipt, not here',
  by: (percent: string) => `by ${percent} %`,
  validationBy: (percent: string) => `validation loss by ${percent} %`,
  quartileBy: (percent: string) => `a quartile by ${percent} %`,
} as const;

/** Parts left out of a link or a record, and why one was not opened. */
export const linkTexts = {
  /** `name` of a file; none of a link. */
  opened: (name: string, isRecord: boolean, task: string, arms: readonly string[]) =>
    `${name ? `"${name}"` : 'The link'} was opened: ${isRecord ? 'the record of a run' : 'an experiment'} on ${task} with ${arms.join(', ')}.`,
  notOpened: (name: string, reason: string) => `"${name}" was not opened: ${reason}.`,
  isOther: (what: string, remedy: string) => `it is ${what}, not an experiment or a record; ${remedy}`,
  isForeign: (detail: string) =>
    `wanted is an experiment or a record that this page saved as .json, which this is not (${detail})`,
  noReceipt: (reason: string) => `The receipt was left out: ${reason}.`,
  noArm: (number: number, reason: string) => `Arm ${number} was left out: ${reason}.`,
  noChanges: (reason: string) => `The option changes within the run were left out: ${reason}.`,
  changesWithArm: (all: number, last: number) =>
    `Of ${all} option changes within the run the last ${last} were left out with their arm.`,
  firstChanges: (all: number, first: number) =>
    `Of ${all} option changes within the run only the first ${first} are kept.`,
  tail: (characters: number) => `What followed the link (${characters} characters) was ignored.`,
  lengthChanged: (first: number, last: number) =>
    first === last
      ? `The planned length was changed at step ${last}.`
      : `The planned length was changed with the optimizers at steps ${first} to ${last}.`,
  replanned: 'another planned length from here on',
  notRepeated:
    'Optimizers that go by the planned length, as learned ones do, can be neither repeated nor compared with a repetition.',
  blocksChanged: (step: number) => `The weighting per block was changed at step ${step}.`,
} as const;
