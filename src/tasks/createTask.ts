import type { AnyOptions } from '../core/option';
import type { Task, TaskData, TaskInstance } from './types';

/** The problem that an experiment trains: of the reader's data where there are some. Throws as `prepare`, `builtIn` and `create` do. */
export async function createTask(task: Task, options: AnyOptions, data?: TaskData): Promise<TaskInstance> {
  await task.prepare?.();
  return task.create(options, data ?? (await task.builtIn?.(options)));
}
