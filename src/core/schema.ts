/**
 * Untrusted plain data (files, what the browser kept, messages of other pages), checked by valibot. Every
 * schema made here tells in its message what was expected, in the words that fit after "must be": "a whole
 * number from 1 to 8". A reader turns the first fault into an error of the kind its own caller knows.
 */
import * as v from 'valibot';
import { ConfigError, showValue } from './errors';

/** Any schema that needs no waiting; `Output` is what it gives. */
export type Schema<Output = unknown> = v.GenericSchema<unknown, Output>;

/** The first thing that does not fit. */
export interface Fault {
  /** Place of the culprit, as in `arms[1].steps`. */
  readonly field: string;
  /** As in "must be …". */
  readonly expected: string;
  /** The culprit itself; undefined where nothing came. */
  readonly input: unknown;
}

/** One fault is told, so the search ends with it. */
const FIRST = { abortEarly: true, abortPipeEarly: true } as const;

/**
 * The checked value. Throws what `fail` makes of the first fault, whose field begins with `field` (empty: at the
 * root). Objects come back with known fields only.
 */
export function read<const S extends Schema>(
  schema: S,
  input: unknown,
  field: string,
  fail: (fault: Fault) => Error,
): v.InferOutput<S> {
  const result = v.safeParse(schema, input, FIRST);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const keys = issue.path?.map(({ key }) => key) ?? [];
  throw fail({ field: fieldAt(field, keys), expected: issue.message, input: issue.input });
}

/** The checked value; throws a `ConfigError` that names the field, what was expected and what came. */
export const readConfig = <const S extends Schema>(
  schema: S,
  input: unknown,
  field: string,
): v.InferOutput<S> => read(schema, input, field, configError);

/** A fault as an error: `steps must be a whole number from 1 to 9, got "3"`. */
export const configError = ({ field, expected, input }: Fault): ConfigError =>
  new ConfigError(field, `${field} must be ${expected}, got ${showValue(input)}`);

/** "arms", 1 and "id" as `arms[1].id`. Keys of maps are the file's own, so they are cut short. */
function fieldAt(root: string, keys: readonly unknown[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    const name = String(key).slice(0, 60);
    return path === '' ? name : `${path}.${name}`;
  }, root);
}

const isRecord = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/** An object, whatever it holds. */
export const anyRecord = v.custom<Readonly<Record<string, unknown>>>(isRecord, 'an object');

/** Any value, there or not: it is checked later, or passed on. */
export const anything = v.optional(v.unknown());

/** An object with these fields; others are left out, and lists are no objects. */
export const fields = <const E extends v.ObjectEntries>(entries: E) =>
  v.pipe(
    v.custom<v.InferInput<v.ObjectSchema<E, undefined>>>(isRecord, 'an object'),
    // The object itself is there, so its own issues are of fields that are not.
    v.object(entries, ({ path }) => expectation(entries[String(path?.at(-1)?.key)])),
  );

/** The message of a schema, which a wrapper (`v.nullable`) lacks. */
function expectation(schema: object): string {
  const { message, wrapped } = schema as { readonly message?: unknown; readonly wrapped?: object };
  if (typeof message === 'string') return message;
  return wrapped ? expectation(wrapped) : 'given';
}

/** Values by any name: `__proto__` and `constructor`, which `v.record` leaves out, are names like others. */
export const mapOf = <const S extends Schema>(value: S) =>
  v.pipe(
    anyRecord,
    v.rawTransform(({ dataset, addIssue }): Readonly<Record<string, v.InferOutput<S>>> => {
      const entries = Object.entries(dataset.value).map(([key, input]) => {
        const result = v.safeParse(value, input, FIRST);
        for (const { message, path, input: culprit } of result.issues ?? []) {
          const at = { type: 'object', origin: 'value', input: dataset.value, key, value: input } as const;
          addIssue({ message, input: culprit, path: [at, ...(path ?? [])] });
        }
        return [key, result.output] as const;
      });
      return Object.fromEntries(entries);
    }),
  );

/** A list of `least` to `most` entries, which `expected` says. Its length is looked at before the entries are. */
export const list = <const S extends Schema>(
  item: S,
  expected = 'a list',
  least = 0,
  most = Number.POSITIVE_INFINITY,
) =>
  v.pipe(
    v.custom<v.InferInput<S>[]>(
      (input) => Array.isArray(input) && input.length >= least && input.length <= most,
      expected,
    ),
    v.array(item, expected),
  );

/**
 * A list of `length` numbers (any length where it is null), all finite or, where `gaps`, null. Checked as one
 * value and handed on as it is, for curves are long.
 */
export const numbers = <const Gaps extends boolean = false>(length: number | null, gaps?: Gaps) =>
  v.custom<readonly (Gaps extends true ? number | null : number)[]>(
    (input) =>
      Array.isArray(input) &&
      (length === null || input.length === length) &&
      input.every((value) => Number.isFinite(value) || (gaps === true && value === null)),
    `a list of ${length === null ? '' : `${length} `}finite numbers${gaps ? ' and null' : ''}`,
  );

/** A text of `least` to `most` UTF-16 units. */
export function text(least: number, most: number) {
  const length = least === 0 ? `at most ${most}` : `${least} to ${most}`;
  const expected = `a text of ${length} characters`;
  return v.pipe(v.string(expected), v.minLength(least, expected), v.maxLength(most, expected));
}

/** A whole number; without `most` any that float64 holds exactly. */
export function whole(least: number, most = Number.MAX_SAFE_INTEGER) {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  const expected = `a whole number ${range}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
}

/** A number that is neither infinite nor NaN. */
export const finite = v.pipe(v.number('a finite number'), v.finite('a finite number'));

/** One of these words. */
export const oneOf = <const Choices extends readonly string[]>(choices: Choices) =>
  v.picklist(choices, `one of ${choices.join(', ')}`);

/** This value and no other. */
export const exactly = <const Value extends string | number>(
  value: Value,
  expected = JSON.stringify(value),
) => v.literal(value, expected);

const SHA256 = 'a SHA-256 in 64 hexadecimal digits';
/** A SHA-256 as text. */
export const sha256 = v.pipe(v.string(SHA256), v.regex(/^[0-9a-f]{64}$/, SHA256));
