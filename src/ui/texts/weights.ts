/** Texts of the weights of learned optimizers: the dialogue, and what arms and files say of them. */
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
  kept: 'kept by the browser',
  loaded: 'loaded',
  size: (bytes: string, exact: boolean) => (exact ? bytes : `about ${bytes}`),
  licence: (licence: string) => `Licence: ${licence}`,
  from: (host: string) => `from ${host}`,
  use: 'Use',
  takeName: (name: string) => `Use ${name}`,
  inUse: 'in use',
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
  otherKind: (found: string, wanted: string) => `This file holds ${found}; ${wanted} is needed here.`,
  weightsCount: (count: string) => `${count} weights`,
  dropped: (name: string) => `${name} is loaded and trains as a new optimizer.`,
  droppedFull: (name: string) =>
    `${name} is loaded; there is no room for another optimizer, but you can choose it as the weights of one.`,
  dropTooMany: 'Drop one file, or a pair that belongs together.',
} as const;
