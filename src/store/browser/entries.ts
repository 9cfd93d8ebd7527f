/** Small things that survive a reload, each under a key of its own. Without storage nothing does, quietly. */
import * as v from 'valibot';
import type { Schema } from '../../core/schema';
import type { KeyValueStorage } from './storage';

const PREFIX = 'hub-playground-';

export function keep(storage: KeyValueStorage | null, name: string, value: unknown): void {
  try {
    storage?.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page works without.
  }
}

/** Value kept under this name, by its schema; null where there is nothing, or nothing usable. */
export function recall<T>(storage: KeyValueStorage | null, name: string, schema: Schema<T>): T | null {
  try {
    const text = storage?.getItem(PREFIX + name);
    return text ? v.parse(schema, JSON.parse(text)) : null;
  } catch {
    return null;
  }
}
