/**
 * Every text of the page, so that a translation is this file: copy it, put the other language between the
 * quotes, and leave names, placeholders and marks as they are (docs/translating.md). It imports nothing; who
 * uses a text checks that it is there, at compile time. Each section is an export of its own, so that a worker
 * is built with those it needs and no more. Not here: the reasons in errors, which are worded where they are
 * raised, and the methods paragraph, which is English (store/exportMethods.ts).
 */

/** The page: header, transport, controls, the loss chart and the run table. */
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
      'GPU time of a step of all seeds of this optimizer, measured in the run: optimizers of one make share their dispatches, and the time of those is divided evenly. Without WebGPU it is not measured.',
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

/** The views of a task. */
export const viewTexts = {
  seed: 'Seed shown',
  seedName: (seed: number) => `seed ${seed}`,
  atStep: (step: string) => `step ${step}`,
  arm: 'Optimizer shown',
  trajectory: 'Trajectory',
  target: 'target',
  wiring: 'Wiring',
  wiringSub: 'conductance now',
  wiringLabel: (name: string) => `Wiring of the network trained by ${name}`,
  excitatory: 'excitatory',
  inhibitory: 'inhibitory',
  thickest: (conductance: string) => `thickest line: ${conductance}`,
  states: 'Cell states',
  statesLabel: (name: string) => `Cell states over time, ${name}`,
  time: 'time step',
  layers: { input: 'inputs', inter: 'inter', command: 'command', motor: 'motor' },
  synapse: 'synapse',
  polarity: 'polarity',
  conductance: 'conductance',
  reversal: 'reversal potential',
  lane: 'lane',
  laneName: (name: string, seed: number) => `${name}, seed ${seed}`,
  slice: 'Landscape',
  sliceSub: 'along one direction, log-log',
  norm: '‖x‖₁',
  loss: 'loss',
  explodes: 'slope explodes',
  vanishes: 'slope vanishes',
  explodesAt: (k: number, s: string, slope: string) =>
    `eq. 6, k = ${k}: the slope explodes<br>‖x‖₁ = 1/(2kπ + π/2) = ${s}, slope ${slope}`,
  vanishesAt: (k: number, s: string, slope: string) =>
    `eq. 6, k = ${k}: the slope vanishes<br>‖x‖₁ = 1/((2k + 1)π) = ${s}, slope ${slope}`,
  equation6:
    'Equation 6: towards the origin the slope explodes, to about 1/‖x‖₁, and vanishes, to 2λ‖x‖₁, in turn and ever faster.',
  pointName: (what: string, k: number) => `${what}, k = ${k}`,
  slope: 'slope',
  contour: 'Contour',
  contourSub: 'paths so far',
  extent: 'Part of the plane',
  whole: 'all',
  near: 'now',
  picture: 'Reconstruction',
  reconstruction: 'reconstruction',
  difference: (largest: string) => `difference, up to ±${largest}`,
  tooDark: 'too dark',
  tooBright: 'too bright',
  cut: (axis: string) => `Cut along ${axis}`,
  cutAt: (axis: string, index: number, extent: number) => `${axis} = ${index} of ${extent}`,
  axes: ['z', 'y', 'x'],
  pictureLabel: (name: string) => `Reconstruction by ${name}`,
  imageLabel: (what: string, name: string, plane: string) =>
    plane ? `${what}, ${name}, ${plane}` : `${what}, ${name}`,
  place: 'sample',
  pixel: (row: number, column: number) => `row ${row}, column ${column}`,
  psnr: (value: string) => `${value} dB`,
  compression: (params: string, ratio: string) => `${params} parameters, ${ratio} : 1`,
  psnrRange: (peak: string, complete: boolean) =>
    `PSNR over ${complete ? 'all samples' : 'the samples shown'}, against ${peak}.`,
} as const;

/** The panel of who drives, and the anatomy of a step. */
export const driveTexts = {
  title: 'Who drives',
  subtitle: (name: string, seed: number) => `${name}, seed ${seed}`,
  arm: 'HUB shown',
  layer: 'Layer shown',
  waiting: 'Appears with the first steps.',
  map: (name: string) => `Hand-designed share of the step by layer and time, ${name}`,
  mapLayer: (layer: string, share: string) => `${layer}: ${share} hand-designed now`,
  steps: (first: string, last: string) => `step ${first} … ${last}`,
  hand: 'hand-designed',
  learned: 'learned',
  key: 'Share of the step’s length, per layer.',
  sigma: 'σ in',
  sigmaLabel: (layer: string) => `Distribution of σ in ${layer}`,
  layerName: (name: string, size: string) => `${name} · ${size}`,
  mean: (value: string) => `1/K = ${value}`,
  soft: (k: string, size: string, effective: string, largest: string) =>
    `A softmax sums to 1, so mean σ is always 1/K = ${k} over K = ${size} weights. It is spread as over ${effective} of them; the largest is ${largest}.`,
  clipped: (k: string, lower: string, upper: string, mean: string, largest: string) =>
    `Before clipping mean σ is always 1/K = ${k}; kept within [${lower}, ${upper}] it is ${mean}, the largest ${largest}.`,
  one: 'A layer of one weight: σ is 1 before clipping.',
  manual: (share: string) => `A constant share: σ is ${share} for every weight.`,
  inverted: 'Inverted: σ is the learned share here.',
  leftOut: (count: string) => `${count} weights had a proposal that is not a finite number.`,
  norms: 'Lengths of the steps in',
  normsLabel: (layer: string) => `Norms of both proposals and of their blend, and their cosine, in ${layer}`,
  normHand: 'U_H',
  normLearned: 'U_L',
  normBlend: 'blend',
  cosine: 'cosine',
  cosineShort: 'cos',
  cosineNow: (value: string) => `Cosine between both proposals now: ${value}.`,
  share: 'share',
  bin: 'σ from',
  binTo: 'to',
  count: 'weights',
  binTitle: (from: string, to: string, count: string) => `σ from ${from} to ${to}: ${count} weights`,
  layerHead: 'layer',
  sigmaAxis: 'σ',

  anatomy: {
    title: 'Anatomy',
    label: (name: string) => `What the last step of ${name} is made of`,
    step: (step: string) => `The step, made in training step ${step}`,
    waiting: 'Appears with the next step. A seed that has diverged has none.',
    pick: (layer: string) => `Weight of ${layer}`,
    picked: (name: string, gradient: string) => `${name}, gradient ${gradient}`,
    pictureHint: 'The stronger the colour, the larger |g|. Click a weight, or use the arrow keys.',
    index: 'Place in the layer, counted from 0',
    indexRange: (last: string) => `A whole number from 0 to ${last}`,
    steepest: 'largest |g|',
    steepestHelp: 'The weight of this layer with the largest gradient now',
    boldest: 'largest σ',
    boldestHelp: 'The weight of this layer with the largest σ now',
    random: 'random',
    randomHelp: 'Any weight of this layer',
    weighting: 'The weighting',
    blend: 'The step',
    weight: 'The weight',
    hand: (name: string) => `Gradient, and what ${name} remembers`,
    quantity: 'quantity',
    value: 'value',
    gradient: 'gradient g',
    moment: (symbol: string, name: string) => `${symbol} of ${name}, after the step`,
    proposalHand: (name: string) => `U_H, proposed by ${name}`,
    proposalLearned: (name: string) => `U_L, proposed by ${name}`,
    raw: 'σ of the softmax',
    rawManual: 'σ, the constant share',
    sigma: 'σ after clipping to [B, A]',
    shareRow: 'hand-designed share, after inversion',
    share: 'share of U_H',
    update: 'step U',
    before: 'weight before',
    after: 'weight after',
    among: (count: string) => (count === '1' ? 'of 1 weight' : `of ${count} weights`),
    constant: 'constant',
    clipped: (lower: string, upper: string) => `in [${lower}, ${upper}]`,
    leftOutLearned: 'The learned proposal is not a finite number, so the hand-designed one is taken whole.',
    leftOutHand: 'The hand-designed proposal is not a finite number, so the learned one is taken whole.',
    bounded: 'This weight must not be negative: it is kept at 0.',
    handPart: 'hand-designed',
    learnedPart: 'learned',
    together: 'step',
  },
} as const;

