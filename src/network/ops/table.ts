/** All operations that compute something from their inputs alone. Loops, and what is given, are the evaluators'. */
import type { OperationName } from '../graph';
import type { Operation } from '../operation';
import { concat, pad, reshape, slice, transpose } from './arrange';
import { conv } from './conv';
import { map } from './map';
import { matmul } from './matmul';
import { pool, unpool } from './pool';
import { max, sum } from './reduce';

export type ComputedName = Exclude<OperationName, 'given' | 'constant' | 'scan' | 'output'>;

export const operations: { readonly [O in ComputedName]: Operation<O> } = {
  map,
  sum,
  max,
  matmul,
  conv,
  pool,
  unpool,
  reshape,
  transpose,
  slice,
  pad,
  concat,
};

/** The operation of that name, for a node whose own is only known to be one of them. */
export const operationOf = (name: ComputedName): Operation<ComputedName> =>
  operations[name] as Operation<ComputedName>;
