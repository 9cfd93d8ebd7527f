/** Methods that an arm may train by: the optimizers, and the guards over them. */
import { ConfigError } from './core/errors';
import { guards } from './guards';
import type { Guard } from './guards/types';
import { optimizers } from './optimizers';
import type { Optimizer } from './optimizers/types';

export type Method = Optimizer | Guard;

export const methods: readonly Method[] = [...optimizers, ...guards];

export function findMethod(id: string, field = 'optimizer.id'): Method {
  const method = methods.find((candidate) => candidate.id === id);
  if (!method) {
    const known = methods.map((one) => one.id).join(', ');
    throw new ConfigError(field, `there is no optimizer "${id}"; there are ${known}`);
  }
  return method;
}
