/**
 * Frame of the hand-designed optimizers: they act on each parameter alone, keep state vectors
 * of the parameters' shape that start at zero, and follow a learning-rate schedule. A rule is then its
 * numbers of one step (hypers), one update in TensorFlow.js and one kernel.
 */
import type * as TF from '@tensorflow/tfjs-core';
import { numberOption, type OptionSpecs, type OptionValues } from '../core/option';
import type { Tf } from '../tasks/types';
import { optionTexts } from '../texts/optimizers';
import { type ScheduleOptions, scheduledFormula, scheduleFactor, scheduleOptions } from './schedule';
import type {
  FusedOptimizer,
  FusedOptimizerContext,
  Optimizer,
  OptimizerConfig,
  PortableOptimizer,
  PortableOptimizerContext,
  StepTime,
} from './types';

type Vectors<V extends string> = Readonly<Record<V, TF.Tensor2D>>;

/** A hand-designed optimizer with options `S`, state vectors `V` and hypers `H`. */
export interface DesignedRule<S extends OptionSpecs, V extends string, H extends string> {
  readonly id: string;
  readonly label: string;
  readonly summary: string;
  readonly formula: string;
  readonly options: S;
  /**
   * State vectors and their symbols in the formula, in the order of the kernel's buffers, each as long as the
   * parameters, 0 at the start.
   */
  readonly state: Readonly<Record<V, string>>;
  /** Numbers of one step in the order of the kernel's `Hyper`. */
  readonly hypers: readonly H[];
  /**
   * Their values, in float64. `learningRate` has the schedule in it; `count` is t, the number of this
   * update from 1.
   */
  values(options: OptionValues<S>, learningRate: number, count: number): Readonly<Record<H, number>>;
  /** Proposal and next state of all lanes; everything is `[lanes, size]` and borrowed. */
  update(
    tf: Tf,
    input: { readonly grads: TF.Tensor2D; readonly params: TF.Tensor2D },
    state: Vectors<V>,
    hyper: Readonly<Record<H, number>>,
  ): { readonly update: TF.Tensor2D; readonly state: Vectors<V> };
  /** WGSL of the rule, see `kernels/designed/frame.wgsl`. */
  shader(): Promise<string>;
}

const WORKGROUP = 64;

/** The optimizer of a rule, in both forms. */
export function designed<S extends OptionSpecs, V extends string, H extends string>(
  rule: DesignedRule<S, V, H>,
): Optimizer<S> {
  const { id, label, summary, formula, options } = rule;
  const vectors = Object.keys(rule.state) as V[];

  const hyperValues = (config: OptimizerConfig, time: StepTime): Readonly<Record<H, number>> => {
    const values = config.options as OptionValues<S> & ScheduleOptions & { learningRate: number };
    return rule.values(values, values.learningRate * scheduleFactor(values, time), time.step + 1);
  };

  function portable({ tf, lanes, layout }: PortableOptimizerContext): PortableOptimizer {
    return {
      init: () => Object.fromEntries(vectors.map((name) => [name, tf.zeros([lanes, layout.size])])),
      update: (input, state) =>
        rule.update(tf, input, state as Vectors<V>, hyperValues(input.config, input.time)),
    };
  }

  async function fused(context: FusedOptimizerContext): Promise<FusedOptimizer> {
    const { runtime, layout, group, status, grads, params, update } = context;
    const hypers = context.hyperTable(rule.hypers, (config, time) => {
      const values = hyperValues(config, time);
      return rule.hypers.map((name) => values[name]);
    });
    const state = Object.fromEntries(
      vectors.map((name) => [name, runtime.buffer(`${id} ${name}`, group.count * layout.size * 4)]),
    );
    const { designedKernel } = await import('../kernels/designed');
    const bound = await runtime.bind(
      designedKernel(id, await rule.shader(), vectors),
      { table: group.table, status, hypers: hypers.buffer, grads, params, update, ...state },
      { size: layout.size, rows: hypers.rows },
    );
    // The kernel strides, so a vector beyond the largest grid still takes one dispatch.
    const { maxComputeWorkgroupsPerDimension } = runtime.device.limits;
    const groups = Math.min(Math.ceil(layout.size / WORKGROUP), maxComputeWorkgroupsPerDimension);
    return {
      state,
      encode: (pass) => pass.dispatch(bound, groups, group.count),
      destroy: () => runtime.free(...Object.values(state)),
    };
  }

  return {
    id,
    label,
    family: 'designed',
    summary,
    formula,
    formulaOf: (values) => scheduledFormula(formula, values as ScheduleOptions),
    options,
    stateSymbols: rule.state,
    portable,
    fused,
  };
}

/** Options of every hand-designed optimizer; `help` says what the step size means for this one. */
export const learningRateOptions = (learningRate: number, help: string) =>
  ({
    learningRate: numberOption({
      default: learningRate,
      min: 1e-6,
      max: 10,
      scale: 'log',
      ...optionTexts.learningRate,
      help,
      symbol: '\\alpha',
      topic: 'alpha',
    }),
    ...scheduleOptions,
  }) as const;

/** Decay of the running mean of gradients, shared by the Adam family. */
export const beta1Option = numberOption({
  ...optionTexts.beta1,
  default: 0.9,
  min: 0,
  max: 0.999,
  scale: 'linear',
  step: 0.001,
  symbol: '\\beta_1',
  topic: 'beta1',
});

/** Decay of the running mean of squared gradients of Adam and AdamW. */
export const beta2Option = numberOption({
  ...optionTexts.beta2,
  default: 0.999,
  min: 0,
  max: 0.9999,
  scale: 'linear',
  step: 0.0001,
  symbol: '\\beta_2',
  topic: 'beta2',
});

/** Epsilon outside the root, of Adam and AdamW. */
export const epsilonOption = numberOption({
  ...optionTexts.epsilon,
  default: 1e-8,
  min: 1e-12,
  max: 1,
  scale: 'log',
  symbol: '\\epsilon',
  topic: 'epsilon',
});

/** Numbers of one step of the Adam family, computed in float64: near t = 1, 1 - beta^t in float32 loses digits. */
export function momentHypers(beta1: number, beta2: number, count: number) {
  return {
    beta1,
    beta2,
    complement1: 1 - beta1,
    complement2: 1 - beta2,
    correction1: 1 - beta1 ** count,
    correction2: 1 - beta2 ** count,
  };
}
