/** The optimizers there are. A new one is a file beside this and a line here. */
import { findById } from '../core/findById';
import { adam } from './adam';
import { adamax } from './adamax';
import { adamw } from './adamw';
import { celo } from './celo';
import { celoAdam } from './celoAdam';
import { makeHub } from './hub';
import { sgd } from './sgd';
import type { Optimizer } from './types';
import { velo } from './velo';

export const optimizers: readonly Optimizer[] = [
  adam,
  adamax,
  adamw,
  sgd,
  celo,
  celoAdam,
  velo,
  makeHub(findOptimizer),
];

export function findOptimizer(id: string, field = 'optimizer.id'): Optimizer {
  return findById(optimizers, id, 'optimizer', field);
}
