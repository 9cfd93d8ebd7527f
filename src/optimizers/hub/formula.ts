/** HUB's formula as it stands with the options chosen. */
import type { HubOptions } from './settings';

/** TeX of σ and of the blend: equations 3, 7 and 11, with the bounds and the temperature in force. */
export function hubFormula(options: HubOptions): string {
  const { weighting, temperature, share, lower, upper, invert, blocks } = options;
  const scaled = (index: string) => (temperature === 1 ? `|g_${index}|` : `|g_${index}|/\\tau`);
  const raw =
    weighting === 'manual'
      ? `${share}`
      : `\\frac{e^{${scaled('i')}}}{\\sum_{j \\in \\text{layer}} e^{${scaled('j')}}}`;
  const clips = lower !== 0 || upper !== 1;
  const sigma = clips ? `\\mathrm{clip}_{${lower}}^{${upper}}\\!\\left(${raw}\\right)` : raw;
  const plain = String.raw`\sigma\, U_H + (1-\sigma)\, U_L`;
  const inverted = String.raw`(1-\sigma)\, U_H + \sigma\, U_L`;
  const newer = String.raw`\text{(new blocks)}`;
  const lines =
    blocks === 'off'
      ? [`U &= ${invert ? inverted : plain}`]
      : blocks === 'listed'
        ? [`U &= ${plain}`, String.raw`U &= ${inverted}\ \text{(inverted)}`]
        : [
            `U &= ${blocks === 'printed' ? inverted : plain}\\ ${newer}`,
            `U &= ${blocks === 'printed' ? plain : inverted}`,
          ];
  return String.raw`\begin{aligned}\sigma_i &= ${sigma} \\ ${lines.join(' \\\\ ')}\end{aligned}`;
}
