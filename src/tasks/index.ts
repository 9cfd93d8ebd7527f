/** The tasks there are. A new one is a file beside this and a line here. */
import { ConfigError } from '../core/errors';
import { ltcSine } from './ltcSine';
import { pathological } from './pathological';
import { siren } from './siren';
import type { Task } from './types';

export const tasks: readonly Task[] = [ltcSine, pathological, siren];

export function findTask(id: string, field = 'task.id'): Task {
  const task = tasks.find((candidate) => candidate.id === id);
  if (!task) {
    throw new ConfigError(field, `there is no task "${id}"; there are ${tasks.map((t) => t.id).join(', ')}`);
  }
  return task;
}
