/** The task families there are. A new one is a file beside this and a line here. */
import { ConfigError } from '../../core/errors';
import type { TaskFamily } from '../types';
import { broad } from './broad';
import { inr } from './inr';
import { mlp } from './mlp';
import { pathological } from './pathological';
import { quadratic } from './quadratic';
import { recurrent } from './recurrent';

export const families: readonly TaskFamily[] = [mlp, quadratic, recurrent, inr, pathological, broad];

export function findFamily(id: string): TaskFamily {
  const family = families.find((candidate) => candidate.id === id);
  if (!family) {
    throw new ConfigError(
      'family',
      `there is no task family "${id}"; there are ${families.map((f) => f.id).join(', ')}`,
    );
  }
  return family;
}

/** The families a mixture is made of; a plain family is its own only part. */
export const partsOf = (family: TaskFamily): readonly TaskFamily[] => family.parts ?? [family];
