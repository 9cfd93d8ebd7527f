/**
 * An optimizer proposes what is to be *added* to the parameters (optax's convention). All memory is in
 * its state, the state holds no parameters, and hence any two can be mixed.
 */
import type * as TF from '@tensorflow/tfjs-core';
import type { Theta } from '../checkpoints/theta';
import type { AnyOptions, OptionSpecs } from '../core/option';
import type { ParamLayout } from '../core/paramLayout';
import type { GpuRuntime, StepPass } from '../kernels/runtime';
import type { Tf } from '../tasks/types';
import type { FusedTerms, PortableTerms } from './hub/terms';

/** An optimizer, or a guard over optimizers, as an experiment names it. Hybrids and guards have parts. */
export interface OptimizerConfig {
  readonly id: string;
  readonly options: AnyOptions;
  readonly parts?: Readonly<Record<string, OptimizerConfig>>;
  /** For learned optimizers: id of the checkpoint. */
  readonly checkpoint?: string;
  /** For HUB with a weighting per block: the weighting of each tensor named; others are "default". */
  readonly blocks?: Readonly<Record<string, BlockWeighting>>;
}

/** Equation 3 of HUB (`default`) or equation 7 (`invert`). */
export type BlockWeighting = 'default' | 'invert';

export interface Optimizer<S extends OptionSpecs = OptionSpecs> {
  /** Stable: links carry it. */
  readonly id: string;
  readonly label: string;
  readonly family: 'designed' | 'learned' | 'hybrid';
  /** One sentence for the reader. */
  readonly summary: string;
  /** The update rule in TeX, with the symbols of the options. */
  readonly formula: string;
  /** The same in the shape that these options give it; default: `formula` as it is. */
  formulaOf?(options: AnyOptions): string;
  readonly options: S;
  /** Symbols in the formula of those vectors of its state that are as long as the parameters. */
  readonly stateSymbols?: Readonly<Record<string, string>>;
  /** Names and families of the optimizers it is made of. */
  readonly parts?: Readonly<Record<string, 'designed' | 'learned'>>;
  /** Checks what no single option can say, such as one bound above another. Throws `ConfigError` with the field. */
  check?(config: OptimizerConfig, field: string): void;
  portable(context: PortableOptimizerContext): PortableOptimizer;
  fused(context: FusedOptimizerContext): Promise<FusedOptimizer>;
}

/** Where in its run a step is. */
export interface StepTime {
  /** Training step, from 0. */
  readonly step: number;
  /** Planned length of the run. */
  readonly numSteps: number;
}

/** State of the lanes of one arm: tensors with a leading lane axis, by name. */
export type PortableState = Readonly<Record<string, TF.Tensor>>;

export interface PortableOptimizerContext {
  readonly tf: Tf;
  readonly layout: ParamLayout;
  readonly lanes: number;
  readonly config: OptimizerConfig;
  readonly numSteps: number;
  /** Weights of a learned optimizer: one for all lanes or one per lane, in place of the configuration's checkpoint. */
  readonly thetas?: readonly Theta[];
}

export interface PortableInput {
  /** `[lanes, size]`, borrowed. */
  readonly params: TF.Tensor2D;
  /** `[lanes, size]`, borrowed. */
  readonly grads: TF.Tensor2D;
  /** `[lanes]`, borrowed. */
  readonly loss: TF.Tensor1D;
  readonly time: StepTime;
  /** Current option values of the whole configuration: they may change during a run. */
  readonly config: OptimizerConfig;
  /** Whether `probes` are wanted; they cost. */
  readonly probe?: boolean;
  /** Whether `terms` are wanted. */
  readonly dissect?: boolean;
}

export interface PortableOptimizer {
  /** Names of its probes, as `FusedProbes`. */
  readonly probeNames?: readonly string[];
  /** Of a mix: the vectors of its state to be shown with its terms, by their names in the part they belong to. */
  readonly moments?: Readonly<Record<string, string>>;
  init(): PortableState;
  /** The proposal and the next state. Called inside `tf.tidy`. */
  update(input: PortableInput, state: PortableState): PortableProposal;
  /** Frees what is kept between updates beside the state, such as learned weights. */
  dispose?(): void;
}

export interface PortableProposal {
  /** To be added to the parameters, `[lanes, size]`. */
  readonly update: TF.Tensor2D;
  readonly state: PortableState;
  /** As `FusedProbes`, `[lanes, layers, names.length]`, when asked for. */
  readonly probes?: TF.Tensor3D;
  /** Terms of a mix's step, when asked for. */
  readonly terms?: PortableTerms;
}

/** The lanes an optimizer serves: those of all arms of one structure. */
export interface LaneGroup {
  /** Members, in the order of the optimizer's own state buffers. */
  readonly count: number;
  /**
   * `vec4u[count]`: lane in the experiment's buffers, hyper row (one per arm), theta row (which learned
   * weights), seed index.
   */
  readonly table: GPUBuffer;
}

/**
 * Numbers of one step for every hyper row, uploaded once per chunk: `f32[slots, rows, names.length]`.
 * In WGSL: `hypers[step.slot * rows + row]` as a struct of the names in order.
 */
export interface HyperTable {
  readonly buffer: GPUBuffer;
  readonly rows: number;
}

export interface FusedOptimizerContext {
  readonly runtime: GpuRuntime;
  readonly layout: ParamLayout;
  readonly group: LaneGroup;
  readonly numSteps: number;
  /** Weights of a learned optimizer by theta row (see `LaneGroup.table`), in place of the configuration's checkpoint. */
  readonly thetas?: readonly Theta[];
  /** `[lanes, size]` over all lanes of the experiment, read only here. */
  readonly params: GPUBuffer;
  readonly grads: GPUBuffer;
  /** `[lanes]`. */
  readonly loss: GPUBuffer;
  /** `u32[lanes]`, `LaneStatus`. */
  readonly status: GPUBuffer;
  /** `[lanes, size]` over all lanes: where the proposal goes. */
  readonly update: GPUBuffer;
  /** Makes a table that the executor fills before every chunk by calling `values` per row and step. */
  hyperTable(
    names: readonly string[],
    values: (config: OptimizerConfig, time: StepTime) => readonly number[],
  ): HyperTable;
  /** This optimizer's own configurations by hyper row, now: options may change during a run. */
  configs(): readonly OptimizerConfig[];
  /** The context of a part of this optimizer, whose proposal goes to `update`, `[lanes, size]`. */
  part(name: string, update: GPUBuffer): FusedOptimizerContext;
}

export interface FusedOptimizer {
  /** State by name, each with `group.count` rows of equal length; what a snapshot keeps. */
  readonly state: Readonly<Record<string, GPUBuffer>>;
  /** Measurements made at every step. */
  readonly probes?: FusedProbes;
  /** Terms of a mix's step, kept when asked for. */
  readonly terms?: FusedTerms;
  encode(pass: StepPass): void;
  destroy(): void;
}

/** Numbers per step, member and layer: `f32[slots, count, layers, names.length]`, slot as in the step record. */
export interface FusedProbes {
  readonly buffer: GPUBuffer;
  readonly names: readonly string[];
  /** Layers per member; where a configuration has fewer, the rest stay as they were. */
  readonly layers: number;
}
