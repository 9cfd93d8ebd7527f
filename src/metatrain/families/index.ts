/** The task families there are. A new one is a file beside this and a line here. */
import { ConfigError } from '../../core/errors';
import type { TaskFamily } from '../types';
import { mlp } from './mlp';

export const families: readonly TaskFamily[] = [mlp];

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