/** The weights of learned optimizers: the dialogue, and what arms and files say of them. */
export const weightsTexts = {
  title: (optimizer: string) => `Weights for ${optimizer}`,
  label: 'Weights',
  change: 'Change',
  choose: 'Choose',
  none: 'none chosen',
  hint: 'A learned optimizer is a small network; its weights decide how it steps.',
  noBuiltIn:
    'None of the weights that come with this page can be loaded here, so nothing was added. Fetch published ones, or choose a file of your own.',
  noBuiltInOf: (optimizer: string) =>
    `No weights of ${optimizer} come with this page. Fetch the published ones, or choose a file of your own.`,
  missing: (names: string) => `It does not train: the weights of ${names} are not here.`,
  get: 'Get the weights',
  offline:
    'You are offline, so published weights cannot be fetched now. A file of your own works all the same.',
  builtIn: 'comes with this page',
  published: 'published',
  own: 'your file',
  trained: 'trained here',
  gone: 'The browser no longer has it; choose its files.',
  kept: 'kept by the browser',
  loaded: 'loaded',
  size: (bytes: string, exact: boolean) => (exact ? bytes : `about ${bytes}`),
  licence: (licence: string) => `Licence: ${licence}`,
  from: (host: string) => `from ${host}`,
  use: 'Use',
  takeName: (name: string) => `Use ${name}`,
  inUse: 'in use',
  inUseName: (name: string) => `${name} in use`,
  download: 'Download',
  downloadName: (name: string, size: string) => `Download ${name}, ${size}`,
  cancel: 'Cancel',
  cancelName: (name: string) => `Cancel the download of ${name}`,
  progress: (name: string) => `Download of ${name}`,
  loading: (loaded: string, total: string) => `${loaded} of ${total}`,
  ownTitle: 'Your own weights',
  ownHint:
    'One file (flax .state, or .safetensors of ours), or a pair: weights with their manifest.json, or PyLO’s VeLO_RNN and VeLO_MLP. Choose both at once, or drop them on the page. They stay on this machine.',
  pick: 'Choose files',
  trainTitle: 'Train your own',
  trainHint: 'An optimizer of your own, made on this device in minutes, watched while it learns.',
  train: 'Meta-train an optimizer',
  otherKind: (found: string, wanted: string) => `This file holds ${found}; ${wanted} is needed here.`,
  weightsCount: (count: string) => `${count} weights`,
  dropped: (name: string) => `${name} is loaded and trains as a new optimizer.`,
  droppedFull: (name: string) =>
    `${name} is loaded; there is no room for another optimizer, but you can choose it as the weights of one.`,
  dropTooMany: 'Drop one file, or a pair that belongs together.',
} as const;

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

/** Sharing, opening, exporting and embedding. */
export const shareTexts = {
  title: 'Share',
  tabs: { link: 'Link', export: 'Export', embed: 'Embed', open: 'Open' },
  promise:
    'A link repeats the experiment it names, with the same draws everywhere; on the same adapter and version it gives the same curves, elsewhere curves equal up to rounding, which training can amplify.',
  copied: 'Copied',
  copyFailed: 'Copying is not allowed here; select the text and copy it yourself.',

  link: {
    making: 'Making the link …',
    label: 'Link to this experiment',
    copy: 'Copy link',
    save: 'Save as file',
    update: 'Update',
    behind: (step: string) => `The run is at step ${step} by now.`,
    length: (count: string) => `${count} characters`,
    withReceipt: (step: string) =>
      `With a receipt of this run up to step ${step}: whoever opens it sees whether theirs comes out the same.`,
    noReceipt: 'Without a receipt, for nothing has run yet: train first, and the link can be checked.',
    tooLong: (length: string, most: string) =>
      `The link would have ${length} characters, and ${most} is the most that chats, mails and codes take. Save the experiment as a file instead: dropped on this page it does the same.`,
    ownFiles:
      'Files of your own are never in a link: it names them by their hash, and whoever opens it is asked for them.',
    qr: 'QR code of the link',
  },

  export: {
    numbers: 'Numbers',
    csv: 'CSV',
    csvHint: 'One line per optimizer, seed and step.',
    json: 'JSON record',
    jsonHint: 'Everything, as hubPlayground.run returns it. Dropped on this page, it is shown again.',
    nothing: 'There is nothing to export before the first step.',
    charts: 'Charts',
    chartsHint: 'As they are now, with a legend. Those shown as tables are not among them.',
    noCharts: 'No chart is drawn at the moment.',
    png: 'PNG',
    svg: 'SVG',
    image: (name: string, format: string) => `${name} as ${format}`,
    methods: 'Methods paragraph',
    selection: 'How the settings were found',
    selectionHint: 'One sentence of yours; empty: nothing was searched or left out.',
    copyMethods: 'Copy paragraph',
  },

  embed: {
    hint: 'An experiment in a page of yours: it starts when its reader starts it, and its recorded curves are there before.',
    parts: 'Show',
    part: {
      arms: 'Optimizers',
      options: 'Their options',
      table: 'Run table',
      view: 'Task view',
      drivers: 'Who drives',
      metric: 'Choice of axes and quantity',
      device: 'Device and speed',
      receipt: 'Verdict on the receipt',
    },
    theme: 'Colours',
    themes: { auto: 'the reader’s', light: 'light', dark: 'dark' },
    markup: 'Markup for your page',
    copy: 'Copy markup',
    example: 'A page that embeds two',
    noLink: 'This experiment is too long for a link, so it cannot be embedded.',
    title: 'HUB Playground',
    start: 'Train',
    starting: 'Starting …',
    open: 'Open in playground',
    problem: (reason: string) => `The link of this page cannot be read: ${reason}.`,
  },

  open: {
    label: 'A link',
    placeholder: '#1…',
    go: 'Open',
    hint: 'Paste an address or its part from # on; also anywhere on the page.',
    file: 'Or a file',
    fileHint:
      'An experiment or the record of a run (.json); or drop it on the page. A record is shown without running.',
    pick: 'Choose a file',
  },

  shared: {
    recorded: 'The recorded run',
    titles: { link: 'Opened from a link', file: 'Opened from a file', record: 'A record' },
    provenance: (steps: string, version: string, executor: string, adapter: string) =>
      `It went to step ${steps} with version ${version}, ${executor} on ${adapter}.`,
    executors: { fused: 'fused WGSL', portable: 'portable' },
    close: 'No longer compare',
    noReceipt: 'It came without a receipt, so there is nothing to compare this run with.',
    numbers: 'The recorded numbers',
    dots: 'Open dots in the chart are the recorded run.',
    record:
      'These curves are the record’s; nothing has run here. “Again” trains the experiment and compares.',
    otherProblem: 'Task or seeds were changed since, so there is nothing to compare.',
    changed: 'changed here',
    removed: 'removed here',
    changedHint: 'The experiment was changed since it was opened.',
    again: 'As it came',
    optimizer: 'Optimizer',
    verdict: 'This run and the receipt',
    allDone: (words: string) => `Compared with the receipt: ${words}.`,
    armDone: (name: string, verdict: string) => `${name} ${verdict}`,
    notes: 'What was left out',
  },

  needed: {
    title: 'A file is needed',
    pick: 'Choose the file',
    pickFor: (name: string) => `Choose the file for ${name}`,
    useOther: 'Use it all the same',
  },
} as const;

