/** Traces in golden files: the intermediates of one update of one tensor, in the order of computation. */

import { FEATURE_COLUMNS, mlpByGroup } from '../../checkpoints/formats/flax';
import { mlpLayout } from '../../checkpoints/theta';
import { ConfigError } from '../../core/errors';
import type { ParamLayout } from '../../core/paramLayout';
import { GROUP_NAMES } from '../../optimizers/learned/features';
import { absent, number, object, text } from './fields';

export interface LoptTrace {
  /** Number of the update, from 1. */
  readonly step: number;
  /** Index of the tensor. */
  readonly tensor: number;
  /** In the order of computation, so that the first that is off is the cause. */
  readonly quantities: readonly { readonly name: string; readonly values: Float64Array }[];
}

export const TRACE_ORDER = [
  'fraction_trained',
  'loss_buffer_means',
  'loss_buffer_running_min',
  'loss_features',
  'lstm_inputs',
  'lstm_hidden',
  'lstm_cell',
  'step_size_output',
  'step_scale',
  'controls',
  'mlp_weights',
  'features_raw',
  'features_normalized',
  'mlp_output',
  'update',
] as const;

/** Checks one trace; what has no place in `TRACE_ORDER` is not read. Throws `ConfigError`. */
export function readTrace(
  trace: Readonly<Record<string, unknown>>,
  field: string,
  step: number,
  layout: ParamLayout,
  optimizer: string,
): LoptTrace {
  const tensorName = text(trace.tensor, `${field}.tensor`);
  const tensor = layout.segments.findIndex(({ name }) => name === tensorName);
  if (tensor < 0) throw new ConfigError(`${field}.tensor`, `${field}.tensor: there is no "${tensorName}"`);
  // Celo's controls have no effect and no place among its weights.
  const kept = TRACE_ORDER.filter(
    (name) => !absent(trace[name]) && !(name === 'controls' && optimizer === 'celo'),
  );
  const quantities = kept.map((name) => ({ name, values: traceValues(trace, name, `${field}.${name}`) }));
  return { step, tensor, quantities };
}

/** One quantity of a trace as a flat list in this project's order. */
export function traceValues(
  trace: Readonly<Record<string, unknown>>,
  name: string,
  field: string = name,
): Float64Array {
  if (name.startsWith('features_')) return joinGroups(object(trace[name], field), field);
  if (name !== 'mlp_weights') return Float64Array.from(flat(trace[name], field));
  const weights = object(trace[name], field);
  const groups = Object.keys(mlpByGroup(new Float32Array(mlpLayout.size)));
  return Float64Array.from(groups.flatMap((group) => flat(weights[group], `${field}.${group}`)));
}

/** The feature groups, tensor shape + columns each, side by side as `[n, 30]`. */
function joinGroups(groups: Readonly<Record<string, unknown>>, field: string): Float64Array {
  const flats = GROUP_NAMES.map((group) => flat(groups[group], `${field}.${group}`));
  const rows = flats[0].length / FEATURE_COLUMNS[0];
  flats.forEach(({ length }, group) => {
    if (length !== rows * FEATURE_COLUMNS[group]) {
      const own = `${field}.${GROUP_NAMES[group]}`;
      throw new ConfigError(own, `${own} must hold ${rows * FEATURE_COLUMNS[group]} numbers, got ${length}`);
    }
  });
  const joined = Array.from({ length: rows }, (_, i) =>
    flats.flatMap((values, group) =>
      values.slice(i * FEATURE_COLUMNS[group], (i + 1) * FEATURE_COLUMNS[group]),
    ),
  );
  return Float64Array.from(joined.flat());
}

const flat = (value: unknown, field: string): number[] =>
  Array.isArray(value) ? value.flatMap((entry) => flat(entry, field)) : [number(value, field)];
