/** The tasks there are. A new one is a file beside this and a line here. */
import { findById } from '../core/findById';
import { digits } from './digits';
import { fineTuning } from './fineTuning';
import { ltcSine } from './ltcSine';
import { neuralOde } from './neuralOde';
import { pathological } from './pathological';
import { siren } from './siren';
import { surface } from './surface';
import { trajectory } from './trajectory';
import type { Task } from './types';

export const tasks: readonly Task[] = [
  ltcSine,
  pathological,
  siren,
  digits,
  surface,
  trajectory,
  neuralOde,
  fineTuning,
];

export function findTask(id: string, field = 'task.id'): Task {
  return findById(tasks, id, 'task', field);
}
