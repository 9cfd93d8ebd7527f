/** Checkpoints that the page knows by name. */
export const checkpointTexts = {
  broad: {
    label: 'broad',
    note: 'Ours, trained on networks, recurrent networks, pictures and a few functions: the one to begin with.',
  },
  mlp: {
    label: 'mlp',
    note: 'Ours, trained on small tanh networks alone: at home there, a stranger everywhere else.',
  },
  celo: {
    label: 'Celo (published)',
    note: 'The optimizer of arXiv:2501.12670, meta-trained on image classifiers for up to 2,000 steps.',
  },
  'celo-adam': {
    label: 'Celo-Adam (published)',
    note: 'The same paper’s scheduler above plain Adam: it sets the learning rate and nothing else.',
  },
  velo: {
    label: 'VeLO (published)',
    note: 'The optimizer of arXiv:2211.09760, meta-trained with four thousand TPU months; large, and slower per step.',
  },
} as const;

/** Name of a file of weights of the reader's own. */
export const ownCheckpointText = (digits: string) => `your file ${digits}…`;

/** Name of an optimizer trained here. */
export const trainedName = (family: string, steps: string, seed: number) =>
  `${family}, ${steps} steps, seed ${seed}`;
