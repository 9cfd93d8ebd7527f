/**
 * The outer loop: perturbed optimizers train on drawn tasks, one lane each, and PES turns their losses into
 * a step of theta.
 *
 * One outer step is one submit and one read-back: perturb theta, unroll every lane by one truncation, read
 * the losses, estimate the gradient, step. Lanes whose unroll has ended start a new task before the next.
 */

import { mlpLayout, type Theta } from '../checkpoints/theta';
import { foldIn, type PrngKey, Purpose, prngKey, uniform } from '../core/prng';
import { GpuRuntime } from '../kernels/runtime';
import { checkMetaConfig, drawHorizon, horizonLimit, type MetaConfig } from './config';
import { drawEpisode, type Episode } from './draw';
import { findFamily } from './families';
import { OuterAdam } from './outerAdam';
import { Pes } from './pes';
import { startScheduler } from './startScheduler';
import { initialPhi, type ThetaSpace, thetaAt, thetaSpace, writeTheta } from './thetaSpace';
import { Unroll } from './unroll';

/** Losses count up to this; what is not finite counts as this. */
const LOSS_CAP = 10;
const LOSS_FLOOR = 1e-3;

/** Contribution of a lane's loss: log(loss + 0.001). */
export const metaLoss = (loss: number): number =>
  Math.log((Number.isFinite(loss) ? Math.min(loss, LOSS_CAP) : LOSS_CAP) + LOSS_FLOOR);

/** Where one pair is. */
interface PairState {
  /** Unrolls begun, this one included. */
  episode: number;
  /** Inner steps of this unroll done, and planned. */
  first: number;
  horizon: number;
}

/** Everything meta-training goes on from. Plain data: it can be stored and sent. */
export interface TrainerState {
  readonly config: MetaConfig;
  readonly outerStep: number;
  readonly pairs: readonly Readonly<PairState>[];
  readonly arrays: Readonly<Record<string, Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>>;
}

export interface OuterStepReport {
  /** Outer steps done. */
  readonly outerStep: number;
  /** Mean over lanes and steps of log(loss + 0.001). */
  readonly metaLoss: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Longest unroll that may begin now. */
  readonly horizonLimit: number;
}

/** The pairs of one task variant. */
interface Group {
  readonly unroll: Unroll;
  readonly pairs: readonly number[];
}

const META = { init: 0, perturbation: 1, episode: 2, scheduler: 3 } as const;

export class MetaTrainer {
  readonly config: MetaConfig;
  readonly #runtime: GpuRuntime;
  readonly #space: ThetaSpace;
  readonly #root: PrngKey;
  readonly #phi: Float64Array<ArrayBuffer>;
  readonly #adam: OuterAdam;
  readonly #pes: Pes;
  readonly #pairs: PairState[];
  readonly #episodes: (Episode | undefined)[] = [];
  readonly #groups: Group[] = [];
  #staging!: GPUBuffer;
  #outerStep: number;

  private constructor(device: GPUDevice, config: MetaConfig, state?: TrainerState, from?: Theta) {
    this.config = checkMetaConfig(config);
    this.#runtime = new GpuRuntime(device);
    this.#root = foldIn(prngKey(config.seed), Purpose.meta);
    const base = state?.arrays.base as Float32Array<ArrayBuffer> | undefined;
    this.#space = thetaSpace(config.phase, config.hidden, base ?? this.#start(from));
    const { sigma, pairNorm, pairs, estimator, outerSteps: steps, learningRate } = config;
    const arrays = (state?.arrays ?? {}) as Record<string, Float64Array<ArrayBuffer>>;
    this.#phi = arrays.phi?.slice() ?? initialPhi(this.#space, foldIn(this.#root, META.init));
    const dims = this.#phi.length;
    const schedule = { learningRate, finalShare: 0.05, steps, clipNorm: 1 };
    this.#adam = new OuterAdam(schedule, dims, arrays.mu, arrays.nu);
    this.#pes = new Pes(
      { dims, pairs, sigma, pairNorm, estimator },
      state?.arrays.accumulated as Float32Array | undefined,
    );
    this.#outerStep = state?.outerStep ?? 0;
    this.#pairs = state
      ? state.pairs.map((pair) => ({ ...pair }))
      : Array.from({ length: pairs }, (_, pair) => this.#begin(pair, 0));
  }

