/** Most important settings of an arm, in a few words. */

import { optimizerName } from '../config/armNames';
import type { ArmConfig } from '../config/types';
import type { AnyOptions } from '../core/option';
import type { OptimizerConfig } from '../optimizers/types';
import { texts } from '../texts/page';
import { evaluationsPerStep } from './evaluationsPerStep';
import { formatExact } from './format';

const words = texts.arms.summary;

export function armSummary({ label, optimizer, clipNorm }: ArmConfig): string {
  const name = optimizerName(optimizer);
  const count = evaluationsPerStep(optimizer);
  return [
    label === '' ? null : name,
    ...optimizerWords(optimizer),
    clipNorm > 0 ? words.clip(formatExact(clipNorm)) : null,
    count === 1 ? null : words.evaluations(formatExact(count)),
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function optimizerWords({ id, options }: OptimizerConfig): (string | null)[] {
  if (id === 'hub') return hubWords(options);
  const { learningRate, horizon, multiplier } = options;
  return [
    typeof learningRate === 'number' ? words.learningRate(formatExact(learningRate)) : null,
    typeof horizon !== 'number' ? null : horizon > 0 ? words.horizon(formatExact(horizon)) : words.horizonRun,
    typeof multiplier === 'number' && multiplier !== 1 ? words.multiplier(formatExact(multiplier)) : null,
  ];
}

function hubWords(options: AnyOptions): (string | null)[] {
  const manual = options.weighting === 'manual';
  const changes = [
    manual ? words.constant(formatExact(Number(options.share))) : null,
    !manual && options.temperature !== 1 ? words.temperature(formatExact(Number(options.temperature))) : null,
    options.blocks !== 'off' ? words.blockwise : options.invert ? words.inverted : null,
    options.lower !== 0 || options.upper !== 1 ? words.clipped : null,
    !manual && options.layer === 'module' ? words.modules : null,
  ].filter((part) => part !== null);
  return changes.length > 0 ? changes : [words.softmax];
}
