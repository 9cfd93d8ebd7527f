/** The tasks there are. A new one is a file beside this and a word in its group's line here. */
import { findById } from '../core/findById';
import type { taskGroupTexts } from '../texts/tasks';
import { digits } from './digits';
import { fineTuning } from './fineTuning';
import { laneKeeping } from './laneKeeping';
import { ltcSine } from './ltcSine';
import { neuralOde } from './neuralOde';
import { pathological } from './pathological';
import { siren } from './siren';
import { surface } from './surface';
import { trajectory } from './trajectory';
import type { Task } from './types';

const recurrent: readonly Task[] = [ltcSine, trajectory, neuralOde];
const functions: readonly Task[] = [pathological, surface];
const pictures: readonly Task[] = [siren, digits];

/** Tasks by what a reader looks for, in the order of the page. */
export const taskGroups: readonly TaskGroup[] = [
  { id: 'recurrent', tasks: recurrent },
  { id: 'functions', tasks: functions },
  { id: 'pictures', tasks: pictures },
  { id: 'driving', tasks: [laneKeeping] },
  { id: 'fine-tuning', tasks: [fineTuning] },
];

export interface TaskGroup {
  /** Its name is in `taskGroupTexts`. */
  readonly id: keyof typeof taskGroupTexts;
  readonly tasks: readonly Task[];
}

export const tasks: readonly Task[] = taskGroups.flatMap((group) => group.tasks);

export function findTask(id: string, field = 'task.id'): Task {
  return findById(tasks, id, 'task', field);
}
