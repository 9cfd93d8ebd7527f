/** Reads fields of untrusted JSON; what does not fit is a `ConfigError` that names the field. */
import { ConfigError } from '../../core/errors';
import type { ParamLayout } from '../../core/paramLayout';

export type Json = Readonly<Record<string, unknown>>;

export function object(input: unknown, field: string): Json {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new ConfigError(field, `${field} must be an object, got ${nameOf(input)}`);
  }
  return input as Json;
}

export function list(input: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(input)) throw new ConfigError(field, `${field} must be a list, got ${nameOf(input)}`);
  return input;
}

export function text(input: unknown, field: string): string {
  if (typeof input !== 'string' || input === '') {
    throw new ConfigError(field, `${field} must be a text, got ${nameOf(input)}`);
  }
  return input;
}

export function number(input: unknown, field: string): number {
  if (typeof input !== 'number' || !Number.isFinite(input)) {
    throw new ConfigError(field, `${field} must be a finite number, got ${nameOf(input)}`);
  }
  return input;
}

/** A whole number of at least `least`. */
export function count(input: unknown, field: string, least = 1): number {
  const value = number(input, field);
  if (!Number.isInteger(value) || value < least) {
    throw new ConfigError(field, `${field} must be a whole number of at least ${least}, got ${value}`);
  }
  return value;
}

/** Nested lists of exactly this shape, row-major; `[]` is a plain number. */
export function tensor(input: unknown, shape: readonly number[], field: string): Float64Array {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values: number[] = [];
  const visit = (level: unknown, depth: number): void => {
    if (depth === shape.length) {
      values.push(number(level, field));
      return;
    }
    if (!Array.isArray(level) || level.length !== shape[depth]) {
      const got = Array.isArray(level) ? `${level.length} entries` : nameOf(level);
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

function nameOf(input: unknown): string {
  if (input === undefined) return 'nothing';
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  return typeof input === 'object' ? 'an object' : `${typeof input} ${String(input).slice(0, 40)}`;
}