/** Tasks: what they are, their variants, options and metric. */
export const taskTexts = {
  'ltc-sine': {
    label: 'LTC sine',
    summary:
      'A liquid time-constant network of a few cells, wired like a small nervous system, turns sine waves into another curve. Small, recurrent and hard on optimizers: the gradient passes through hundreds of solver steps.',
    variants: {
      paper: '8 cells, as in the paper',
      'paper-noise': '8 cells, noisy inputs',
      'cells-19': '19 cells',
      square: 'Square wave, 19 cells',
      ncps: 'Quick start of the ncps library',
      unstable: 'Unstable: no constraint',
    },
    options: {
      data: {
        label: 'Curve to learn',
        help: 'What the network hears and what it must answer: it mixes pure sine waves into a sawtooth or a square wave (the first three terms of their Fourier series), or doubles a frequency, the first example of the ncps library.',
        choices: {
          'fourier-sine': 'Sawtooth from three sines',
          'fourier-square': 'Square wave from three sines',
          ncps: 'Double frequency from sine and cosine',
        },
      },
      cells: {
        label: 'Cells',
        help: 'Number of neurons: one of them is the output, about 40 % of the others take decisions (command) and the rest listen to the inputs (inter). The paper uses 8 here and 19 for lane keeping.',
      },
      sparsity: {
        label: 'Sparsity',
        help: 'The dial of the wiring: higher means fewer synapses. It is not the fraction that stays empty; at 0.75 a network of 8 cells has 8 of 64 possible synapses.',
      },
      wiringSeed: {
        label: 'Wiring seed',
        help: 'Which wiring is drawn; equal seeds give the same wiring as the ncps library. It matters a great deal (about a third of all wirings of 8 cells learn badly), so keep it fixed when you compare optimizers.',
      },
      constraint: {
        label: 'Keeping conductances positive',
        help: 'Capacitances, leaks and synaptic weights stand for quantities that cannot be negative: pass them through softplus, raise negative ones to zero after every step, or let them go. Without a constraint a denominator can pass through zero, and some runs end in NaN.',
        choices: { implicit: 'Softplus', 'explicit-clip': 'Clipped at zero', explicit: 'None (can diverge)' },
      },
      noise: {
        label: 'Input noise',
        help: 'Standard deviation of normal noise added to every input value; the curve to learn stays clean. All arms see the same noise.',
      },
      noiseMode: {
        label: 'Noise is',
        help: 'Fresh noise makes the gradient noisy but cannot be learned by heart; noise drawn once makes a fixed, corrupted data set that can.',
        choices: { step: 'Fresh in every step', run: 'Drawn once per run' },
      },
      unfolds: {
        label: 'Solver steps per time step',
        help: 'How finely the differential equation of the cells is solved between two input values. The gradient runs back through all of them, so time and cost grow in proportion.',
      },
      length: {
        label: 'Sequence length',
        help: 'Number of time steps over which the same curve is sampled. Longer sequences are smoother to follow, and the gradient has a longer way back.',
      },
    },
    metric: {
      label: 'Loss without noise',
      help: 'Mean squared error when the same network is given the inputs without noise: how well it found the curve itself.',
    },
  },
  pathological: {
    label: 'Pathological',
    summary:
      'A function whose slope explodes and vanishes in turn on the way to the minimum. Every gradient entry has the same size, so it shows what a weighting by gradient magnitude can and cannot see.',
    variants: {
      plane: 'In the plane (d = 2)',
      paper: 'As in the paper (d = 1000)',
    },
    options: {
      dim: {
        label: 'Dimensions',
        help: 'Number of parameters. In two dimensions the view shows the paths themselves.',
      },
      lambda: {
        label: 'Bowl',
        help: 'Weight of the smooth bowl under the waves; it only matters far from the origin.',
      },
      startNorm: {
        label: 'Start at',
        help: 'Expected sum of absolute values at the start, whatever the number of dimensions.',
      },
    },
    metric: { label: '‖x‖₁', help: 'Distance from the origin, where f is 0, as the sum of absolute values.' },
  },
  siren: {
    label: 'SIREN',
    summary:
      'A small network of sines learns a picture or a volume by heart: a coordinate goes in, the value there comes out. Trained, its weights are the picture, compressed.',
    variants: {
      picture: 'Lake',
      wholePicture: 'Lake, every sample at every step',
      phantom: 'Head phantom',
      hipct: 'As in the HUB paper (your CT block)',
    },
    options: {
      source: {
        label: 'Data',
        help: 'What the network learns: a drawn lake, the standard head of tomography, or a file of yours, which stays on this machine.',
        choices: { picture: 'Lake, 64 × 64', phantom: 'Head phantom, 64 × 64 × 64', own: 'Your own file' },
      },
      layers: {
        label: 'Layers',
        help: 'Linear maps from coordinate to value, the first and the last included; every one but the last is followed by a sine.',
      },
      size: {
        label: 'Size by',
        help: 'Choose the number of units per layer, or how many times smaller than the file the network shall be.',
        choices: { width: 'Width', ratio: 'Compression' },
      },
      width: { label: 'Width', help: 'Sines per layer. Twice the width has about four times the weights.' },
      ratio: {
        label: 'Compression ratio',
        help: 'Bytes of the file over bytes of the network (four per parameter); the width follows from it.',
      },
      w0: {
        label: 'First frequency',
        help: 'Factor inside the first sine: how fine a structure the network sees from the start. Too low blurs, too high adds noise.',
      },
      batch: {
        label: 'Batch',
        help: 'Samples per step, drawn at random with replacement. From the size of the data on, every step sees all of it, in order.',
      },
    },
    metric: {
      label: 'PSNR (dB)',
      ofType: (bits: string, peak: number) => `${bits}-bit range ${peak}`,
      ofData: (range: number) => `the data's own range ${range}`,
      help: (peak: string) =>
        `Peak signal-to-noise ratio of the batch in decibels, 10 log10(peak² / mean squared error), with ${peak} as the peak. More is better; 6 dB is half the error.`,
    },
  },
} as const;

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
        help: 'Pull towards zero: each step takes this share, times the learning rate, off every parameter; 0 gives Adam.',
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
        help: 'Gradients are divided by it before the softmax. 1 is the paper’s; small values give the largest gradient everything, large ones make all shares 1/K.',
      },
      share: {
        label: 'Hand-designed share',
        help: 'σ of every parameter: 1 is the hand-designed optimizer alone, 0 the learned one.',
      },
      invert: {
        label: 'Invert',
        help: 'Exchanges the shares (equation 7): σ goes to the learned proposal, so large layers are mostly hand-designed.',
      },
      upper: {
        label: 'Upper bound A',
        help: 'Larger σ are set to A (equation 11). Clipped shares are not normalised again.',
      },
      lower: {
        label: 'Lower bound B',
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
        help: 'How many modules, counted from the last, are the new blocks.',
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
        help: 'When all planned steps of the learned optimizer are done. With its horizon at 0 that is the end of the run, so nothing happens.',
      },
    },
  },
  'increase-steps': {
    label: 'Increase Steps',
    summary:
      'Runs a learned optimizer and lengthens its plan each time the planned end is reached, with all it remembers.',
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
    options: {
      at: {
        label: 'Switch at step',
        help: 'Updates made by the learned optimizer before the hand-designed one takes over; 0 is the hand-designed one alone.',
      },
    },
  },
  'early-stop': {
    label: 'Early stopping',
    summary:
      'Runs a learned optimizer until its loss has not fallen for a while, then goes back to the minimum and stays.',
    options: {
      patience: {
        label: 'Patience',
        help: 'Steps without a new lowest loss after which training stops. With small batches the loss is noisy and its lowest value partly luck, so give it more.',
      },
    },
  },
} as const;

