/** Reads fields of untrusted JSON; what does not fit is a `ConfigError` that names the field. */
import * as v from 'valibot';
import { ConfigError, showValue } from '../../core/errors';
import type { ParamLayout } from '../../core/paramLayout';
import { anyRecord, finite, readConfig, whole } from '../../core/schema';

export type Json = Readonly<Record<string, unknown>>;

export const object = (input: unknown, field: string): Json => readConfig(anyRecord, input, field);

export const list = (input: unknown, field: string): readonly unknown[] =>
  readConfig(v.array(v.unknown(), 'a list'), input, field);

export const text = (input: unknown, field: string): string =>
  readConfig(v.pipe(v.string('a text'), v.nonEmpty('a text')), input, field);

export const number = (input: unknown, field: string): number => readConfig(finite, input, field);

/** A whole number of at least `least`. */
export const count = (input: unknown, field: string, least = 1): number =>
  readConfig(whole(least), input, field);

/** Nested lists of exactly this shape, row-major; `[]` is a plain number. */
export function tensor(input: unknown, shape: readonly number[], field: string): Float64Array {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values: number[] = [];
  const visit = (level: unknown, depth: number): void => {
    if (depth === shape.length) {
      // Files hold many numbers, so a schema is asked for the ones that are none.
      values.push(Number.isFinite(level) ? (level as number) : number(level, field));
      return;
    }
    if (!Array.isArray(level) || level.length !== shape[depth]) {
      const got = Array.isArray(level) ? `${level.length} entries` : showValue(level);
      throw new ConfigError(
        field,
        `${field} must have the shape [${shape.join(', ')}], but axis ${depth} has ${got}`,
      );
    }
    for (const entry of level) visit(entry, depth + 1);
  };
  visit(input, 0);
  return Float64Array.from({ length: size }, (_, index) => values[index]);
}

/** Tensors by name as one flat vector in the order of the layout; one that the layout lacks is an error. */
export function tensors(input: unknown, layout: ParamLayout, field: string): Float64Array {
  const named = object(input, field);
  const unknown = Object.keys(named).find(
    (name) => !layout.segments.some((segment) => segment.name === name),
  );
  if (unknown !== undefined) {
    throw new ConfigError(
      `${field}.${unknown}`,
      `${field} holds "${unknown}", which is none of ${layout.segments.map(({ name }) => name).join(', ')}`,
    );
  }
  const flat = new Float64Array(layout.size);
  for (const { name, shape, offset } of layout.segments) {
    flat.set(tensor(named[name], shape, `${field}.${name}`), offset);
  }
  return flat;
}

/** Shape of nested lists, read along their first entries. */
export function shapeOf(input: unknown): number[] {
  const shape: number[] = [];
  for (let level = input; Array.isArray(level); level = level[0]) shape.push(level.length);
  return shape;
}

/** Whether a field is left out: not there, or null as some writers put it. */
export const absent = (input: unknown): input is undefined | null => input === undefined || input === null;
