/** Looking up in a registry: what is not there is an error that names what is. */
import { ConfigError } from './errors';

/** The entry of that id; `what` is its kind in the message. Throws `ConfigError`. */
export function findById<T extends { readonly id: string }>(
  entries: readonly T[],
  id: string,
  what: string,
  field: string,
): T {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry) return entry;
  const known = entries.map((candidate) => candidate.id).join(', ');
  throw new ConfigError(field, `there is no ${what} "${id}"; there are ${known}`);
}