/** Options that several optimizers share, and that of an arm itself. */
export const optionTexts = {
  learningRate: 'Learning rate',
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
    help: 'Share of the planned steps over which the learning rate first rises in a straight line; 0 is off.',
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
    help: 'Length of the run the optimizer plans for: it sees how much of it is gone. 0 is the length of this run. Nothing stops at the end; steps just stay small.',
  },
  multiplier: {
    label: 'Step multiplier',
    help: 'Factor on the proposed update. 1 is the published optimizer.',
  },
  clipNorm: {
    label: 'Gradient clipping',
    help: 'The gradient of a lane is scaled down to this global norm before the optimizer sees it; 0 is off.',
  },
} as const;

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

/** What a file of weights of the reader's own is called. */
export const ownCheckpointText = (digits: string) => `your file ${digits}…`;

/** What an optimizer trained here is called. */
export const trainedName = (family: string, steps: string, seed: number) =>
  `${family}, ${steps} steps, seed ${seed}`;

/** Families of tasks that meta-training draws from. */
export const familyTexts = {
  broad: {
    label: 'Broad',
    summary:
      'All of them: mostly networks, recurrent networks and pictures, some quadratics and the pathological function.',
  },
  mlp: {
    label: 'Small networks',
    summary:
      'Regressions of random sines, steps and products with tanh networks of one or two hidden layers, every tensor rescaled at random.',
  },
  recurrent: {
    label: 'Recurrent',
    summary:
      'LTC networks with dense and sparse random wirings and LSTMs that turn short random waves into others.',
  },
  inr: { label: 'Pictures', summary: 'Networks of sines that learn random pictures of 16 by 16 pixels.' },
  quadratic: {
    label: 'Quadratics',
    summary: 'Bowls with random axes, condition numbers up to 10,000 and, in half of them, noisy gradients.',
  },
  pathological: {
    label: 'Pathological',
    summary: 'A function whose slope explodes and vanishes in turn, with random bowl, dimensions and start.',
  },
} as const;

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
  notYet: 'not yet compared',
  upTo: (words: string, step: number) => `${words} up to step ${step}`,
  departs: (step: number, amount: string) => `departs at step ${step} (${amount})`,
  more: (seeds: number) => `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} more diverged`,
  fewer: (seeds: number) => `${seeds} ${seeds === 1 ? 'seed' : 'seeds'} fewer diverged`,
  divergedHere: 'diverged here, not in the receipt',
  divergedThere: 'diverged in the receipt, not here',
  by: (percent: string) => `by ${percent} %`,
  quartileBy: (percent: string) => `a quartile by ${percent} %`,
} as const;

/** What was left out of a link or a record, and why one was not opened. */
export const linkTexts = {
  notOpened: (name: string, reason: string) => `"${name}" was not opened: ${reason}.`,
  noReceipt: (reason: string) => `The receipt was left out: ${reason}.`,
  noArm: (number: number, reason: string) => `Arm ${number} was left out: ${reason}.`,
  noChanges: (reason: string) => `The option changes within the run were left out: ${reason}.`,
  changesWithArm: (all: number, last: number) =>
    `Of ${all} option changes within the run the last ${last} were left out with their arm.`,
  firstChanges: (all: number, first: number) =>
    `Of ${all} option changes within the run only the first ${first} are kept.`,
  tail: (characters: number) => `What followed the link (${characters} characters) was ignored.`,
  lengthChanged: (step: number) => `The planned length was changed at step ${step}.`,
  blocksChanged: (step: number) => `The weighting per block was changed at step ${step}.`,
} as const;

/** Notices of the engine, and its marks on curves. */
export const engineTexts = {
  lost: 'The GPU device was lost; making a new one.',
  recovered: (step: number, reached: number) =>
    `Recovered: training goes on from the checkpoint at step ${step} (it had reached ${reached}).`,
  stopped: (reason: string) => `Training stopped: ${reason}`,
  selfTest: (task: string, failure: string) => `this GPU driver fails the self-test of ${task} (${failure})`,
  diverged: (seed: number) => `seed ${seed} diverged`,
  guards: {
    reinit: (seed: number) => `seed ${seed} restarted from its lowest loss`,
    extend: (seed: number) => `seed ${seed} planned for more steps`,
    toDesigned: (seed: number) => `seed ${seed} went over to the hand-designed optimizer`,
    toLearned: (seed: number) => `seed ${seed} went over to the learned optimizer`,
    stop: (seed: number) => `seed ${seed} stopped at its lowest loss`,
  },
  moreGuards: (events: number) => `and ${events} more events of its guard`,
} as const;

