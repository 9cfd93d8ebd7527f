/** The page: header, transport, controls, the loss chart and the run table. */

/** So many steps, in words. */
const steps = (count: string) => `${count} ${count === '1' ? 'step' : 'steps'}`;

export const texts = {
  title: 'HUB Playground',
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
    catchesUp: (duration: string) => `catches up, ${duration}`,
    states: {
      empty: 'starting',
      preparing: 'preparing',
      running: 'running',
      paused: 'paused',
      finished: 'done',
      diverged: 'all diverged',
      failed: 'stopped',
      compiling: 'compiles kernels',
      catchingUp: 'catches up',
      'lacks file': 'waits for a file',
      'lacks weights': 'waits for weights',
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
    resetAll: 'All to default',
    badgeTuned: (of: number) => `tuned, best of ${of}`,
    tune: 'Tune',
    tuneLabel: 'Tune the learning rates',
    setting: (label: string, value: string) => `${label} ${value}`,
    curveMade: (settings: string) => `Its curve was made with: ${settings}.`,
    nextRun: (settings: string) => `From the next run on: ${settings}.`,
    stepsNext: (made: string, next: string) =>
      `These curves are of a run of ${steps(made)}. From the next run on: ${next}.`,
    curveOf: (name: string, made: string, next: string) =>
      `The curve of ${name} was made with: ${made}. From the next run on: ${next}.`,
    badgeDefault: 'default',
    badgeChanged: 'changed',
    badgeOpened: 'as opened',
    partNames: { designed: 'Hand-designed', learned: 'Learned' } as Readonly<Record<string, string>>,
    part: (name: string, optimizer: string) => `${name}: ${optimizer}`,
    partKind: (name: string) => `${name} optimizer`,
    waits: 'waits for weights',
    planned: (changes: string) => `Within the run: ${changes}.`,
    fromStep: (setting: string, step: string) => `${setting} from step ${step}`,
    moreChanges: (count: number) => `${count} more`,
    joins: 'Compiles kernels, then catches up',
    catchesUp: (step: string, of: string) => `Catches up: ${step} of ${of}`,
    summary: {
      learningRate: (value: string) => `lr ${value}`,
      clip: (value: string) => `clip ${value}`,
      horizon: (count: string) => `plans ${steps(count)}`,
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
    notNumberBut: (examples: readonly string[]) =>
      `Not a number; write ${[examples.slice(0, -1).join(', '), examples.at(-1)].filter(Boolean).join(' or ')}`,
    range: (min: string, max: string) => `From ${min} to ${max}`,
    rangeOrZero: (min: string, max: string) => `0, or from ${min} to ${max}`,
    whole: 'A whole number',
    refused: (fault: string, kept: string) => `${fault}. Not taken: it stays ${kept}.`,
    restarts: 'Starts the run anew',
    off: 'off',
  },

  experiment: {
    title: 'Experiment',
    seeds: 'Seeds',
    seedsHelp: 'Every optimizer trains once per seed, from the same starts and on the same draws.',
    firstSeed: 'First seed',
    firstSeedHelp: 'Equal seeds give equal draws, everywhere and always.',
    dice: 'Another first seed',
    size: 'Takes',
    sizeHelp:
      'Weights of one network times the networks trained at once (optimizers times seeds), the memory of all of them with what their optimizers remember, and how long one step of all of them takes. Of a large experiment weights and memory are told before its kernels are compiled; what is beyond the device is refused.',
    sizeOf: (params: string, lanes: number, memory: string, isCpu: boolean) =>
      `${params} ${params === '1' ? 'weight' : 'weights'} × ${lanes} · ${memory} ${isCpu ? 'of tensors' : 'on the GPU'}`,
    timeOf: (time: string) => `${time} a step`,
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
    validateEvery: 'Validate every',
    validateEveryHelp:
      'After so many steps the network is tried on examples that it does not learn from. It costs time and changes nothing of the training. A change takes effect within the run.',
    validateUnit: 'steps',
    taskOptions: 'Task',
    variants: 'Variant',
    custom: 'Own settings',
    opened: 'As opened',
  },

  data: {
    title: 'Your own data',
    pick: 'Choose a file',
    hint: (kinds: string) => `${kinds} Or drop it on the page. It stays on this machine.`,
    remove: 'Back to the built-in data',
    drop: 'Drop the file: data to train on, weights of a learned optimizer, an experiment or a record',
    notHere: (tasks: string) => `This task takes no file; go to a tab that does first (${tasks}).`,
    isOther: (name: string, what: string, remedy: string) => `“${name}” is ${what}; ${remedy}.`,
    /** A picture's extents, `[height, width]`, are told the other way round, as everywhere. */
    shape: (shape: readonly number[]) =>
      shape.length === 2 ? `${shape[1]} × ${shape[0]} (width × height)` : shape.join(' × '),
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
    linearOnly: 'There are losses below 0, for which a logarithmic axis has no place.',
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
    pinInstead: (name: string) => `Keep this run as a baseline, in place of “${name}” of another problem`,
    unpin: 'Let go of the baseline',
    baseline: 'Baseline',
    baselineName: 'Name of the baseline',
    pinned: (count: string) => `${steps(count)}, in colours of its own:`,
    pinnedElsewhere: (name: string) =>
      `The baseline “${name}” is of another task or other seeds; it comes back with them.`,
    pinnedName: (arm: string, baseline: string) => `${arm} · ${baseline}`,
    xTitle: {
      steps: 'training step',
      evaluations: 'gradients and losses evaluated',
    },
    secondsOf: {
      own: 'GPU seconds of each optimizer alone',
      together: 'seconds of training, all optimizers together',
    },
    secondsNote: {
      own: 'A second here is one of GPU time of that optimizer alone: its steps times what a step of all its seeds was measured to take, that is its share of the task, its own work and its mix. Waiting, and the other optimizers, are not in it.',
      together:
        'A second here is one of training with all optimizers together: parts of a step are measured on WebGPU only, and a record does not hold them.',
    },
    waitingSeconds: 'Waiting for the first measurement of a step.',
    target: (value: string) => `target ${value}`,
    noTarget: 'A target of 0 or below has no place on a logarithmic axis.',
    diverged: (name: string, seed: number, step: string) => `${name}, seed ${seed}: diverged at step ${step}`,
    chartLabel: (task: string) => `Training curves on ${task}`,
    validationLoss: 'Validation loss',
    accuracy: 'Validation accuracy',
    metricLabel: (task: string, metric: string) => `${metric} on ${task}`,
    metricName: (label: string, unit?: string) => (unit ? `${label} (${unit})` : label),
    band: (low: string, high: string) => `[${low}, ${high}]`,
    below: (name: string, value: string, step: string, log: boolean) =>
      `${name}: ${value} at step ${step}, below ${log ? 'any logarithmic' : 'the'} axis`,
    legend: 'Curves',
    bandKey: (seeds: number) => `shaded: the middle half of ${seeds} seeds`,
    medianKey: 'lines: medians',
    targetKey: (value: string) => `dashed: target ${value}`,
    membersKey: 'thin lines: single seeds, as far as the axis goes',
    xRange: 'Horizontal axis',
    yRange: 'Vertical axis',
    from: 'from',
    to: 'to',
    whole: 'whole',
    rangeHelp: 'Empty: as far as the curves go.',
    rangeWrong: 'Both ends are numbers, the first the smaller; on a logarithmic axis it is above 0.',
    recordedName: 'recorded',
    recorded: (name: string, value: string) => `${name}, recorded: ${value}`,
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
    metric: (label: string, value: string, unit: string) => `${label}: ${value} ${unit}`.trim(),
    best: 'best',
    bestHelp: 'Smallest loss of any seed at any step.',
    validation: 'validation [best]',
    validationHelp:
      'The share of all held-out examples that is right: at the last look, with its step, and in brackets the best; medians over seeds. Pictures are of one seed now, and count those that can be looked at meanwhile.',
    validatedAt: (step: string) => `at ${step}`,
    validationLosses: (last: string, best: string) => `validation loss ${last}, best ${best}`,
    stepsTo: (target: string) => `steps to ${target}`,
    stepsToHelp:
      'First step at or below the target, the median over seeds: – while it may still come, ∞ if half of them never did.',
    secondsTo: 'seconds',
    secondsToHelp: {
      own: 'GPU seconds of this optimizer alone until the target: steps times the time of a step, its share of the task, its own work and its mix.',
      together:
        'Seconds of training until the target, of all optimizers together: parts of a step are measured on WebGPU only, and a record does not hold them.',
    },
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
    about: (value: string) => `≈ ${value}`,
    aboutHelp: 'Read from the median curve that the baseline keeps, which has some of its steps.',
    unknown: 'not known',
    unknownHelp:
      'Some seeds of the baseline got there; whether half of them did is not in the median curve that it keeps.',
    select: (name: string) => `Let ${name} stand out`,
    sort: (column: string) => `Sort by ${column}`,
    none: '–',
  },

  views: {
    waiting: 'The view appears with the first steps.',
    record: 'A record holds curves, not the models behind them: train its experiment here to see this view.',
    idle: 'Nothing trains yet: weights or a file that the experiment needs are missing.',
    failed: 'Training has stopped, so there is nothing to see here.',
  },

  footer: {
    fused: 'fused WGSL',
    portable: 'portable',
    rate: (steps: string) => `${steps} steps/s`,
    lanes: (count: number) => `${count} ${count === 1 ? 'lane' : 'lanes'}`,
    memory: (bytes: string) => `${bytes} GPU`,
    memoryCpu: (bytes: string) => `${bytes} tensors`,
    version: (version: string) => `version ${version}`,
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
    finished: (step: string) => `Done, ${steps(step)}.`,
    lost: (step: string) => `Stopped at step ${step}: every optimizer has diverged.`,
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
    expect: 'To expect, as in our runs:',
    why: 'Why:',
    label: (title: string) => `Preset: ${title}`,
    expectAndWhy: 'What to expect, and why',
    close: 'Put the question away',
    again: 'As it was',
    changed: 'Changed since it was opened; what to expect is said of the preset as it was.',
    reached: (name: string, step: string) => `${name} at step ${step}`,
    target: (
      target: string,
      reached: readonly string[],
      missing: readonly string[],
      { ended, seeds }: { readonly ended: boolean; readonly seeds: number },
    ) => {
      const not = ended ? 'not' : 'not yet';
      const here = seeds > 1 ? `Here, in the median over ${seeds} seeds,` : 'Here';
      if (reached.length === 0) return `${here} the target of ${target} has ${not} been reached.`;
      const rest = missing.length > 0 ? `; ${not} by ${missing.join(', ')}` : '';
      return `${here} the target of ${target} was reached by ${reached.join(', ')}${rest}.`;
    },
  },

  mobile: { arms: 'Optimizers', sheet: 'Optimizers and experiment' },
  dialog: { close: 'Close' },
} as const;
