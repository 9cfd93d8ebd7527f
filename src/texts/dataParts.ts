/** Files of more axes than a volume: how their axes and parts are called, and how one is asked for. */

/** An axis in a sentence: "time", "dimension 6", "axis 0". */
const axis = (id: string): string => id.replace(/(\d+)$/, ' $1');

const label = (id: string): string => `${id[0].toUpperCase()}${axis(id).slice(1)}`;

/** "3 channels", "5 times". */
const several = (id: string, extent: number): string =>
  ['channel', 'time', 'band'].includes(id) ? `${extent} ${id}s` : `${extent} places along ${axis(id)}`;

export const partTexts = {
  /** Counted from 1, as people do. */
  place: (id: string, index: number, extent: number) => `${axis(id)} ${index + 1} of ${extent}`,
  title: 'Which part?',
  named: (name: string, axes: readonly (readonly [id: string, extent: number])[], rest: string) =>
    `“${name}” has ${axes.map(([id, extent]) => several(id, extent)).join(' and ')}, each of ${rest} samples. Choose the one to learn.`,
  ofArray: (name: string, shape: string, surplus: number) =>
    `“${name}” has the shape ${shape}, ${surplus === 1 ? 'one axis' : `${surplus} axes`} more than a volume. Choose ${surplus === 1 ? 'one' : surplus} of its axes, and the index along ${surplus === 1 ? 'it' : 'each'} to learn.`,
  lacksWanted: (name: string) => `None of its parts is the one that is asked for, “${name}”.`,
  label: (id: string, extent: number) => `${label(id)}, 1 to ${extent}`,
  help: 'The part to learn.',
  along: 'Axis',
  option: (id: string, extent: number) => `${axis(id)}, of ${extent}`,
  indexLabel: (id: string, extent: number) => `Index along ${axis(id)}, 0 to ${extent - 1}`,
  left: (shape: string) => `What is learned: ${shape} samples.`,
  use: 'Use',
  cancel: 'Cancel',
} as const;
