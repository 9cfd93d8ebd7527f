/** Methods that an arm may train by: the optimizers, and the guards over them. */
import { findById } from './core/findById';
import { guards } from './guards';
import type { Guard } from './guards/types';
import { optimizers } from './optimizers';
import type { Optimizer } from './optimizers/types';

export type Method = Optimizer | Guard;

export const methods: readonly Method[] = [...optimizers, ...guards];

export function findMethod(id: string, field = 'optimizer.id'): Method {
  return findById(methods, id, 'optimizer', field);
}
