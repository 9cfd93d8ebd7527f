import { createTheme, type MantineColorsTuple } from '@mantine/core';

const accent: MantineColorsTuple = [
  '#eef2ff',
  '#dce4ff',
  '#b7c6ff',
  '#8ea8ff',
  '#6a89f5',
  '#4a6de6',
  '#3056d3',
  '#2748b5',
  '#203b94',
  '#1a2f76',
];

/** Mantine's greys of the dark theme, in the blue of ours. */
const dark: MantineColorsTuple = [
  '#e7ebf1',
  '#c3cbd6',
  '#9aa5b4',
  '#76828f',
  '#414b5a',
  '#2a313c',
  '#1b2029',
  '#171b22',
  '#12161c',
  '#0c0f14',
];

/** Mantine in the look of the page; colours and spacing of our own parts are in `styles.css`. */
export const theme = createTheme({
  colors: { accent, dark },
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 3 },
  autoContrast: true,
  defaultRadius: 8,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
});
