import { useMemo, useState } from 'react';
import { numberOption } from '../../core/option';
import { howTexts } from '../../texts/how';
import { NumberControl } from '../controls/NumberControl';
import { formatValue } from '../format';
import { ChartCard } from '../plots/ChartCard';
import { meanOf, toyAdam } from './toy';

const texts = howTexts.figures.adam;
const STEPS = 120;
const specs = {
  noise: numberOption({ ...texts.noise, default: 1, min: 0, max: 5, scale: 'linear', step: 0.1 }),
  beta1: numberOption({ ...texts.beta1, default: 0.9, min: 0, max: 0.99, scale: 'linear', step: 0.01 }),
  beta2: numberOption({ ...texts.beta2, default: 0.99, min: 0, max: 0.999, scale: 'linear', step: 0.001 }),
  size: numberOption({ ...texts.size, default: 1, min: 1e-3, max: 1e3, scale: 'log' }),
} as const;

/** Range of the drawing, in units of the mean gradient and of the learning rate. */
const [LOW, HIGH] = [-3, 5];
const y = (value: number) => 100 * (1 - (Math.min(HIGH, Math.max(LOW, value)) - LOW) / (HIGH - LOW));
const x = (index: number) => (100 * (index + 0.5)) / STEPS;

/** Adam's step on a noisy gradient. */
export function AdamFigure() {
  const [options, setOptions] = useState({ noise: 1, beta1: 0.9, beta2: 0.99, size: 1 });
  const { gradient, step } = useMemo(() => toyAdam({ ...options, steps: STEPS }), [options]);
  const table = () => ({
    head: [texts.stepHead, texts.gradient, texts.step],
    rows: step.map((value, i) => [
      String(i + 1),
      formatValue(gradient[i] / options.size),
      formatValue(value),
    ]),
  });
  return (
    <ChartCard title={texts.title} label={texts.label} table={table}>
      <div className="how-figure">
        <div>
          <svg
            className="how-lines"
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            role="img"
            aria-label={texts.label}
          >
            {[0, 1].map((level) => (
              <line key={level} x1={0} x2={100} y1={y(level)} y2={y(level)} className="how-level" />
            ))}
            {gradient.map((g, i) => (
              <line
                // biome-ignore lint/suspicious/noArrayIndexKey: a step is its number
                key={i}
                className="how-dot"
                x1={x(i)}
                x2={x(i)}
                y1={y(g / options.size)}
                y2={y(g / options.size)}
              />
            ))}
            <polyline className="how-line" points={step.map((value, i) => `${x(i)},${y(value)}`).join(' ')} />
          </svg>
          <p className="small mute how-key">
            <i className="how-key-dot" /> {texts.gradient} <i className="how-key-line" /> {texts.step}
          </p>
        </div>
        <div className="how-controls">
          {(Object.keys(specs) as (keyof typeof specs)[]).map((name) => (
            <NumberControl
              key={name}
              spec={specs[name]}
              value={options[name]}
              live
              onChange={(value) => setOptions({ ...options, [name]: value })}
            />
          ))}
        </div>
      </div>
      <p className="small mute" aria-live="polite">
        {texts.mean(formatValue(meanOf(step.slice(STEPS / 2))))}
      </p>
    </ChartCard>
  );
}
