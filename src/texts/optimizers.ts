/**
 * Optimizers by id: what they are and their own options. `learningRate` says what a step size means here; options
 * that several share are below.
 */
export const optimizerTexts = {
  adam: {
    label: 'Adam',
    summary:
      'Steps along the running mean of gradients, scaled per parameter by the root of their running square.',
    learningRate:
      'Length of a step: while gradients agree, each parameter moves by about this much per step, whatever their size.',
  },
  adamax: {
    label: 'Adamax',
    summary:
      'Steps along the running mean of gradients, scaled per parameter by the largest recent gradient.',
    learningRate:
      'Length of a step: no parameter moves by much more than this per step, whatever the size of its gradients.',
    options: {
      beta2: {
        label: 'Beta 2 (scale)',
        help: 'How slowly the largest gradient seen is forgotten: it shrinks by this factor per step unless a larger one comes.',
      },
      epsilon: {
        label: 'Epsilon',
        help: "Added to the gradient's magnitude before the maximum is taken: keeps the denominator above zero where gradients vanish.",
      },
    },
  },
  adamw: {
    label: 'AdamW',
    summary: 'Adam that also pulls every parameter a little towards zero, apart from the gradient.',
    learningRate:
      'Length of a step: while gradients agree, each parameter moves by about this much per step, whatever their size. The decay scales with it.',
    options: {
      weightDecay: {
        label: 'Weight decay',
        short: 'decay',
        help: 'Pull towards zero: each step takes this share, times the learning rate, off every parameter; off gives Adam.',
        zero: 'off',
      },
    },
  },
  sgd: {
    label: 'SGD',
    summary: 'Steps straight down the gradient, with momentum that carries earlier steps on.',
    learningRate:
      'Step per unit of gradient: unlike with Adam, a gradient ten times as large makes a step ten times as long.',
    options: {
      momentum: {
        label: 'Momentum',
        short: 'momentum',
        help: 'Share of the last step carried into the next: 0.9 makes steady descent ten times as fast, 0 is plain gradient descent.',
      },
      nesterov: {
        label: 'Nesterov',
        help: "Nesterov's momentum: looks one carried step ahead, which damps overshooting.",
      },
    },
  },
  celo: {
    label: 'Celo',
    summary:
      'A learned optimizer: a recurrent network sets one step scale from the loss curve, a small network turns each parameter’s gradient history into its step.',
  },
  'celo-adam': {
    label: 'Celo-Adam',
    summary: 'Adam whose learning rate a recurrent network sets from the time and the loss curve.',
  },
  velo: {
    label: 'VeLO',
    summary:
      'A learned optimizer, meta-trained for 4,000 TPU-months: a recurrent network watches every tensor and mixes the small network that moves its parameters.',
  },
  hub: {
    label: 'HUB',
    summary:
      'Mixes a hand-designed and a learned proposal per parameter, by a softmax over the layer’s gradient magnitudes.',
    options: {
      weighting: {
        label: 'Weighting',
        help: 'What decides the hand-designed share σ of each parameter: the softmax of its gradient’s magnitude over the layer (the paper’s), or one number for all.',
        choices: { softmax: 'Softmax of |g|', manual: 'Constant share' },
      },
      temperature: {
        label: 'Temperature',
        short: 'τ',
        help: 'Gradients are divided by it before the softmax. 1 is the paper’s; small values give the largest gradient everything, large ones make all shares 1/K.',
      },
      share: {
        label: 'Hand-designed share',
        short: 'share',
        help: 'σ of every parameter: 1 is the hand-designed optimizer alone, 0 the learned one.',
      },
      invert: {
        label: 'Invert',
        short: 'inverted',
        help: 'Exchanges the shares (equation 7): σ goes to the learned proposal, so large layers are mostly hand-designed.',
      },
      upper: {
        label: 'Upper bound A',
        short: 'A',
        help: 'Larger σ are set to A (equation 11). Clipped shares are not normalised again.',
      },
      lower: {
        label: 'Lower bound B',
        short: 'B',
        help: 'Smaller σ are set to B (equation 11), at most A. In a wide layer nearly every σ is below it, so the mix becomes the constant share B.',
      },
      blocks: {
        label: 'Per block',
        help: 'The paper weights new blocks (the head) and older ones differently, but its text and its equations 8 and 9 disagree. By the text, new blocks take σ and older ones the inverted weights; by the printed equations the other way round. We read the text as meant.',
        choices: {
          off: 'Same everywhere',
          prose: 'As the text says: new blocks learned',
          printed: 'As equations 8 and 9 are printed',
          listed: 'As listed per tensor',
        },
      },
      newBlocks: {
        label: 'New blocks',
        help: 'How many modules, counted from the last, are the new blocks. Where the task itself tells pre-trained from new blocks, as “Fine-tuning” does, those count, and this does nothing.',
      },
      layer: {
        label: 'Layer',
        help: 'What the softmax runs over. The paper says layer; a tensor is also the unit of VeLO and Celo.',
        choices: { tensor: 'One tensor', module: 'Weight and bias together' },
      },
      skipNonFinite: {
        label: 'Leave out non-finite proposals',
        help: 'Our addition, not in the paper: where one proposal is not a finite number, the other is taken whole. Off: the run diverges.',
      },
    },
  },
  lgl2o: {
    label: 'LGL2O (our reading)',
    summary:
      'Trains a learned and a hand-designed optimizer side by side and goes on from whichever has the lower loss.',
    idle: (steps: number) =>
      `It compares nothing in a run of ${steps} steps: its period is as long or longer.`,
    options: {
      period: {
        label: 'Period',
        help: 'Steps both sides make before their losses are compared. 1 compares after every step, the closest guard and the dearest.',
      },
      checks: {
        label: 'Check batches',
        help: 'Fresh batches on which a comparison rests, the same for both sides. Where every batch is the whole data, more than 1 only repeats the same number.',
      },
    },
  },
  'min-loss-reinit': {
    label: 'Min-Loss Reinit',
    summary:
      'Runs a learned optimizer and, when it breaks or its plan ends, starts it again from the lowest loss seen.',
    idle: {
      never: 'It can do nothing: at most 0 restarts.',
      nothing: 'It can do nothing: both reasons to restart are off.',
      noEnd: (steps: number) =>
        `It can do nothing in a run of ${steps} steps: the plan of its learned optimizer does not end before the run.`,
      onlyNonFinite: (steps: number) =>
        `In a run of ${steps} steps only a loss that is not finite makes it restart: the plan of its learned optimizer does not end before the run.`,
    },
    options: {
      mode: {
        label: 'Restart',
        help: 'What a restart brings back from the lowest loss: the parameters, with an optimizer that starts anew and plans for the steps left; or its whole state too, which repeats the same steps unless batches or options differ.',
        choices: { fresh: 'Parameters only, fresh optimizer', full: 'Parameters and optimizer state' },
      },
      limit: {
        label: 'Restarts at most',
        help: 'After so many restarts the run goes on without the guard, and a loss that is not finite is its end.',
      },
      onNonFinite: {
        label: 'Restart when the loss is not finite',
        help: 'A learned optimizer never recovers from a NaN by itself: it stays in its memory for good.',
      },
      onEnd: {
        label: 'Restart at the planned end',
        help: 'When all planned steps of the learned optimizer are done. Where it plans for the whole run, that is the end, so nothing happens.',
      },
    },
  },
  'increase-steps': {
    label: 'Increase Steps',
    summary:
      'Runs a learned optimizer and lengthens its plan each time the planned end is reached, with all it remembers.',
    idle: {
      never: 'It can do nothing: at most 0 increases.',
      noEnd: (steps: number) =>
        `It can do nothing in a run of ${steps} steps: the plan of its learned optimizer does not end before the run. Set its planned steps lower.`,
    },
    options: {
      increase: {
        label: 'Increase',
        help: 'What is added to the plan each time, in lengths of the first plan: 1 makes it 2N, then 3N. Set the planned steps of the learned optimizer below those of the run, else the end never comes.',
      },
      limit: {
        label: 'Increases at most',
        help: 'After so many the plan stays, and the learned optimizer goes on past its end with ever smaller steps.',
      },
    },
  },
  switch: {
    label: 'Switch to hand-designed',
    summary:
      'Takes the learned optimizer’s steps up to a given one, and the hand-designed optimizer’s from there.',
    idle: (steps: number) =>
      `It never switches in a run of ${steps} steps: all of them are the learned optimizer’s.`,
    options: {
      at: {
        label: 'Switch at step',
        help: 'Updates made by the learned optimizer before the hand-designed one takes over; at the start means the hand-designed one alone.',
        zero: 'at the start',
      },
    },
  },
  'early-stop': {
    label: 'Early stopping',
    summary:
      'Runs a learned optimizer until its loss has not fallen for a while, then goes back to the minimum and stays.',
    idle: (steps: number) =>
      `In a run of ${steps} steps only a loss that is not finite makes it stop: its patience is as long or longer.`,
    options: {
      patience: {
        label: 'Patience',
        help: 'Steps without a new lowest loss after which training stops. With small batches the loss is noisy and its lowest value partly luck, so give it more.',
      },
    },
  },
} as const;

