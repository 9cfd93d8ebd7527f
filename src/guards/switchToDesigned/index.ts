/**
 * Switch to the hand-designed optimizer at a step chosen beforehand, a plain baseline: both see every gradient
 * and keep their own state from the start, so the one that takes over is warm.
 */
import { optimizerTexts } from '../../texts/optimizers';
import type { Guard } from '../types';
import { portableSwitch } from './portable';
import { switchIdle, switchOptions } from './settings';

const words = optimizerTexts.switch;

export const switchToDesigned: Guard<typeof switchOptions> = {
  id: 'switch',
  label: words.label,
  family: 'guard',
  summary: words.summary,
  formula: String.raw`U_t = \begin{cases} U_L & t < s \\ U_H & t \ge s \end{cases}`,
  options: switchOptions,
  parts: { designed: 'designed', learned: 'learned' },
  idle: switchIdle,
  portable: portableSwitch,
  fused: async (context) => (await import('./fused')).fusedSwitch(context),
};