/** Presets: a question, what to expect, and why. */
export const presetTexts = {
  'ltc-hub': {
    title: 'By hand, learned, or both',
    question: 'Can a mix of Adam and a learned optimizer be better than either?',
    outcome:
      'The learned optimizer, which never saw this network, is far ahead at first: 0.08 after 20 steps, Adam 0.18. Then it slows down and needs about 230 steps to the target, Adam about 130. The mix is there after about 105 and ends as low as Adam.',
    why: 'Inverted, σ is the learned share, and a softmax over 64 weights leaves each about 1/64: the wide tensors are Adam’s. Only tensors of a few weights listen to the learned optimizer, and A = 0.3 keeps them from listening to it alone.',
  },
  'ltc-three-ways': {
    title: 'Three ways to learn a sawtooth',
    question: 'Does it matter which optimizer trains eight liquid neurons?',
    outcome:
      'Adam reaches the target within 150 steps, Adamax needs about 230; SGD learns half of the curve and stays on that plateau to the end.',
    why: 'The gradient comes back through 288 solver steps, so its size differs by orders of magnitude between tensors; Adam and Adamax rescale every weight, SGD does not.',
  },
  'ltc-shares': {
    title: 'How much of a learned step',
    question: 'How large a learned share can this run bear?',
    outcome:
      'By the paper’s softmax the learned optimizer takes the mix down with it, to 0.27, and with half of every step to 0.25. Inverted it learns, but comes to rest at 0.013. With A = 0.3, so that no weight is the learned one’s alone, it gets to the target after about 185 steps.',
    why: 'The learned optimizer knows small tanh networks, not this one: its steps are far too bold here. Inverted, wide tensors give it about 1/64 of a step, but a tensor of one weight all of it, until A says otherwise. Adam alone is there after 130.',
  },
  'ltc-guard': {
    title: 'A guard and its price',
    question: 'What does it cost to be safe from a learned optimizer that fails?',
    outcome:
      'Alone, the learned optimizer collapses to 0.27. In two of three seeds the guard LGL2O drops it after one step and follows Adam, to the target after about 150 steps and on to the same low end; in the third it trusts it a few times too often and stays at 0.25. Switch the axis to evaluations: it has spent more than Adam by then.',
    why: 'It tries both optimizers and goes on with the better: that keeps out what is bad at once, not what is good now and ends on a plateau. Every comparison costs gradients and losses of its own.',
  },
  'ltc-rates': {
    title: 'Too small, too large',
    question: 'How much does the learning rate decide?',
    outcome:
      'At 0.001 Adam crawls and stands at 0.055 after 400 steps; at 0.01 it reaches the target after about 130. At 0.1 it is ahead for fifty steps and then stuck at 0.027, and at 0.3 it never leaves 0.27.',
    why: 'Adam moves every weight by about the learning rate per step. 0.27 is the loss of a network that answers the same value all the time: large steps lead there, and little leads out. Tune does this for every optimizer.',
  },
  'ltc-clip': {
    title: 'A leash on the gradient',
    question: 'Can SGD bear a learning rate thirty times as large when its gradients are clipped?',
    outcome:
      'At a rate of 1 plain SGD learns nothing, and three of its five seeds diverge. Clipped to a norm of 0.03 it learns at that rate, faster than at 0.03 without clipping: 0.09 after 25 steps, where the other still stands at 0.27.',
    why: 'Through 288 solver steps a gradient is now and then enormous, and times a large rate it throws the weights away for good. Clipping keeps its direction and bounds its length, so the rate can suit the ordinary ones.',
  },
  'ltc-unstable': {
    title: 'Without a constraint',
    question: 'What happens when conductances may turn negative, and does clipping the gradient help?',
    outcome:
      'Most seeds learn, and Adam at 0.01 faster than with the constraint: it reaches the target after about 100 steps. But every optimizer loses one or two of its eight seeds to values that are no numbers, clipped or not.',
    why: 'Without the softplus a denominator of the solver can pass through zero. One such step is enough, and it is the place that is deadly, not the length of the step, so a bound on the gradient does not prevent it.',
  },
  'pathological-waves': {
    title: 'A slope that explodes and vanishes',
    question:
      'Can anything get to the bottom of a function whose waves grow ever denser towards the minimum?',
    outcome:
      'None does. All slide into the first trough, at a distance of 1/π from the origin, and stay; Adam and Adamax swing through it a few times first.',
    why: 'The slope vanishes at the lowest point of a trough while its walls steepen; steps that shrink with the slope, or average it, cannot climb the next crest.',
  },
  'pathological-plane': {
    title: 'The same in the plane',
    question: 'What do the waves look like from above, and which of them stops whom?',
    outcome:
      'All walk down the slope along the diagonal of their quadrant, swing through the outermost trough a few times and come to rest in it: a square on its tip, at a distance of 1/π from the origin.',
    why: 'The function only knows the sum of absolute values, so its valleys are squares on their tips and both coordinates always get the same slope.',
  },
  'pathological-hub': {
    title: 'Over the waves, together',
    question: 'Where Adam is caught by a trough, does a learned optimizer get through, and does a mix?',
    outcome:
      'Adam stays near a loss of 2. The learned optimizer comes below 0.05 after about 130 steps and HUB after 80; both end at 0.001. HUB with σ kept within [0.3, 0.7] is there after 45, but Adam’s share throws it out again.',
    why: 'The learned steps are proportional to the size of the parameters and shrink as the run goes on: far out they leap over waves that hold Adam, later they settle. Clipping gives Adam a lasting say, and Adam’s steps stay large.',
  },
  'siren-picture': {
    title: 'A picture as a network',
    question: 'How fast can a network of 1,300 weights remember a picture?',
    outcome:
      'The large shapes come within a few hundred steps, edges much later. Adamax gets furthest: after 2,000 steps its loss is about a third of that of Adam and SGD.',
    why: 'A network of sines fits low frequencies first, for they carry most of the error; what tells optimizers apart is what they make of the small gradients that are left for the edges.',
  },
  'siren-learned': {
    title: 'Where learning pays',
    question: 'Is a learned optimizer ever simply better?',
    outcome:
      'Here it is: after about 60 steps it leaves Adamax behind and reaches the target after about 185, where Adamax still stands at 700 and has not arrived after 400 either. The mix by the paper’s softmax goes along with it, a little ahead; inverted it is Adam and comes last.',
    why: 'It was trained on pictures too, though on smaller networks and other pictures. The softmax over hundreds of weights leaves the learned half nearly every step; inverted, it leaves that half next to none.',
  },
} as const;

/** What presets call their optimizers where the name alone would not tell them apart. */
export const presetArmTexts = {
  softmax: 'HUB, softmax',
  half: 'HUB, half and half',
  inverted: 'HUB, inverted',
  bounded: 'HUB, A = 0.3',
  clipped: 'HUB, clipped',
  rate: (optimizer: string, rate: number) => `${optimizer}, ${rate}`,
  rateClipped: (optimizer: string, rate: number) => `${optimizer}, ${rate}, clipped`,
} as const;

