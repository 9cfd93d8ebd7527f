/**
 * A network that was trained on drawn letters and shapes gets a new head and reads digits, of which it is given few; or the same
 * network learns them from scratch.
 *
 * Source of the question: arXiv:2305.16823 (HUB), section 4, which weights new and pre-trained blocks differently.
 */
import type { PictureData } from '../../data/pictures';
import { taskTexts } from '../../texts/tasks';
import { late } from '../late';
import type { Task } from '../types';
import { type FineTuningOptions, options } from './options';

const words = taskTexts['fine-tuning'];
const code = late(async () => {
  const { loadProblem } = await import('./problem');
  return loadProblem();
});

export const fineTuning: Task<typeof options> = {
  id: 'fine-tuning',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    cnn: { label: words.variants.cnn, options: {} },
    frozen: { label: words.variants.frozen, options: { frozen: true } },
    scratch: { label: words.variants.scratch, options: { start: 'scratch' } },
    vit: { label: words.variants.vit, options: { body: 'vit' } },
    'vit-scratch': { label: words.variants['vit-scratch'], options: { body: 'vit', start: 'scratch' } },
  },
  suggested: { steps: 300, target: 0.3 },
  learningRates: { adam: 0.002, adamax: 0.003, adamw: 0.002, sgd: 0.1 },
  metric: { ...taskTexts.digits.metric, share: true },
  validates: true,
  view: { kind: 'fineTuning' },
  selfTest: { frozen: true, batch: 8 },

  prepare: code.load,
  builtIn: async (): Promise<PictureData> => (await import('../../data/digits')).loadDigits(),

  create: (given, data) => code.get()(given as FineTuningOptions, data),
};