/** Values of options that are not numbers. */
export const valueTexts = {
  on: 'on',
  off: 'off',
  /** Of a flag that is off, by what it is called when on: "not inverted". */
  not: (name: string) => `not ${name}`,
} as const;

/** Options that several optimizers share, and that of an arm itself. */
export const optionTexts = {
  learningRate: { label: 'Learning rate', short: 'lr' },
  beta1: {
    label: 'Beta 1 (momentum)',
    help: 'Share of the running mean of gradients kept at each step: 0.9 averages about the last 10 gradients, 0 uses only the newest.',
  },
  beta2: {
    label: 'Beta 2 (scale)',
    help: 'Share of the running mean of squared gradients kept at each step: 0.999 averages about the last 1,000. Their root sets the scale of each step.',
  },
  epsilon: {
    label: 'Epsilon',
    help: 'Added to the root in the denominator (outside it): where gradients are smaller than this, steps shrink instead of being blown up to full size.',
  },
  schedule: {
    label: 'Schedule',
    help: 'How the learning rate changes over the run: not at all, along half a cosine to its end, or in drops.',
    choices: { constant: 'Constant', cosine: 'Cosine', step: 'Step decay' },
  },
  warmup: {
    label: 'Warm-up',
    help: 'Share of the planned steps over which the learning rate first rises in a straight line.',
    zero: 'off',
  },
  finalFraction: {
    label: 'Final fraction',
    help: 'What is left of the learning rate at the end of the planned run, as a fraction of its full value.',
  },
  gamma: {
    label: 'Drop factor',
    help: 'The learning rate is multiplied by this at every drop: 0.5 halves it, 1 leaves it alone.',
  },
  period: {
    label: 'Steps between drops',
    help: 'Training steps from one drop of the learning rate to the next.',
  },
  horizon: {
    label: 'Planned steps',
    short: 'plans',
    help: 'Length of the run the optimizer plans for: it sees how much of it is gone. 0 stands for the whole run, however long. Nothing stops at the end; steps just stay small.',
    zero: 'whole run',
  },
  multiplier: {
    label: 'Step multiplier',
    help: 'Factor on the proposed update. 1 is the published optimizer.',
  },
  clipNorm: {
    label: 'Gradient clipping',
    short: 'clipped',
    help: 'The gradient of a lane is scaled down to this global norm before the optimizer sees it; 0 turns it off.',
    zero: 'off',
  },
} as const;
