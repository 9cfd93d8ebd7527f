import { describe, expect, it } from 'vitest';
import { armLooks, baselineLooks, chartThemes } from '../../src/ui/palette';

const channel = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
/** Relative luminance, WCAG 2.2. */
const luminance = (hex: string) =>
  [1, 3, 5]
    .map((at) => channel(Number.parseInt(hex.slice(at, at + 2), 16) / 255))
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a: string, b: string) => {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
};

describe.each(['light', 'dark'] as const)('colours of the %s theme', (scheme) => {
  const theme = chartThemes[scheme];

  it('of text have a contrast of at least 4.5 on cards', () => {
    for (const colour of [theme.ink, theme.mute, theme.bad, theme.accent]) {
      expect(contrast(colour, theme.card)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(
    [...armLooks, ...baselineLooks.slice(0, 4)].map(
      (look) => [`${look.symbol} ${look[scheme]}`, look] as const,
    ),
  )('of the %s have a contrast of at least 3 on cards', (_, look) => {
    expect(contrast(look[scheme], theme.card)).toBeGreaterThanOrEqual(3);
  });
});

it('no two arms share colour, dash or marker', () => {
  for (const key of ['light', 'dark', 'dash', 'symbol'] as const) {
    expect(new Set(armLooks.map((look) => look[key])).size).toBe(armLooks.length);
  }
});

it('no arm of a baseline has the colour of an arm, and no two of them look alike', () => {
  for (const scheme of ['light', 'dark'] as const) {
    const own = armLooks.map((look) => look[scheme]);
    for (const look of baselineLooks) expect(own).not.toContain(look[scheme]);
  }
  expect(new Set(baselineLooks.map(({ light, dash }) => light + dash)).size).toBe(armLooks.length);
});
