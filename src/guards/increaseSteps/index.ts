/**
 * Increase Steps: when a learned optimizer has made all the steps it planned, its plan is lengthened and it goes
 * on with everything it remembers.
 *
 * Source: named in HUB (arXiv:2305.16823, A.2) after VeLO (arXiv:2211.09760): "continue from the final optimizer
 * state of the previous run but increase the number of steps". The fraction of time that the optimizer sees
 * jumps back from 1, so its schedule replays its end. The time constants of its loss averages were fixed at
 * the start and stay, as in the published code, whose state holds them. Only a finite state is carried on:
 * a NaN in it would stay for good, and with the whole data as one batch going on from before it would only
 * repeat it, so a NaN before the end is a divergence here.
 */
import { optimizerTexts } from '../../texts/optimizers';
import type { Guard } from '../types';
import { portableIncreaseSteps } from './portable';
import { increaseIdle, increaseStepsOptions } from './settings';

const words = optimizerTexts['increase-steps'];

export const increaseSteps: Guard<typeof increaseStepsOptions> = {
  id: 'increase-steps',
  label: words.label,
  family: 'guard',
  summary: words.summary,
  formula: String.raw`N \leftarrow N + a N_0 \quad \text{when } t \ge N \text{ and } \ell(\theta_t) \text{ is finite, at most } n \text{ times}`,
  options: increaseStepsOptions,
  parts: { learned: 'learned' },
  idle: increaseIdle,
  portable: portableIncreaseSteps,
  fused: async (context) => (await import('./fused')).fusedIncreaseSteps(context),
};