/** The meta-training view. */
export const metaTrainTexts = {
  title: 'Meta-train an optimizer',
  intro:
    'A learned optimizer is a small network that proposes every step. Here it is trained itself: dozens of slightly changed copies train small random tasks at once, and its weights move towards what made their losses fall.',

  noGpu:
    'Meta-training needs WebGPU, which this browser does not offer here; optimizers trained elsewhere can still be dropped on the page.',
  otherTab: 'Another tab of this page is meta-training. Pause or stop it there first.',
  storage: {
    full: 'The browser has no room left, so this run lives only as long as this page: download the optimizer before you leave.',
    forbidden:
      'The browser keeps nothing for this page, so a run lives only as long as the page: download the optimizer before you leave.',
  },
  failed: (reason: string) => `Training has stopped: ${reason}`,
  failedHint: 'Nothing is lost before the last save; go on from there.',
  recovered: (step: string) => `The GPU device was lost. A new one goes on from outer step ${step}.`,

  settings: {
    title: 'Training',
    family: 'Tasks it trains on',
    minutes: 'Minutes',
    minutesHelp:
      'Planned time. A short measurement of this device turns it into a number of outer steps, which is all that the result depends on.',
    minutesUnit: 'min',
    lanes: 'Lanes',
    lanesHelp:
      'Changed copies of the optimizer that train at once, in pairs. More give a steadier direction per outer step, and slower steps.',
    seed: 'Seed',
    seedHelp: 'Equal seeds and numbers of steps give equal optimizers on one device.',
    dice: 'Another seed',
    start: 'Start training',
    experiment: 'The experiment on the page pauses meanwhile and goes on afterwards.',
  },

  run: {
    title: 'Training',
    subtitle: (lanes: number, seed: number) => `${lanes} lanes, seed ${seed}`,
    stages: {
      looking: 'looking for an earlier run',
      idle: '',
      preparing: 'compiling and measuring this device',
      running: 'training',
      pausing: 'pausing',
      paused: 'paused',
      stopped: 'stopped',
      finished: 'done',
    },
    progress: 'Progress of meta-training',
    steps: (done: string, total: string) => `${done} of ${total} outer steps`,
    left: (duration: string) => `about ${duration} left`,
    phase: 'Learning',
    phases: { mlp: 'the step of each weight (1 of 2)', scheduler: 'the step size over time (2 of 2)' },
    unroll: 'Longest run it practises',
    unrollSteps: (steps: string) => `${steps} steps`,
    time: 'Time trained',
    saved: 'Kept by this browser',
    savedAt: (step: string) => `up to outer step ${step}`,
    notSaved: 'not yet',
    pause: 'Pause',
    resume: 'Go on',
    stop: 'Stop',
    cancel: 'Cancel',
    fresh: 'New training',
    freshHint: 'Its optimizer stays in the list below.',
    background: 'You can close this view: training goes on.',
  },

  loss: {
    title: 'Meta-loss',
    subtitle: 'lower is better',
    label: 'Meta-loss over outer steps',
    x: 'outer step',
    y: 'mean of log(loss + 0.001)',
    raw: 'per step',
    rawOf: (steps: string) => `mean of ${steps} steps`,
    smooth: 'smoothed',
    scheduler: 'step size over time',
    help: 'Over all lanes, wherever in its run each one is. It may rise when longer runs begin.',
    waiting: 'Appears with the first outer steps.',
  },

  heldOut: {
    title: 'On tasks it has not seen',
    subtitle: (done: string) => `after ${done} outer steps`,
    label: 'Median loss on held-out tasks over training steps',
    x: 'training step of the task',
    y: 'median loss of 24 tasks',
    untrained: 'untrained',
    ours: 'yours so far',
    adam: 'Adam, best of 7 rates at each step',
    adamHelp:
      'Adam’s line takes, at every step, the best of seven learning rates on these very tasks: better than any one rate could do.',
    now: (step: number, ours: string, untrained: string, adam: string) =>
      `After ${step} steps: ${ours}; untrained ${untrained}, Adam ${adam}.`,
    waiting: 'Appears with the first comparison.',
  },

  result: {
    title: 'Your optimizer',
    use: 'Use it now',
    useHint: 'Adds it to the experiment as an optimizer.',
    full: (most: number) =>
      `There are ${most} optimizers already; it is loaded, choose it as the weights of one of them.`,
    there: 'It trains in the experiment already.',
    arm: (family: string, steps: string) => `Mine · ${family} ${steps}`,
    weights: 'Weights',
    weightsName: (name: string) => `Download the weights of ${name}`,
    manifest: 'Manifest',
    manifestName: (name: string) => `Download the manifest of ${name}`,
    copy: 'Copy manifest',
    copyName: (name: string) => `Copy the manifest of ${name}`,
    copied: 'The manifest is copied: it says how the optimizer was made, and the digest of its weights.',
    notCopied: 'The browser forbids copying; download the manifest instead.',
    files: 'Dropped back on this page, both files together are the same optimizer.',
    kept: 'Trained here',
    useName: (name: string) => `Use ${name}`,
    useShort: 'Use',
    remove: (name: string) => `Delete ${name}`,
    none: 'Optimizers you train appear here.',
  },

  facts: {
    title: 'What two minutes can and cannot do',
    points: [
      'Measured without a GPU: small networks, 48 lanes, seed 0. Two minutes were 1,464 outer steps on the software adapter of a busy machine with two cores; then came 64 tasks it had never seen. A GPU does more steps in the time.',
      'It can beat Adam on its own kind of task. Told to plan for 2,000 steps, its median loss is 0.049 at step 50 (Adam at its tuned rate: 0.063), 0.0037 at step 400 (0.0056) and 0.00043 at step 2,000 (0.0018). Untrained it is still at 1.1 at step 50.',
      'It is not far ahead everywhere on the way: at step 200 it is at 0.013, Adam at 0.014. Told that the run ends there, it is at 0.0064.',
      'It cannot be trusted with strangers. On LTC sine (10 seeds) it is at 0.068 after 100 steps, where Adam at 0.01 is at 0.039, and then gets lost: 0.17 at step 400. HUB of the two goes along with it; inverted HUB does not and is at 0.0013 at step 200, Adam at 0.0027. Use yours there and see.',
    ],
  },

  milestones: {
    started: (steps: string) => `Meta-training has begun: ${steps} outer steps.`,
    resumed: (step: string) => `Meta-training goes on from outer step ${step}.`,
    paused: (step: string) => `Meta-training paused at outer step ${step}.`,
    stopped: (step: string) => `Meta-training stopped at outer step ${step}; the optimizer is kept.`,
    finished: (step: string) => `Meta-training is done after ${step} outer steps; the optimizer is kept.`,
    scheduler: (step: string) => `Outer step ${step}: now it learns its step size over time.`,
    ahead: (at: string, step: number) => `Outer step ${at}: ahead of Adam after ${step} steps of a new task.`,
  },
  header: { busy: (percent: number) => `${percent} %` },
  close: 'Close',
} as const;

/**
 * The explanation. In a paragraph `$…$` is TeX, `[[topic|words]]` leads to a control, `*…*` is
 * emphasis. Blocks name formulas, figures and symbols; their order is that of the page.
 */