  /**
   * Starts a phase. The scheduler's needs the optimizer that the MLP's ended with: it goes on with its scheduler,
   * if that has as many units, and leaves its MLP as it is. The device stays the caller's.
   */
  static create(device: GPUDevice, config: MetaConfig, from?: Theta): Promise<MetaTrainer> {
    if (config.phase === 'scheduler' && !from)
      throw new Error('the scheduler is trained on top of a trained MLP');
    return new MetaTrainer(device, config, undefined, from).#built();
  }

  /** Goes on from a saved state. */
  static resume(device: GPUDevice, state: TrainerState): Promise<MetaTrainer> {
    return new MetaTrainer(device, state.config, state).#built(state);
  }

  get outerStep(): number {
    return this.#outerStep;
  }

  /** The optimizer so far. */
  get theta(): Theta {
    return thetaAt(this.#space, this.#phi);
  }

  /** All weights at the start of the phase. */
  #start(from?: Theta): Float32Array {
    const { hidden, lengthPower } = this.config;
    if (from?.hidden === hidden) return from.values;
    const scheduler = startScheduler(hidden, lengthPower, foldIn(this.#root, META.scheduler));
    const mlp =
      from?.values.subarray(from.values.length - mlpLayout.size) ?? new Float32Array(mlpLayout.size);
    return Float32Array.from([...scheduler, ...mlp]);
  }

  /** One outer step. */
  async step(): Promise<OuterStepReport> {
    const { config } = this;
    const perturbations = this.#pes.perturb(foldIn(foldIn(this.#root, META.perturbation), this.#outerStep));
    for (const group of this.#groups) this.#prepare(group, perturbations);
    const losses = await this.#run();
    const plus = new Float64Array(config.pairs);
    const minus = new Float64Array(config.pairs);
    let at = 0;
    for (const { pairs } of this.#groups) {
      for (const pair of pairs) {
        plus[pair] = meanMetaLoss(losses.subarray(at, at + config.truncation));
        minus[pair] = meanMetaLoss(losses.subarray(at + config.truncation, at + 2 * config.truncation));
        at += 2 * config.truncation;
      }
    }
    const ended = this.#pairs.map((pair) => pair.first + config.truncation >= pair.horizon);
    const gradient = this.#pes.gradient(plus, minus, ended);
    const gradientNorm = this.#adam.update(this.#phi, gradient, this.#outerStep);
    this.#outerStep++;
    this.#pairs.forEach((pair, index) => {
      if (ended[index]) this.#pairs[index] = this.#begin(index, pair.episode + 1);
      else pair.first += config.truncation;
    });
    const sum = plus.reduce((all, loss) => all + loss, 0) + minus.reduce((all, loss) => all + loss, 0);
    return {
      outerStep: this.#outerStep,
      metaLoss: sum / (2 * config.pairs),
      gradientNorm,
      learningRate: this.#adam.learningRate(this.#outerStep - 1),
      horizonLimit: horizonLimit(config, this.#outerStep),
    };
  }

  /** Reads back what a later `resume` needs. */
  async save(): Promise<TrainerState> {
    const arrays: Record<string, Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>> = {
      base: this.#space.base.slice(),
      phi: this.#phi.slice(),
      mu: this.#adam.mu.slice(),
      nu: this.#adam.nu.slice(),
      accumulated: this.#pes.accumulated.slice(),
    };
    for (const [index, { unroll }] of this.#groups.entries()) {
      arrays[`params.${index}`] = await this.#runtime.readFloats(unroll.buffers.params);
      arrays[`state.${index}`] = await this.#runtime.readFloats(unroll.buffers.state);
    }
    const pairs = this.#pairs.map((pair) => ({ ...pair }));
    return { config: this.config, outerStep: this.#outerStep, pairs, arrays };
  }

  dispose(): void {
    this.#staging?.destroy();
    this.#runtime.dispose();
  }

  async #built(state?: TrainerState): Promise<this> {
    try {
      await this.#build();
      if (state) this.#restore(state);
      return this;
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  async #build(): Promise<void> {
    const { variants, turns = variants } = findFamily(this.config.family);
    const { pairs: count, truncation: most } = this.config;
    const rule = { kind: 'learned', shape: this.#space.shape } as const;
    for (const variant of variants) {
      const pairs = Array.from({ length: count }, (_, pair) => pair).filter(
        (pair) => turns[pair % turns.length] === variant,
      );
      if (pairs.length === 0) continue;
      const sizes = { lanes: 2 * pairs.length, tasks: pairs.length, rows: 2 * pairs.length, most };
      this.#groups.push({ unroll: await Unroll.create(this.#runtime, variant, rule, sizes), pairs });
    }
    this.#staging = this.#runtime.staging('losses staging', 2 * count * most * 4);
    await this.#runtime.settled();
  }

  #restore({ arrays }: TrainerState): void {
    for (const [index, group] of this.#groups.entries()) {
      group.pairs.forEach((pair, slot) => {
        if (this.#pairs[pair].first > 0) this.#place(group, pair, slot);
      });
      // After the starts that `place` has written.
      this.#runtime.write(group.unroll.buffers.params, arrays[`params.${index}`]);
      this.#runtime.write(group.unroll.buffers.state, arrays[`state.${index}`]);
    }
  }

  /** A pair at the start of an unroll. The first ones are cut at random, so that pairs do not end together. */
  #begin(pair: number, episode: number): PairState {
    const [length, cut] = uniform(foldIn(this.#episodeKey(pair, episode), 0), 2);
    const horizon = drawHorizon(this.config, horizonLimit(this.config, this.#outerStep), length);
    const { truncation } = this.config;
    const part = Math.ceil((cut * horizon) / truncation) * truncation;
    return { episode, first: 0, horizon: episode === 0 ? Math.max(truncation, part) : horizon };
  }

  #episodeKey(pair: number, episode: number): PrngKey {
    return foldIn(foldIn(foldIn(this.#root, META.episode), pair), episode);
  }

  /** Uploads a pair's task and start. */
  #place({ unroll }: Group, pair: number, slot: number): void {
    const episode = drawEpisode(unroll.variant, foldIn(this.#episodeKey(pair, this.#pairs[pair].episode), 1));
    this.#episodes[pair] = episode;
    unroll.setTask(slot, episode.task.data, episode.scales);
    unroll.setParams(2 * slot, episode.start);
    unroll.setParams(2 * slot + 1, episode.start);
  }

  #prepare(group: Group, perturbations: Float32Array): void {
    const dims = this.#phi.length;
    const row = this.#space.base.length;
    const thetas = new Float32Array(2 * group.pairs.length * row);
    const orders = group.pairs.flatMap((pair, slot) => {
      const state = this.#pairs[pair];
      if (state.first === 0) this.#place(group, pair, slot);
      const perturbation = perturbations.subarray(pair * dims, (pair + 1) * dims);
      return [1, -1].map((sign, side) => {
        const lane = 2 * slot + side;
        writeTheta(this.#space, this.#phi, perturbation, sign, thetas.subarray(lane * row, (lane + 1) * row));
        const { first, horizon } = state;
        const { key } = this.#episodes[pair]!;
        return { task: slot, row: lane, first, count: this.config.truncation, horizon, key };
      });
    });
    group.unroll.setTheta(thetas);
    group.unroll.order(orders);
  }

  /** Advances every lane by one truncation; losses by group, lane and step. */
  async #run(): Promise<Float32Array> {
    const encoder = this.#runtime.device.createCommandEncoder({ label: 'truncation' });
    const pass = encoder.beginComputePass({ label: 'truncation' });
    for (const { unroll } of this.#groups) unroll.encode(pass);
    pass.end();
    let offset = 0;
    for (const { unroll } of this.#groups) {
      const { losses } = unroll.buffers;
      encoder.copyBufferToBuffer(losses, 0, this.#staging, offset, losses.size);
      offset += losses.size;
    }
    return new Float32Array(await this.#runtime.fetch(encoder, this.#staging));
  }
}

function meanMetaLoss(losses: Float32Array): number {
  let sum = 0;
  for (const loss of losses) sum += metaLoss(loss);
  return sum / losses.length;
}
