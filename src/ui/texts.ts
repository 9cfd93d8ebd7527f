/**
 * Every text of the page itself, so that a translation is this file. Labels and helps of tasks, optimizers
 * and options are declared where they are used, in `tasks/` and `optimizers/`.
 */
export const texts = {
  title: { accent: 'HUB', rest: 'Playground' },
  tagline: 'Train small real models on your own GPU and watch optimizers side by side.',
  skipToCharts: 'Skip to the charts',

  header: {
    tasks: 'Task',
    presets: 'Presets',
    share: 'Share',
    presetsHint: 'Each is a question, what to expect, and why.',
    undo: 'Undo',
    redo: 'Redo',
    help: 'Keyboard and help',
    how: 'How it works',
    theme: 'Theme',
    metaTrain: 'Meta-train an optimizer',
    metaTrainWaits: 'Meta-train an optimizer (a run waits)',
    themes: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  },

  transport: {
    group: 'Training',
    start: 'Start',
    resume: 'Go on',
    pause: 'Pause',
    again: 'Again',
    step: 'One step',
    reset: 'Reset to step 0',
    more: 'Run to a step, speed',
    runTo: 'Run to step',
    run: 'Run',
    speed: 'Speed limit',
    speeds: {
      unlimited: 'none',
      perSecond: (count: number) => (count === 1 ? 'one step a second, narrated' : `${count} steps a second`),
    },
    progress: 'Progress',
    stepOf: (step: string, steps: string) => `step ${step} / ${steps}`,
    left: (duration: string) => `${duration} left`,
    states: {
      empty: 'starting',
      preparing: 'preparing',
      running: 'running',
      paused: 'paused',
      finished: 'done',
      failed: 'stopped',
    },
  },

  narration: {
    title: 'The last step in words',
    start: (arms: number) =>
      arms === 1
        ? 'There is no step yet: this is the loss to begin with.'
        : `There is no step yet: all ${arms} begin at the same point, with the same loss.`,
    summary: (step: string, better: number, all: number, name: string, loss: string) =>
      `Step ${step}: ${better} of ${all} got better; ${name} is lowest at ${loss}.`,
    lost: (step: string) => `Step ${step}: every optimizer has diverged.`,
    fell: (name: string, percent: string, loss: string) => `${name} fell by ${percent} % to ${loss}.`,
    rose: (name: string, percent: string, loss: string) => `${name} rose by ${percent} % to ${loss}.`,
    same: (name: string, loss: string) => `${name} stayed at ${loss}.`,
    diverged: (name: string) => `${name} has diverged in most seeds.`,
    share: (percent: number) => `The hand-designed half made ${percent} % of its step.`,
    agree: 'Both proposals point the same way.',
    differ: 'The two proposals point in different directions.',
    oppose: 'The two proposals point against each other.',
  },

  arms: {
    title: 'Optimizers',
    add: 'Add',
    addLabel: 'Add an optimizer',
    full: (most: number) => `At most ${most} optimizers train at once.`,
    families: {
      designed: 'Hand-designed',
      learned: 'Learned',
      hybrid: 'Hybrid',
      guard: 'Guards and baselines',
    },
    options: (name: string) => `Options of ${name}`,
    menu: (name: string) => `More for ${name}`,
    hide: 'Hide its curve',
    show: 'Show its curve',
    hidden: 'hidden',
    rename: 'Rename',
    name: 'Name',
    duplicate: 'Duplicate',
    copyOf: (name: string) => `${name} copy`,
    up: 'Move up',
    down: 'Move down',
    remove: 'Remove',
    kind: 'Optimizer',
    clipOff: 'off',
    resetAll: 'All to default',
    badgeTuned: (of: number) => `tuned, best of ${of}`,
    tune: 'Tune',
    tuneLabel: 'Tune the learning rates',
    badgeDefault: 'default',
    badgeChanged: 'changed',
    partNames: { designed: 'Hand-designed', learned: 'Learned' } as Readonly<Record<string, string>>,
    part: (name: string, optimizer: string) => `${name}: ${optimizer}`,
    partKind: (name: string) => `${name} optimizer`,
    waits: 'waits for weights',
    summary: {
      learningRate: (value: string) => `lr ${value}`,
      clip: (value: string) => `clip ${value}`,
      horizon: (steps: string) => `plans ${steps} steps`,
      horizonRun: 'plans the whole run',
      multiplier: (value: string) => `${value} × step`,
      constant: (share: string) => `constant ${share}`,
      inverted: 'inverted',
      clipped: 'clipped',
      blockwise: 'per block',
      modules: 'per module',
      temperature: (value: string) => `τ ${value}`,
      softmax: 'softmax of |g|',
      evaluations: (count: string) => `${count} × evaluations`,
    },
  },

  hub: {
    clipping: 'Clipping B … A',
    clippingHelp:
      'σ is kept within [B, A] (equation 11); B is at most A. Clipped shares are not normalised again, so in a wide layer, where nearly every σ is tiny, B is the share of nearly all.',
    lower: 'Lower bound B',
    upper: 'Upper bound A',
    lowerTooHigh: (upper: string) => `At most A = ${upper}`,
    upperTooLow: (lower: string) => `At least B = ${lower}`,
    reset: 'Reset clipping to 0 … 1',
    reading:
      'The paper’s text and its equations 8 and 9 contradict each other. We read the text as meant: new blocks (the last modules) lean on the learned proposal, older ones on the hand-designed one.',
    tensors: 'Inverted tensors',
    tensorsHelp: 'A change starts this optimizer anew.',
    inputs: 'Invert',
  },

  option: {
    reset: (label: string, value: string) => `Reset ${label} to ${value}`,
    whatSign: '?',
    what: (label: string) => `What is ${label}?`,
    exact: (label: string) => `${label}, exact value`,
    slider: (label: string) => label,
    notNumber: 'Not a number',
    range: (min: string, max: string) => `From ${min} to ${max}`,
    rangeOrZero: (min: string, max: string) => `0, or from ${min} to ${max}`,
    whole: 'A whole number',
    restarts: 'Starts the run anew',
    on: 'on',
    off: 'off',
    zero: 'off',
  },

  experiment: {
    title: 'Experiment',
    seeds: 'Seeds',
    seedsHelp: 'Every optimizer trains once per seed, from the same starts and on the same draws.',
    firstSeed: 'First seed',
    firstSeedHelp: 'Equal seeds give equal draws, everywhere and always.',
    dice: 'Another first seed',
    start: 'Starting point',
    startSame: (checksum: string, arms: number) =>
      arms === 1 ? checksum : `${checksum}, the same for all ${arms}`,
    startHelp:
      'A checksum of the parameters that training sets out from, read back from the device for every optimizer and over all seeds.',
    startDiffers: 'The optimizers do not set out from the same parameters:',

    steps: 'Steps',
    stepsHelp: 'Planned length of the run; schedules end here.',
    target: 'Target loss',
    targetHelp: 'The first step at or below this loss is timed.',
    taskOptions: 'Task',
    variants: 'Variant',
    custom: 'Own settings',
  },

  data: {
    title: 'Your own data',
    pick: 'Choose a file',
    hint: 'A PNG or JPEG picture, or a TIFF stack, .npy or NIfTI volume. Or drop it on the page. It stays on this machine.',
    remove: 'Back to the built-in data',
    drop: 'Drop the file: data to train on, weights of a learned optimizer, an experiment or a record',
    notHere: 'Pictures and volumes are for the SIREN task; go to its tab first.',
    shape: (shape: readonly number[]) => shape.join(' × '),
  },

  loss: {
    title: 'Loss',
    subtitle: (seeds: number) => (seeds === 1 ? 'one seed' : `median and middle half of ${seeds} seeds`),
    waiting: 'Waiting for the first steps.',
    quantity: 'Quantity',
    xAxis: 'Horizontal axis',
    steps: 'steps',
    seconds: 'seconds',
    evaluations: 'evals',
    yScale: 'Vertical scale',
    log: 'log',
    linear: 'linear',
    view: 'Chart settings',
    logX: 'Logarithmic horizontal axis',
    members: 'Draw every seed',
    smoothing: 'Smoothing',
    smoothingHelp:
      'Averages over so many steps, in logarithms where the axis is logarithmic. The curve as measured stays behind it; no number is smoothed.',
    smoothingUnit: 'steps',
    tried: 'Draw what tuning tried, in grey',
    triedNote: (rates: number) =>
      `Grey: what tuning tried, ${rates} learning rates per optimizer on seeds of their own.`,
    triedName: (name: string, rate: string) => `${name}, lr ${rate}, tuning seeds`,
    targetGrip: 'Drag, or use the arrow keys, to move the target',
    pin: 'Keep this run as a baseline',
    unpin: 'Let go of the baseline',
    pinned: (count: number, steps: string) =>
      `Faint: a run kept as a baseline (${count} ${count === 1 ? 'optimizer' : 'optimizers'}, ${steps} steps).`,
    pinnedName: (name: string) => `${name}, baseline`,
    xTitle: {
      steps: 'training step',
      seconds: 'seconds of training',
      evaluations: 'gradients and losses evaluated',
    },
    target: (value: string) => `target ${value}`,
    diverged: (name: string, seed: number, step: string) => `${name}, seed ${seed}: diverged at step ${step}`,
    chartLabel: (task: string) => `Training curves on ${task}`,
    band: (low: string, high: string) => `[${low}, ${high}]`,
    recordedName: 'recorded',
    recorded: (name: string, value: string) => `${name}, recorded: ${value}`,
  },

  metrics: {
    pathological: { label: '‖x‖₁' },
    siren: { label: 'PSNR (dB)', decibels: true },
  },

  table: {
    show: 'Show as table',
    hide: 'Show as chart',
    step: 'step',
    second: 's',
  },

  runs: {
    title: 'Runs',
    optimizer: 'Optimizer',
    final: 'loss now, median [IQR]',
    best: 'best',
    stepsTo: (target: string) => `steps to ${target}`,
    secondsTo: 'seconds',
    secondsToHelp: 'Seconds of training, of all optimizers together, until the target.',
    evaluationsTo: 'evals',
    evaluationsToHelp:
      'Gradients and losses evaluated until the target: a guard that checks two optimizers pays for both.',
    diverged: 'diverged',
    micros: 'time / step',
    microsHelp:
      'GPU time of a step of all seeds of this optimizer, measured in the run: arms of one make share their dispatches, and the time of those is divided evenly.',
    phases: {
      task: 'task',
      designed: 'hand-designed',
      learned: 'learned',
      mixing: 'mixing and guards',
      rest: 'clip, record, apply',
    },
    costOf: (name: string) => `A step of ${name}:`,
    of: (count: number, all: number) => `${count} of ${all}`,
    never: '∞',
    select: (name: string) => `Let ${name} stand out`,
    sort: (column: string) => `Sort by ${column}`,
    none: '–',
  },

  views: {
    waiting: 'The view appears with the first steps.',
  },

  footer: {
    fused: 'fused WGSL',
    portable: 'portable',
    rate: (steps: string, lanes: number) => `${steps} steps/s · ${lanes} ${lanes === 1 ? 'lane' : 'lanes'}`,
    perStep: (micros: string) => `${micros} per step`,
    memory: (bytes: string) => `${bytes} GPU`,
    memoryCpu: (bytes: string) => `${bytes} tensors`,
  },

  notices: {
    region: 'Notices',
    close: 'Dismiss',
    titles: { info: 'Note', warning: 'Careful', error: 'That did not work' },
    fallbackTitle: 'Running without the fast path',
    failedTitle: 'Training has stopped',
    failedText: 'The engine could not start or go on. Reload the page to try again; the experiment is kept.',
    reload: 'Reload the page',
    crashTitle: 'Something on the page broke',
    crashText: 'The experiment is kept. Reload to go on; the message below helps to report it.',
    forget: 'Start over with the default experiment',
  },

  milestones: {
    running: (step: string) => `Training from step ${step}.`,
    paused: (step: string) => `Paused at step ${step}.`,
    finished: (step: string) => `Done, ${step} steps.`,
    diverged: (name: string, seed: number, step: string) =>
      `${name}, seed ${seed}, diverged at step ${step}.`,
    target: (name: string, step: string) => `${name} reached the target at step ${step}.`,
  },

  help: {
    title: 'Keyboard',
    rows: [
      ['Space', 'start or pause'],
      ['. or →', 'one step'],
      ['R', 'back to step 0'],
      ['Ctrl Z', 'undo a change of the experiment'],
      ['Ctrl Shift Z', 'redo'],
      ['?', 'this list'],
    ] as readonly (readonly [string, string])[],
    note: 'They work while no control has the focus. Everything else is reached with Tab and the arrow keys.',
  },

  presets: {
    expect: 'Expect',
    why: 'Why',
  },

  mobile: { arms: 'Optimizers', sheet: 'Optimizers and experiment' },
  dialog: { close: 'Close' },
} as const;