const sections = [
  {
    id: 'gradient',
    title: 'From a gradient to a step',
    blocks: [
      'Training looks for parameters $\\theta$ at which a loss $\\ell$ is small. Each step $t$ sees a batch of data and works out the *gradient* $g_t$: one number per parameter, which says how fast the loss would rise if that parameter alone rose a little. An *optimizer* turns gradients into *updates* $U_t$, and that is all it does.',
      { formula: 'step' },
      'The simplest one steps straight downhill, by $\\alpha$ times the slope. All curves on this page are made of such steps; what differs is how $U_t$ comes about. (Papers often write $\\theta - U$; here an update is what is added.)',
      { formula: 'descent' },
      { symbols: ['alpha', 'schedule', 'clipnorm', 'steps', 'seeds', 'target'] },
    ],
  },
  {
    id: 'hand',
    title: 'Designed by hand',
    blocks: [
      'A raw gradient is noisy, and its size says little about how far to go. *Adam* (arXiv:1412.6980, Algorithm 1) keeps a running mean $m$ of gradients and a running mean $v$ of their squares, for every parameter, and divides one by the root of the other. Both start at zero; dividing by $1 - \\beta^t$ undoes that.',
      { formula: 'adam' },
      'With a steady gradient the quotient is 1 whatever the gradient’s size, so that the learning rate *is* the length of a step. Noise makes $\\sqrt{v}$ larger than $|m|$ and steps shorter. Try it: the dots are gradients, the line is Adam’s step in units of $\\alpha$.',
      { figure: 'adam' },
      'Note the place of $\\epsilon$: outside the root, as in the algorithm. *Adamax* divides by the largest recent gradient instead; here, as in PyTorch and optax, $\\epsilon$ is added before the maximum is taken.',
      { formula: 'adamax' },
      '*AdamW* also pulls every parameter towards zero by $\\alpha s_t \\lambda \\theta_{t-1}$, apart from the gradient. *SGD with momentum* carries a share $\\mu$ of its last step into the next.',
      { symbols: ['beta1', 'beta2', 'epsilon', 'lambda', 'momentum'] },
    ],
  },
  {
    id: 'learned',
    title: 'What a learned optimizer is',
    blocks: [
      'Where Adam has a formula, a learned optimizer has a small network that was itself trained. *Celo* (arXiv:2501.12670) and *VeLO* (arXiv:2211.09760) are two sizes of one design. For every parameter they gather 30 features: the gradient, the parameter itself, running means over about 10, 100 and 1,000 steps, their quotients as in Adam, and means over rows and columns of the tensor. Each feature is divided by its root mean square over the tensor, so that the network sees shapes, not scales.',
      { formula: 'learned' },
      {
        list: [
          'A tiny network, 30 to 4 to 4 to 3 numbers, reads the features and says a *direction* $d$ and a *magnitude* $e$ (the third number is not used). It is the same for all parameters of a tensor.',
          'A recurrent network, an LSTM, reads how much of the planned run is gone and how the loss has gone, and sets the *step scale* $S$. In Celo that is one number for the whole model; it rises, and falls towards the end of the plan.',
          'The step is relative to the size of the tensor, $\\sqrt{\\mathrm{mean}(p^2)}$: a tensor that starts at zero, such as a bias, hardly moves at first.',
        ],
      },
      'VeLO’s LSTM is larger and sees every tensor by itself: it sets a scale per tensor, of either sign, and mixes the tiny network anew out of 256 stored ones at every step. *Celo-Adam* keeps only the scheduler, above plain Adam.',
      'Nothing in this guarantees that the loss falls. On tasks unlike those it was trained on, a learned optimizer may step far too short, or blow up. That is what hybrids and guards are for.',
      { symbols: ['theta', 'horizon', 'multiplier'] },
    ],
  },
  {
    id: 'pes',
    title: 'How it learned: evolution in short pieces',
    blocks: [
      'The weights of a learned optimizer are trained like any network’s, only that one evaluation of *its* loss $L(\\theta)$ is a whole training run, the *inner* run, and $\\theta$ are the optimizer’s own weights now. Backpropagation through thousands of inner steps gives gradients that explode: the inner run is chaotic. *Evolution strategies* do without. They run the optimizer twice, with weights moved by $\\varepsilon$ one way and the other, and see which did better:',
      { formula: 'es' },
      'Waiting for whole runs is slow, and cutting them short is unfair: weights that look good after 20 steps may be bad after 2,000. *Persistent* evolution strategies (PES, arXiv:2112.13835) update after every short piece $k$ of the run, but each pair remembers the sum $\\xi_k$ of all its perturbations since the run began, and the loss of a piece is credited to that sum, for all of them brought it there. The estimate is unbiased, as if the runs had been whole.',
      { formula: 'pes' },
      'Here $s$ is the size of a perturbation (0.01 in our runs), $L_k^{\\pm}$ the loss of piece $k$ (20 steps) of either run of a pair. Every run is one lane of the same machinery that draws the curves: 24 pairs advance together. The weights that come with this page were made in this way, on small networks alone; how well they do elsewhere is for the curves to say.',
    ],
  },
  {
    id: 'hub',
    title: 'HUB: both at once',
    blocks: [
      'HUB (arXiv:2305.16823) lets both propose. From the same parameters, gradient and loss, a hand-designed optimizer proposes $U_H$ and a learned one $U_L$; each keeps its own memory. What moves the parameters is a mix, weight by weight, and the weighting is a softmax of the gradients’ magnitudes over a layer: where a gradient stands out, the hand-designed proposal gets its share.',
      { formula: 'sigma' },
      { formula: 'blend' },
      'The paper has $\\tau = 1$; the temperature is our addition. The softmax is of the raw gradient and runs over one tensor, or over weight and bias together. Below is a toy layer whose gradients fall evenly from the largest to zero.',
      { figure: 'shares' },
      { symbols: ['sigma', 'tau', 'layer', 'finite'] },
    ],
  },
  {
    id: 'k',
    title: 'Why 1/K',
    blocks: [
      'A softmax sums to 1. So in a layer of $K$ weights the *mean* share of the hand-designed optimizer is $1/K$, whatever the gradients: 1 % in a layer of 100 weights, a ten-thousandth of a percent in one of a million. If all gradients are equally large, every single share is $1/K$.',
      { formula: 'equal' },
      'The shares differ from $1/K$ only where gradients stand out by something like 1 in absolute terms: up to $|g| = 0.1$, every share lies within about 10 % of it, for $e^{0.1} \\approx 1.1$. Hence three things to look for in *Who drives*:',
      {
        list: [
          'HUB with the plain softmax is nearly its learned half in wide layers, and entirely hand-designed in a layer of one weight, where $\\sigma = 1$.',
          'It is not indifferent to scale: multiply the loss by 100, or lower the [[tau|temperature]] as much, and the mix changes.',
          'Large gradients early in training give the hand-designed half a say that it loses as they shrink.',
        ],
      },
    ],
  },
  {
    id: 'variants',
    title: 'Invert, clip, block by block',
    blocks: [
      '*Invert* exchanges the shares. Wide layers, which were learned, are hand-designed now, and the learned proposal speaks where gradients stand out.',
      { formula: 'invert' },
      '*Clipping* keeps every $\\sigma$ between $B$ and $A$. In a wide layer nearly every $\\sigma$ is below any $B$ one would choose, so the mix becomes the constant $B\\,U_H + (1-B)\\,U_L$; $A$ acts only where one gradient dominates. Clipped shares do not sum to 1 any more, and equation 11 does not normalise them again.',
      { formula: 'clip' },
      '*Block by block*, new parts of a network (the head) and older, pre-trained ones are weighted differently. The paper’s text and its equations contradict each other here: the text wants new blocks to lean on the learned optimizer and old ones on the hand-designed one; printed is (8), mostly learned, for the pre-trained blocks, and (9), mostly hand-designed, otherwise. We read the text as meant and offer the printed form too.',
      { formula: 'blocks' },
      { symbols: ['invert', 'bounds', 'blocks'] },
    ],
  },
  {
    id: 'guards',
    title: 'Guards: the other ways to be safe',
    blocks: [
      'HUB evaluates one gradient per step. A *guard* lets the learned optimizer run and steps in when it fails; some pay for that with further gradients, which is why curves can be drawn over evaluations.',
      { symbols: ['lgl2o', 'reinit', 'increase', 'switch', 'stopping'] },
    ],
  },
  {
    id: 'toy',
    title: 'The toy function',
    blocks: [
      'The task *Pathological* is the paper’s own example of a slope that no fixed step fits: waves that grow ever denser towards the minimum at 0.',
      { formula: 'toy' },
      'Between places where the slope explodes, growing with $1/s$, lie places where it all but vanishes, and the nearer to the origin, the closer they are. All $|g_i|$ are equal here, so $\\sigma = 1/d$ for every parameter: in 1,000 dimensions HUB takes a thousandth of the hand-designed step.',
      { formula: 'slope' },
    ],
  },
  {
    id: 'ours',
    title: 'What is ours and not the paper’s',
    blocks: [
      {
        list: [
          'The [[tau|temperature]] $\\tau$, the [[sigma|constant share]], blocks listed by tensor, and [[layer|weight and bias together]] as a layer.',
          'Where one proposal is not a finite number, the other is taken whole; this [[finite|can be switched off]].',
          'LGL2O is our reading of its paper (arXiv:2201.12426), whose algorithm box was not at hand; so are the two ways of going on that HUB’s appendix names in a sentence each.',
        ],
      },
    ],
  },
] as const;

