/**
 * `trajectory`: an LSTM, or a liquid time-constant network, turns sine waves into another curve.
 *
 * Source of the experiment: arXiv:2305.16823 (HUB), appendix A, which trains an LSTM of 64 units beside the LTC on the same
 * data. Data and LTC are those of `ltcSine`; the LSTM is Haiku's, whose starting values it has.
 */
import { taskTexts } from '../../texts/tasks';
import { late } from '../late';
import { ltcSine } from '../ltcSine';
import type { Task } from '../types';
import { options } from './options';

const words = taskTexts.trajectory;
const code = late(() => import('./problem'));

export const trajectory: Task<typeof options> = {
  id: 'trajectory',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    paper: { label: words.variants.paper, options: {} },
    noise: { label: words.variants.noise, options: { noise: 0.1 } },
    square: { label: words.variants.square, options: { data: 'fourier-square' } },
    small: { label: words.variants.small, options: { units: 8 } },
    ltc: { label: words.variants.ltc, options: { head: 'ltc' } },
  },
  suggested: { steps: 400, target: 1e-4 },
  learningRates: { adam: 0.01, adamax: 0.01, adamw: 0.01, sgd: 0.1 },
  metric: ltcSine.metric,
  view: { kind: 'trajectory' },
  selfTest: { units: 4, length: 12 },
  prepare: code.load,
  create: (given) => code.get().createTrajectory(given),
};
