/**
 * How arms look. Colours after Okabe and Ito, told apart with any colour vision and at least 3:1 against
 * the card in both themes; dash and marker differ too, so no colour is needed to read a chart.
 */
export type Scheme = 'light' | 'dark';

export interface ArmLook {
  readonly light: string;
  readonly dark: string;
  /** Plotly's name of the dash. */
  readonly dash: string;
  /** The same as an SVG `stroke-dasharray`. */
  readonly dashArray: string;
  /** Plotly's name of the marker. */
  readonly symbol: string;
}

export const armLooks: readonly ArmLook[] = [
  { light: '#0072b2', dark: '#5cb8ef', dash: 'solid', dashArray: '', symbol: 'circle' },
  { light: '#c45500', dark: '#ff9b54', dash: '7px,4px', dashArray: '7 4', symbol: 'square' },
  { light: '#00805d', dark: '#3fd0a2', dash: '11px,4px,2px,4px', dashArray: '11 4 2 4', symbol: 'diamond' },
  { light: '#a03f8f', dark: '#e79ad6', dash: '2px,4px', dashArray: '2 4', symbol: 'triangle-up' },
  { light: '#5b6472', dark: '#b4bdca', dash: '14px,5px', dashArray: '14 5', symbol: 'cross' },
  {
    light: '#8f6400',
    dark: '#f0c24b',
    dash: '8px,3px,2px,3px,2px,3px',
    dashArray: '8 3 2 3 2 3',
    symbol: 'star',
  },
  { light: '#00748c', dark: '#74dbef', dash: '4px,3px', dashArray: '4 3', symbol: 'triangle-down' },
  { light: '#8a3324', dark: '#e0a595', dash: '16px,4px,4px,4px', dashArray: '16 4 4 4', symbol: 'pentagon' },
];

/** Looks of a baseline's arms: colours that no arm of a run has, so that none is taken for its own. */
const baselineColours = [
  { light: '#6a3fc0', dark: '#b39af5' },
  { light: '#5f6f00', dark: '#c3d45a' },
  { light: '#c2185b', dark: '#ff8fb5' },
  { light: '#3f5f4f', dark: '#a3cbb6' },
] as const;
export const baselineLooks: readonly ArmLook[] = armLooks.map((look, slot) => ({
  ...look,
  ...baselineColours[slot % baselineColours.length],
}));

export const baselineLookOf = (slot: number): ArmLook => baselineLooks[slot % baselineLooks.length];

export const lookOf = (slot: number | undefined): ArmLook => armLooks[(slot ?? 0) % armLooks.length];

/** Colours of the page that charts need as values; `styles.css` holds the same as variables. */
export interface ChartTheme {
  readonly scheme: Scheme;
  readonly ink: string;
  readonly mute: string;
  readonly line: string;
  readonly card: string;
  readonly accent: string;
  readonly bad: string;
  /** Ends of diverging scales: negative or inhibitory, positive or excitatory. */
  readonly below: string;
  readonly above: string;
}

export const chartThemes: Readonly<Record<Scheme, ChartTheme>> = {
  light: {
    scheme: 'light',
    ink: '#1b1f27',
    mute: '#5c6675',
    line: '#e2e6ec',
    card: '#ffffff',
    accent: '#3056d3',
    bad: '#b42318',
    below: '#b35c00',
    above: '#0072b2',
  },
  dark: {
    scheme: 'dark',
    ink: '#e7ebf1',
    mute: '#9aa5b4',
    line: '#2a313c',
    card: '#171b22',
    accent: '#8ea8ff',
    bad: '#ff8f85',
    below: '#f2b84b',
    above: '#5cb8ef',
  },
};

/** A colour with an opacity, for fills. `hex` is `#rrggbb`. */
export function withAlpha(hex: string, alpha: number): string {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return `rgba(${channel(1)},${channel(3)},${channel(5)},${alpha})`;
}
