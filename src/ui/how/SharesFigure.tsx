import { Switch } from '@mantine/core';
import { useState } from 'react';
import { numberOption } from '../../core/option';
import { howTexts } from '../../texts/how';
import { NumberControl } from '../controls/NumberControl';
import { formatValue } from '../format';
import { ChartCard } from '../plots/ChartCard';
import { meanOf, type SharesOptions, toyShares } from './toy';

const texts = howTexts.figures.shares;
/** Largest |g| on offer; the bars are drawn against it. */
const MOST = 10;
const specs = {
  size: numberOption({ ...texts.size, default: 12, min: 1, max: 64, scale: 'linear', integer: true }),
  largest: numberOption({ ...texts.largest, default: 2, min: 0, max: MOST, scale: 'linear', step: 0.1 }),
  temperature: numberOption({ ...texts.temperature, default: 1, min: 0.01, max: 100, scale: 'log' }),
  upper: numberOption({ ...texts.upper, default: 1, min: 0, max: 1, scale: 'linear', step: 0.01 }),
  lower: numberOption({ ...texts.lower, default: 0, min: 0, max: 1, scale: 'linear', step: 0.01 }),
} as const;

/** A layer, its gradients, and what equations 3, 7 and 11 make of them. */
export function SharesFigure() {
  const [options, setOptions] = useState<SharesOptions>({
    size: 12,
    largest: 2,
    temperature: 1,
    upper: 1,
    lower: 0,
    invert: false,
  });
  const set = (part: Partial<SharesOptions>) => setOptions({ ...options, ...part });
  const { magnitude, raw, sigma, hand } = toyShares(options);
  const top = Math.max(...hand, 1 / options.size);
  const table = () => ({
    head: [texts.weight, texts.gradients, texts.sigma, texts.share],
    rows: magnitude.map((g, i) => [String(i + 1), formatValue(g), formatValue(raw[i]), formatValue(hand[i])]),
  });
  return (
    <ChartCard title={texts.title} label={texts.label} table={table}>
      <div className="how-figure">
        <div className="how-bars" role="img" aria-label={texts.label}>
          <Bars name={`${texts.gradients}, ${texts.top(formatValue(MOST))}`} values={magnitude} most={MOST} />
          <Bars
            name={`${texts.share}, ${texts.top(formatValue(top))}`}
            values={hand}
            most={top}
            line={1 / options.size}
          />
        </div>
        <div className="how-controls">
          {(Object.keys(specs) as (keyof typeof specs)[]).map((name) => (
            <NumberControl
              key={name}
              spec={specs[name]}
              value={options[name]}
              live
              onChange={(value) =>
                set(
                  name === 'upper'
                    ? { upper: value, lower: Math.min(options.lower, value) }
                    : name === 'lower'
                      ? { lower: value, upper: Math.max(options.upper, value) }
                      : { [name]: value },
                )
              }
            />
          ))}
          <Switch
            size="sm"
            label={texts.invert}
            checked={options.invert}
            onChange={(event) => set({ invert: event.currentTarget.checked })}
          />
        </div>
      </div>
      <p className="small mute" aria-live="polite">
        {texts.mean(formatValue(1 / options.size), formatValue(meanOf(sigma)), formatValue(meanOf(hand)))}
      </p>
    </ChartCard>
  );
}

interface BarsProps {
  readonly name: string;
  readonly values: readonly number[];
  /** Value of a bar of full height. */
  readonly most: number;
  /** A level to be marked. */
  readonly line?: number;
}

function Bars({ name, values, most, line }: BarsProps) {
  return (
    <div>
      <span className="small mute">{name}</span>
      <div className="how-bar-row">
        {values.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place of a weight is what it is
          <i key={index} style={{ height: `${(100 * value) / most}%` }} />
        ))}
        {line !== undefined && <b style={{ bottom: `${(100 * line) / most}%` }} />}
      </div>
    </div>
  );
}
