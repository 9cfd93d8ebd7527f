/** Names of arms and of what they are made of. */
import { findCheckpoint } from '../checkpoints/catalogue';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import type { ArmConfig } from './types';

/** The name an arm goes by: its own, or that of what it is made of, as in "HUB · Adam + mlp". */
export function armLabel(arm: ArmConfig): string {
  return arm.label || optimizerName(arm.optimizer);
}

export function optimizerName(config: OptimizerConfig): string {
  const { label, family } = findMethod(config.id);
  if (family === 'learned') {
    const weights = config.checkpoint === undefined ? '' : weightsName(config.checkpoint);
    return weights ? `${label} · ${weights}` : label;
  }
  const parts = Object.values(config.parts ?? {});
  return parts.length > 0 ? `${label} · ${parts.map(partName).join(' + ')}` : label;
}

/** A part in few words: weights of ours by their name, others by their optimizer's. */
function partName(config: OptimizerConfig): string {
  const builtIn = config.checkpoint !== undefined && findCheckpoint(config.checkpoint)?.origin === 'builtin';
  return builtIn ? config.checkpoint! : findMethod(config.id).label;
}

/** Weights in few words: "mlp"; "published"; the beginning of the digest of a file of the reader's. */
export function weightsName(id: string): string {
  const entry = findCheckpoint(id);
  if (entry) return entry.origin === 'builtin' ? entry.id : entry.origin;
  return id.replace(/^sha256-/, '').slice(0, 8);
}
