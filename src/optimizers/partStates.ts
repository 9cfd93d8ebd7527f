/** States of the optimizers that a mix or a guard is made of, in one record: `designed.mu`, `learned.scheduler`, ... */
import type { PortableState } from './types';

/** State under a part's name. */
export const prefixed = <T>(part: string, state: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(state).map(([name, value]) => [`${part}.${name}`, value]));

/** The state of one part out of the record of all. */
export const partState = (part: string, state: PortableState): PortableState =>
  Object.fromEntries(
    Object.entries(state).flatMap(([name, tensor]) =>
      name.startsWith(`${part}.`) ? [[name.slice(part.length + 1), tensor]] : [],
    ),
  );
