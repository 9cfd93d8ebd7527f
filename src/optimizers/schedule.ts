/**
 * Learning-rate schedules: a factor s of the learning rate, by training step. Their options spread into
 * those of every hand-designed optimizer.
 *
 * Sources: cosine, Loshchilov & Hutter 2017, arXiv:1608.03983, equation 5 without restarts; warm-up, Goyal
 * et al. 2017, arXiv:1706.02677, section 2.2.
 */
import {
  choiceOption,
  numberOption,
  type OptionSpecs,
  type OptionValue,
  type OptionValues,
} from '../core/option';
import { optionTexts } from '../texts/optimizers';
import type { StepTime } from './types';

const during = (schedule: string) => (values: Readonly<Record<string, OptionValue>>) =>
  values.schedule === schedule;

export const scheduleOptions = {
  schedule: choiceOption({
    ...optionTexts.schedule,
    default: 'constant',
    values: ['constant', 'cosine', 'step'],
    symbol: 's_t',
    topic: 'schedule',
  }),
  warmup: numberOption({
    ...optionTexts.warmup,
    default: 0,
    min: 0,
    max: 0.5,
    scale: 'linear',
    step: 0.01,
    symbol: 'w',
    when: during('cosine'),
    topic: 'schedule',
  }),
  finalFraction: numberOption({
    ...optionTexts.finalFraction,
    default: 0,
    min: 0,
    max: 1,
    scale: 'linear',
    step: 0.01,
    symbol: 'f',
    when: during('cosine'),
    topic: 'schedule',
  }),
  gamma: numberOption({
    ...optionTexts.gamma,
    default: 0.5,
    min: 0.01,
    max: 1,
    scale: 'linear',
    step: 0.01,
    symbol: '\\gamma',
    when: during('step'),
    topic: 'schedule',
  }),
  period: numberOption({
    ...optionTexts.period,
    default: 100,
    min: 1,
    max: 100_000,
    scale: 'log',
    integer: true,
    symbol: 'P',
    unit: 'steps',
    when: during('step'),
    topic: 'schedule',
  }),
} as const satisfies OptionSpecs;

export type ScheduleOptions = OptionValues<typeof scheduleOptions>;

/**
 * Factor of the learning rate at a training step, in [0, 1].
 *
 * Warm-up starts above 0, so that no step is wasted, and reaches 1 as the cosine begins. The cosine would
 * reach its end at step `numSteps`, one after the last (as in PyTorch and optax); a run that goes on beyond
 * its planned length keeps the final fraction.
 */
export function scheduleFactor(options: ScheduleOptions, { step, numSteps }: StepTime): number {
  switch (options.schedule) {
    case 'constant':
      return 1;
    case 'step':
      return options.gamma ** Math.floor(step / options.period);
    case 'cosine': {
      const warmup = Math.round(options.warmup * numSteps);
      if (step < warmup) return (step + 1) / (warmup + 1);
      const progress = Math.min(1, (step - warmup) / Math.max(1, numSteps - warmup));
      const fall = (1 + Math.cos(Math.PI * progress)) / 2;
      return options.finalFraction + (1 - options.finalFraction) * fall;
    }
  }
}

/** A rule's TeX with the factor s_t as it is: none where the rate is constant, else with a line that says what it is. */
export function scheduledFormula(formula: string, { schedule, warmup }: ScheduleOptions): string {
  if (schedule === 'constant') return formula.replace(' s_t', '');
  const [from, over] = warmup === 0 ? ['t', 'N'] : ['t - wN', 'N - wN'];
  const factor =
    schedule === 'step'
      ? String.raw`\gamma^{\lfloor t/P \rfloor}`
      : String.raw`f + \tfrac{1 - f}{2} \left(1 + \cos \pi \tfrac{${from}}{${over}}\right)`;
  return formula.replace(/\s*\\end\{aligned\}$/, () => ` \\\\ s_t &= ${factor} \\end{aligned}`);
}
