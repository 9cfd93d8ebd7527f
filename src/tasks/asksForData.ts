import type { AnyOptions } from '../core/option';
import type { Task } from './types';

/** Whether options of a task ask for the reader's file. */
export function asksForData({ data }: Task, options: AnyOptions): boolean {
  return data !== undefined && Object.entries(data.options).every(([name, value]) => options[name] === value);
}
