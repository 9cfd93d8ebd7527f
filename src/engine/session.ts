/**
 * One experiment being trained: which arms stand at which step, on which executor, and how to go on when
 * the experiment is edited or the device is lost. Knows nothing of time, pausing or messages.
 */
import type { ArmConfig, Experiment } from '../config/experiment';
import { findTask } from '../tasks';
import type { TaskData, TaskInstance } from '../tasks/types';
import type { Executor, ExecutorPlan, LaneSnapshot, StepResults } from './executor';
import { structureOf } from './lanes';
import type { HistoryChunk } from './types';

export type ExecutorFactory = (plan: ExecutorPlan) => Promise<Executor>;

/** Lanes of an arm by seed, kept on the CPU. */
type ArmSnapshots = ReadonlyMap<string, readonly LaneSnapshot[]>;

interface ArmProgress {
  config: ArmConfig;
  /** Updates made. */
  step: number;
  /** The loss after the last planned update is recorded too. */
  closed: boolean;
}

/** What `advance` did. */
export interface Advance {
  /** Steps made (0 when only the final loss was recorded). */
  readonly count: number;
  readonly chunk: Omit<HistoryChunk, 'elapsedMs'>;
  /** Lanes that diverged in it. */
  readonly diverged: readonly { readonly armId: string; readonly seed: number; readonly step: number }[];
}

export class TrainingSession {
  readonly task: TaskInstance;
  readonly seeds: readonly number[];
  readonly #factory: ExecutorFactory;
  #experiment: Experiment;
  #executor!: Executor;
  #arms: ArmProgress[];
  /** Latest checkpoint on the CPU. */
  #checkpoint: ArmSnapshots = new Map();
  readonly #reported = new Set<string>();

  private constructor(factory: ExecutorFactory, experiment: Experiment, task: TaskInstance) {
    this.#factory = factory;
    this.#experiment = experiment;
    this.task = task;
    this.seeds = Array.from({ length: experiment.seeds.count }, (_, index) => experiment.seeds.first + index);
    this.#arms = experiment.arms.map(freshArm);
  }

  /** Builds everything for an experiment at step 0. */
  static async open(
    factory: ExecutorFactory,
    experiment: Experiment,
    data?: TaskData,
  ): Promise<TrainingSession> {
    const task = findTask(experiment.task.id).create(experiment.task.options, data);
    const session = new TrainingSession(factory, experiment, task);
    session.#executor = await factory(session.#plan(experiment));
    return session;
  }

  get experiment(): Experiment {
    return this.#experiment;
  }

  get executor(): Executor {
    return this.#executor;
  }

  get lanes(): number {
    return this.#arms.length * this.seeds.length;
  }

