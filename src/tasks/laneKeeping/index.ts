/**
 * `lane-keeping`: a convolutional network with a liquid or a long short-term memory on it steers by what a camera sees.
 *
 * Source of the experiment: Lechner et al. 2020, "Neural circuit policies enabling auditable autonomy", Nature Machine
 * Intelligence 2, and arXiv:2305.16823 (HUB), whose network of 19 cells it has. The drives are this project's own.
 */
import { taskTexts } from '../../texts/tasks';
import { late } from '../late';
import type { Task } from '../types';
import { options } from './options';

const words = taskTexts['lane-keeping'];
const code = late(() => import('./problem'));

const SELF_TEST = { cells: 5, unfolds: 2, units: 4, width: 2, batch: 2 };

export const laneKeeping: Task<typeof options> = {
  id: 'lane-keeping',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    ltc: { label: words.variants.ltc, options: {} },
    lstm: { label: words.variants.lstm, options: { head: 'lstm' } },
    norm: { label: words.variants.norm, options: { head: 'lstm', norm: 'batch' } },
    fine: { label: words.variants.fine, options: { frame: 'fine', batch: 4 }, large: true },
  },
  suggested: { steps: 600, target: 0.05 },
  learningRates: { adam: 0.01, adamax: 0.01, adamw: 0.01, sgd: 0.1 },
  metric: words.metric,
  validates: true,
  validated: words.validated,
  view: { kind: 'laneKeeping' },
  selfTest: SELF_TEST,
  selfTestOf: ({ head, norm }) => ({ ...SELF_TEST, head, norm }),
  prepare: code.load,
  create: (given) => code.get().createLaneKeeping(given),
};
