/** Looks inside an optimizer while an executor runs it: traces of learned optimizers, HUB's shares. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { findOptimizer } from '../../optimizers';
import type { FusedHub } from '../../optimizers/hub/fused';
import type { FusedLearned } from '../../optimizers/learned/fused';
import type { Tracer } from '../../optimizers/learned/fusedTrace';
import type { ObservedContext } from '../../optimizers/learned/learnedOptimizer';
import type { FusedOptimizerContext, Optimizer } from '../../optimizers/types';
import type { Tf } from '../../tasks/types';
import type { LoptTask } from './loptFile';
import type { LoptTrace } from './trace';

export interface Watch {
  /** For the setup of the executor. */
  readonly methodOf: (id: string) => Optimizer;
  /** From now on, intermediates of the last step are kept. */
  start(): void;
  stop(): void;
  /** Intermediates of the last step by name, those of the trace's tensor. */
  trace(wanted: LoptTrace): Promise<Readonly<Record<string, Float32Array>>>;
  /** HUB's σ of the last step, `[size]`. */
  sigma(): Promise<Float32Array>;
  destroy(): void;
}

/** Watches the only optimizer of a fused executor of one lane. `traced` says whether traces will be asked for. */
export function watchFused(task: LoptTask, traced: boolean): Watch {
  let context: FusedOptimizerContext;
  let watched: FusedLearned & FusedHub;
  let tracer: Tracer | null = null;
  let on = false;
  const fused = async (optimizer: Optimizer, own: FusedOptimizerContext) => {
    context = own;
    watched = (await optimizer.fused(own)) as FusedLearned & FusedHub;
    tracer = traced ? await watched.tracer() : null;
    const encode: FusedLearned['encode'] = (pass) => {
      watched.encode(pass);
      if (on) tracer?.encode(pass, 0);
    };
    return { ...watched, encode };
  };
  return {
    methodOf(id) {
      const optimizer = findOptimizer(id);
      return { ...optimizer, fused: (own) => fused(optimizer, own) };
    },
    start: () => {
      on = true;
    },
    stop: () => {
      on = false;
    },
    async trace({ tensor }) {
      const { offset, size } = task.layout.segments[tensor];
      const proposal = await context.runtime.readFloats(context.update, offset, size);
      // Published traces hold what is to be subtracted.
      return { ...(await tracer!.read(0, tensor, task.numSteps)), update: proposal.map((value) => -value) };
    },
    sigma: () => context.runtime.readFloats(watched.sigma, 0, task.layout.size),
    destroy: () => tracer?.destroy(),
  };
}

/** Watches the only optimizer of a portable executor of one lane. */
export function watchPortable(tf: Tf): Watch {
  const seen = new Map<string, { tensor: number; value: Tensor }[]>();
  let on = false;
  const clear = () => {
    for (const entries of seen.values()) for (const { value } of entries) value.dispose();
    seen.clear();
  };
  const observe: ObservedContext['observe'] = (name, value, tensor) => {
    if (on) seen.set(name, [...(seen.get(name) ?? []), { tensor, value: tf.keep(tf.clone(value)) }]);
  };
  return {
    methodOf(id) {
      const optimizer = findOptimizer(id);
      const portable: Optimizer['portable'] = (own) =>
        optimizer.portable({ ...own, observe } as ObservedContext);
      return { ...optimizer, portable };
    },
    start: () => {
      clear();
      on = true;
    },
    stop: () => {
      on = false;
    },
    async trace({ tensor: index, quantities }) {
      const found: Record<string, Float32Array> = {};
      for (const { name, values: wanted } of quantities) {
        const entries = seen.get(name) ?? [];
        const entry = entries.find(({ tensor }) => tensor === index) ?? entries[0];
        if (!entry) continue;
        const values = (await entry.value.data()) as Float32Array;
        // What belongs to the whole lane has one row for all tensors, or one for each.
        const row = entry.tensor < 0 && values.length > wanted.length ? index : 0;
        found[name] = values.slice(row * wanted.length, (row + 1) * wanted.length);
      }
      return found;
    },
    sigma: async () => (await seen.get('sigma')![0].value.data()) as Float32Array,
    destroy: clear,
  };
}