/** A symbol: TeX, name, and what it does. */
const symbols = {
  alpha: {
    tex: '\\alpha',
    name: 'learning rate',
    text: 'Length of a step: in Adam about its length, in SGD its factor on the gradient.',
  },
  schedule: {
    tex: 's_t',
    name: 'schedule',
    text: 'Factor on the learning rate over the run: constant, half a cosine down to $f$, or times $\\gamma$ every $P$ steps; before it a straight warm-up over a share $w$.',
  },
  clipnorm: {
    tex: 'c',
    name: 'gradient clipping',
    text: 'A gradient longer than this is shortened to it, for all tensors together, before the optimizer sees it.',
  },
  steps: {
    tex: 'T',
    name: 'steps',
    text: 'Planned length of the run. Schedules and learned optimizers know it.',
  },
  seeds: {
    tex: '\\text{seed}',
    name: 'seeds',
    text: 'Every optimizer trains once per seed, all from the same starts and on the same batches: the band is the middle half of them.',
  },
  target: {
    tex: '\\ell^*',
    name: 'target loss',
    text: 'The dashed line. The run table says when each median first got there; ∞ if it never did.',
  },
  beta1: {
    tex: '\\beta_1',
    name: 'memory of the mean',
    text: 'Share of the old mean kept at each step: 0.9 remembers about 10 steps.',
  },
  beta2: {
    tex: '\\beta_2',
    name: 'memory of the scale',
    text: 'The same for squares (Adam) or the largest gradient (Adamax): 0.999 remembers about 1,000 steps.',
  },
  epsilon: {
    tex: '\\epsilon',
    name: 'floor of the denominator',
    text: 'Keeps steps finite where gradients vanish, and damps those that are as small as it is.',
  },
  lambda: { tex: '\\lambda', name: 'weight decay', text: 'AdamW’s pull of every parameter towards zero.' },
  momentum: {
    tex: '\\mu',
    name: 'momentum',
    text: 'Share of SGD’s last step carried into the next; Nesterov’s form looks one carried step ahead.',
  },
  theta: {
    tex: '\\theta',
    name: 'weights of the learned optimizer',
    text: 'What meta-training found: ours, published ones, or a file of your own.',
  },
  horizon: {
    tex: 'N',
    name: 'planned steps',
    text: 'The length of run that the learned optimizer plans for; it sees $t/N$. Past it nothing stops, steps just stay small.',
  },
  multiplier: {
    tex: 'k',
    name: 'step multiplier',
    text: 'Factor on the whole proposal; 1 is the published optimizer.',
  },
  sigma: {
    tex: '\\sigma',
    name: 'weighting',
    text: 'The hand-designed share per parameter: the softmax of equation 3, or one constant for all.',
  },
  tau: {
    tex: '\\tau',
    name: 'temperature',
    text: 'Divides gradients before the softmax. Towards 0 the largest gradient gets everything; large, every share is 1/K.',
  },
  layer: {
    tex: 'K',
    name: 'layer',
    text: 'What the softmax runs over, and so how large K is: one tensor, or weight and bias together.',
  },
  finite: {
    tex: '\\mathrm{NaN}',
    name: 'non-finite proposals',
    text: 'Left out weight by weight while the other proposal is finite.',
  },
  invert: {
    tex: '1-\\sigma',
    name: 'invert',
    text: 'Equation 7: the learned proposal gets $\\sigma$, the hand-designed one the rest.',
  },
  bounds: { tex: 'A,\\,B', name: 'clipping', text: 'Upper and lower bound of $\\sigma$, equation 11.' },
  blocks: {
    tex: 'b',
    name: 'blocks',
    text: 'Which tensors are inverted: none, by the paper’s text, by its printed equations, or by your own list.',
  },
  lgl2o: {
    tex: 'T,\\,C',
    name: 'LGL2O',
    text: 'Both optimizers train $T$ steps from the same point, each with its own gradients; then the better parameters, by $C$ fresh batches, replace the worse. Twice the gradients, and the checks.',
  },
  reinit: {
    tex: '\\theta^*',
    name: 'Min-Loss Reinit',
    text: 'When the learned optimizer breaks, or its plan ends, it starts again from the parameters of the lowest loss seen.',
  },
  increase: {
    tex: 'N + aN_0',
    name: 'Increase Steps',
    text: 'When its plan ends, the plan is made longer, and its schedule replays its end.',
  },
  switch: { tex: 's', name: 'switch', text: 'Learned up to this step, hand-designed from then on.' },
  stopping: {
    tex: 'P',
    name: 'early stopping',
    text: 'After so many steps without a new lowest loss the run rests at the best parameters.',
  },
} as const;

export const howTexts = {
  title: 'How it works',
  lead: 'From a gradient to HUB, with the formulas as this page computes them. Numbers in brackets are those of the equations in the HUB paper. Training goes on meanwhile.',
  back: 'Back to the playground',
  contents: 'Contents',
  openHub: 'Open an experiment with HUB',
  equation: (number: string) => `(${number})`,
  equationLabel: (number: string) => `Equation ${number} of the paper`,
  showControl: (name: string) => `Show the control of ${name}`,
  show: 'Show',
  noControl: (name: string) =>
    `No optimizer here has the control “${name}” now. Add one that has it, or open an experiment with HUB.`,
  sections,
  symbols,
  figures: {
    shares: {
      title: 'Who gets how much',
      label: 'Gradients of a toy layer, and the hand-designed share of each weight',
      size: { label: 'Weights K', help: 'Size of the layer.' },
      largest: { label: 'Largest |g|', help: 'Gradients of the layer fall evenly from this to zero.' },
      temperature: { label: 'Temperature τ', help: 'Gradients are divided by it before the softmax.' },
      upper: { label: 'Upper bound A', help: 'Larger σ are set to A.' },
      lower: { label: 'Lower bound B', help: 'Smaller σ are set to B, at most A.' },
      invert: 'Invert',
      gradients: '|g|',
      share: 'hand-designed share',
      weight: 'weight',
      sigma: 'σ',
      top: (share: string) => `${share} at the top`,
      mean: (k: string, sigma: string, hand: string) =>
        `1/K = ${k}, the mean of σ before clipping. After clipping it is ${sigma}; the hand-designed proposal gets ${hand} on average.`,
    },
    adam: {
      title: 'Noise shortens the step',
      label: 'Noisy gradients and Adam’s step, over 120 steps',
      beta1: { label: 'β₁', help: 'Memory of the mean.' },
      beta2: { label: 'β₂', help: 'Memory of the squares.' },
      noise: { label: 'Noise', help: 'Standard deviation of the gradient, in units of its mean.' },
      size: { label: 'Mean gradient', help: 'Its size: the step does not care.' },
      gradient: 'gradient / mean',
      step: 'step / α',
      stepHead: 'step',
      mean: (value: string) => `Steps 61 to 120 are ${value} α long on average.`,
    },
  },
} as const;

/** The notice that a new version of the page is there. */
export const updateTexts = {
  title: 'A new version is ready.',
  text: 'Reload to have it; the experiment is kept, and its run begins anew.',
  reload: 'Reload now',
  later: 'Later',
} as const;