  /** Steps done by the arm that is furthest. */
  get step(): number {
    return Math.max(...this.#arms.map((arm) => arm.step));
  }

  /** Step of the arms that are furthest behind and still train. */
  get laggingStep(): number {
    const training = this.#arms.filter((arm) => !this.#finished(arm));
    return training.length > 0 ? Math.min(...training.map((arm) => arm.step)) : this.step;
  }

  get finished(): boolean {
    return this.#arms.every((arm) => this.#finished(arm));
  }

  stepOf(armId: string): number {
    return this.#arm(armId).step;
  }

  /**
   * Trains the arms that lag behind by up to `most` steps, not past `limit`: a new arm catches up before
   * all go on together. At the planned end the final loss is recorded without an update.
   */
  async advance(most: number, limit: number): Promise<Advance> {
    const from = this.laggingStep;
    const lagging = this.#arms.filter((arm) => arm.step === from && !this.#finished(arm));
    const { steps } = this.#experiment;
    const others = this.#arms.filter((arm) => arm.step > from).map((arm) => arm.step);
    const count = Math.min(most, Math.min(limit, steps, ...others) - from);
    const lanes = lagging.flatMap((arm) => this.#lanesOf(arm));
    const rows: StepResults[] = [];
    if (count > 0) rows.push(await this.#executor.run(from, count, lanes));
    const end = from + Math.max(0, count);
    for (const arm of lagging) arm.step = end;
    if (end === steps) {
      rows.push(await this.#executor.evaluate(steps));
      for (const arm of lagging) arm.closed = true;
    }
    const total = rows.reduce((sum, part) => sum + part.count, 0);
    const seeds = this.seeds.length;
    const pick = (arm: ArmProgress, of: 'loss' | 'metric'): Float32Array | undefined => {
      const first = this.#arms.indexOf(arm) * seeds;
      const values = new Float32Array(total * seeds);
      let row = 0;
      for (const part of rows) {
        const source = part[of];
        if (!source) return undefined;
        for (let i = 0; i < part.count; i++, row++) {
          const at = i * this.lanes + first;
          values.set(source.subarray(at, at + seeds), row * seeds);
        }
      }
      return values;
    };
    return {
      count: Math.max(0, count),
      chunk: {
        firstStep: from,
        count: total,
        arms: lagging.map((arm) => {
          const metric = pick(arm, 'metric');
          return { armId: arm.config.id, loss: pick(arm, 'loss')!, ...(metric ? { metric } : {}) };
        }),
      },
      diverged: this.#newlyDiverged(),
    };
  }

  /** New values of options of arms whose structure stays. */
  configure(experiment: Experiment): void {
    this.#experiment = experiment;
    this.#arms.forEach((arm, index) => {
      arm.config = experiment.arms[index];
    });
    this.#executor.configure(experiment.arms);
  }

  /**
   * Goes over to an edited experiment with the same task, data and seeds: arms of equal id and structure
   * keep their lanes, others start at step 0. Returns the ids of arms that start anew.
   */
  async rebuild(experiment: Experiment): Promise<string[]> {
    await this.takeCheckpoint();
    return this.#rebuildFrom(this.#checkpoint, experiment);
  }

  /** Keeps all lanes on the CPU, for a device that may be lost. */
  async takeCheckpoint(): Promise<void> {
    const snapshots = await this.#executor.snapshot(0);
    const seeds = this.seeds.length;
    this.#checkpoint = new Map(
      this.#arms.map((arm, index) => [
        arm.config.id,
        snapshots.slice(index * seeds, (index + 1) * seeds).map((lane) => ({ ...lane, step: arm.step })),
      ]),
    );
  }

  /** Goes on from the last checkpoint on whatever the factory now makes. */
  async recover(): Promise<void> {
    await this.#rebuildFrom(this.#checkpoint, this.#experiment);
  }

  dispose(): void {
    this.#executor.dispose();
  }

  lane(armId: string, seed: number): number {
    return this.#arms.indexOf(this.#arm(armId)) * this.seeds.length + seed;
  }

  async #rebuildFrom(kept: ArmSnapshots, experiment: Experiment): Promise<string[]> {
    const old = new Map(this.#arms.map((arm) => [arm.config.id, arm.config]));
    const fresh: string[] = [];
    const lanes: (LaneSnapshot | null)[] = [];
    const arms = experiment.arms.map((config): ArmProgress => {
      const before = old.get(config.id);
      const snapshots = kept.get(config.id);
      const same = before !== undefined && structureOf(before.optimizer) === structureOf(config.optimizer);
      if (!same || !snapshots) {
        fresh.push(config.id);
        lanes.push(...this.seeds.map(() => null));
        return freshArm(config);
      }
      lanes.push(...snapshots);
      return { config, step: snapshots[0].step, closed: false };
    });
    // The old executor goes only when the new one stands, so that a failure loses nothing.
    const executor = await this.#factory(this.#plan(experiment));
    await executor.restore(lanes);
    this.#executor.dispose();
    this.#executor = executor;
    this.#experiment = experiment;
    this.#arms = arms;
    for (const id of fresh)
      for (const key of [...this.#reported]) if (key.startsWith(`${id}\n`)) this.#reported.delete(key);
    return fresh;
  }

  #plan(experiment: Experiment): ExecutorPlan {
    return { task: this.task, arms: experiment.arms, seeds: this.seeds, numSteps: experiment.steps };
  }

  #arm(armId: string): ArmProgress {
    const arm = this.#arms.find(({ config }) => config.id === armId);
    if (!arm) throw new Error(`no arm "${armId}"`);
    return arm;
  }

  #lanesOf(arm: ArmProgress): number[] {
    const first = this.#arms.indexOf(arm) * this.seeds.length;
    return this.seeds.map((_, seed) => first + seed);
  }

  #finished(arm: ArmProgress): boolean {
    if (arm.closed || arm.step > this.#experiment.steps) return true;
    const diverged = this.#executor.divergedSteps();
    return this.#lanesOf(arm).every((lane) => diverged[lane] !== null);
  }

  #newlyDiverged(): { armId: string; seed: number; step: number }[] {
    const seeds = this.seeds.length;
    return this.#executor.divergedSteps().flatMap((step, lane) => {
      if (step === null) return [];
      const armId = this.#arms[Math.floor(lane / seeds)].config.id;
      const seed = lane % seeds;
      const key = `${armId}\n${seed}`;
      if (this.#reported.has(key)) return [];
      this.#reported.add(key);
      return [{ armId, seed, step }];
    });
  }
}

const freshArm = (config: ArmConfig): ArmProgress => ({ config, step: 0, closed: false });
