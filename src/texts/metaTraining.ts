/** The meta-training view. */
export const metaTrainTexts = {
  title: 'Meta-train an optimizer',
  intro:
    'A learned optimizer is a small network that proposes every step. Here it is trained itself: dozens of slightly changed copies train small random tasks at once, and its weights move towards what made their losses fall.',

  noGpu:
    'Meta-training needs WebGPU, which this browser does not offer here; optimizers trained elsewhere can still be dropped on the page.',
  noGpuByHttp:
    'Meta-training needs WebGPU, which browsers offer only over https or from localhost. Open the page at such an address.',
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
    left: (duration: string) => `about ${duration} left at this speed`,
    measuring: 'measuring the time left',
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
} as const;
