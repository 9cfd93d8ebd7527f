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
    steps: (count: string) => `${count} ${count === '1' ? 'step' : 'steps'}`,
    changed: (arm: string, settings: string) => `${arm}: ${settings}`,
    ofRun: (settings: string) =>
      `It repeats the run shown. What you changed after it is not in it (${settings}).`,
    ofSettings: 'It has the settings as they are now, without a receipt, for they have not run yet.',
    takeSettings: 'Link the settings as they are now',
    takeRun: 'Link the run shown',
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
    selectionHint:
      'One sentence of yours. The rest is what the record of this run holds, such as rates that were tuned; it does not know what you tried before.',
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
    placeholder: '#2…',
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
    dots: 'Open dots in the chart are the recorded run, at the steps that its receipt has.',
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

  rounding: {
    check: 'Can rounding explain it?',
    hint: 'Trains once more from a start one unit in the last place away, and looks how far that alone leads.',
    running: (percent: number) =>
      `Training once more from a start one unit in the last place away: ${percent} %.`,
    failed: (reason: string) => `That could not be tried: ${reason}`,
  },

  needed: {
    title: 'A file is needed',
    pick: 'Choose the file',
    pickFor: (name: string) => `Choose the file for ${name}`,
    useOther: 'Use it all the same',
  },
} as const;
