/**
 * `neural-ode`: a network learns the velocities of a spiral, gradients going through the solver.
 *
 * Source: torchdiffeq, `examples/ode_demo.py` (Chen et al. 2018, arXiv:1806.07366). Differences: classic RK4, one step an
 * interval, instead of adaptive dopri5, and Adam instead of RMSprop.
 */
import { taskTexts } from '../../texts/tasks';
import { late } from '../late';
import type { Task } from '../types';
import { options } from './options';

const words = taskTexts['neural-ode'];
const code = late(() => import('./problem'));

export const neuralOde: Task<typeof options> = {
  id: 'neural-ode',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    windows: { label: words.variants.windows, options: {} },
    squared: { label: words.variants.squared, options: { error: 'squared' } },
    turns: { label: words.variants.turns, options: { span: 'whole', points: 150 } },
    whole: { label: words.variants.whole, options: { span: 'whole' } },
  },
  suggested: { steps: 1000, target: 0.01 },
  learningRates: { adam: 0.01, adamax: 0.01, adamw: 0.01, sgd: 0.1 },
  view: { kind: 'neuralOde' },
  selfTest: { windows: 3, window: 4, units: 5 },
  prepare: code.load,
  create: (given) => code.get().createNeuralOde(given),
};
