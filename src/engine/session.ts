/**
 * One experiment being trained: which arms stand at which step, on which executor, and how to go on when
 * the experiment is edited or the device is lost. Knows nothing of time, pausing or messages.
 */

import { armAt, MAX_INTERVENTIONS, orderInterventions } from '../config/interventions';
import { changedOptions, type OptionEdit } from '../config/optionEdit';
import { valueAt, withArmOption } from '../config/optionPath';
import { plansAhead } from '../config/plansAhead';
import type { ArmConfig, Experiment, Intervention } from '../config/types';
import { checksum } from '../core/checksum';
import type { OptionValue } from '../core/option';
import type { PhaseTimes } from '../kernels/phases';
import type { OptimizerConfig } from '../optimizers/types';
import { findTask } from '../tasks';
import { createTask } from '../tasks/createTask';
import type { TaskData, TaskInstance } from '../tasks/types';
import { linkTexts } from '../texts/links';
import type { Executor, ExecutorSetup, LaneSnapshot, StepResults } from './executor';
import { armProbes, guardReports } from './guardMarks';
import { structureOf } from './lanes';
import type { ArmProbes, ArmValidation, HistoryChunk, Recipe } from './types';

export type ExecutorFactory = (setup: ExecutorSetup) => Promise<Executor>;

/** Lanes of an arm by seed, kept on the CPU. */
type ArmSnapshots = ReadonlyMap<string, readonly LaneSnapshot[]>;

interface ArmProgress {
  /** Options the arm set out with. */
  origin: ArmConfig;
  /** Option changes since and to come, in order: its options in update `step` follow from both. */
  interventions: Intervention[];
  /** Updates made. */
  step: number;
  /** The loss after the last planned update is recorded too. */
  closed: boolean;
  /** Planned lengths of the run, and from which step on. */
  lengths: readonly PlannedLength[];
}

interface PlannedLength {
  readonly from: number;
  readonly steps: number;
}

/** Result of `advance`. */
export interface Advance {
  /** Steps made (0 when only the final loss was recorded). */
  readonly count: number;
  readonly chunk: Omit<HistoryChunk, 'elapsedMs'>;
  /** Lanes that diverged in it. */
  readonly diverged: readonly { readonly armId: string; readonly seed: number; readonly step: number }[];
  /** Measurements of optimizers in its last training step. */
  readonly probes: readonly ArmProbes[];
  /** Planned option changes that came into force at its first step, and what each replaced. */
  readonly changed: readonly (Intervention & { readonly from: OptionValue })[];
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
  /** Checksum of the parameters every arm set out from, over its seeds. */
  readonly #starts = new Map<string, string>();
  /** Why the run cannot be repeated exactly from its recipe. */
  readonly #notes = new Set<string>();
  #keepsTerms = false;
  /** Planned length as it was asked for, where it is not that of the experiment. */
  #wantedSteps: number | null = null;
  /** Cost of a step of an arm before the executor was replaced, which may have yet to measure it. */
  readonly #formerCosts = new Map<string, PhaseTimes>();

  private constructor(factory: ExecutorFactory, experiment: Experiment, task: TaskInstance) {
    this.#factory = factory;
    this.#experiment = experiment;
    this.task = task;
    this.seeds = Array.from({ length: experiment.seeds.count }, (_, index) => experiment.seeds.first + index);
    this.#arms = experiment.arms.map((arm) => freshArm(arm, experiment));
  }

  /** Builds everything for an experiment at step 0. */
  static async open(
    factory: ExecutorFactory,
    experiment: Experiment,
    data?: TaskData,
  ): Promise<TrainingSession> {
    const task = await createTask(findTask(experiment.task.id), experiment.task.options, data);
    const session = new TrainingSession(factory, experiment, task);
    session.#executor = await factory(session.#setup(experiment));
    await session.#noteStarts(experiment.arms.map(({ id }) => id));
    return session;
  }

  /** Checksums of the starts, in the order of the arms: equal, for all train from the same points. */
  get starts(): readonly { readonly armId: string; readonly checksum: string }[] {
    return this.#experiment.arms.map(({ id }) => ({ armId: id, checksum: this.#starts.get(id) ?? '' }));
  }

  get experiment(): Experiment {
    return this.#experiment;
  }

  /** What a run from step 0 is of: with the planned length that was asked for last, where more steps than that were made. */
  get next(): Experiment {
    return { ...this.#experiment, steps: this.#wantedSteps ?? this.#experiment.steps };
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

  /** Microseconds per step of the arms it was measured of. */
  get costs(): readonly ({ readonly armId: string } & PhaseTimes)[] {
    return this.#arms.flatMap(({ origin: { id } }, index) => {
      const costs = this.#executor.costs?.[index] ?? this.#formerCosts.get(id);
      return costs ? [{ armId: id, ...costs }] : [];
    });
  }

  /** Value of an option of an arm in its next update. */
  valueNow(armId: string, path: string): OptionValue {
    const { origin, interventions, step } = this.#arm(armId);
    return valueAt(armAt(origin, interventions, step), path);
  }

  stepOf(armId: string): number {
    return this.#arm(armId).step;
  }

  /** What, run from the start, gives the curves of this session. */
  get recipe(): Recipe {
    const arms = this.#experiment.arms.map(({ id, label }) => ({ ...this.#arm(id).origin, label }));
    const all = orderInterventions(
      this.#arms.flatMap((arm) => arm.interventions),
      arms,
    );
    const interventions = all.slice(0, MAX_INTERVENTIONS);
    const { interventions: _, ...rest } = this.#experiment;
    const replanned = this.#replanned();
    return {
      experiment: { ...rest, arms, ...(interventions.length > 0 ? { interventions } : {}) },
      ...(replanned ? { replanned } : {}),
      notes: [
        ...this.#notes,
        ...(replanned ? [linkTexts.notRepeated] : []),
        ...(all.length > MAX_INTERVENTIONS ? [linkTexts.firstChanges(all.length, MAX_INTERVENTIONS)] : []),
      ],
    };
  }

  /** Of the arms that go by the planned length, the step at which it was changed first. */
  #replanned(): Recipe['replanned'] {
    const changed = this.#arms.filter(
      (arm) => arm.lengths.length > 1 && plansAhead(arm.origin, arm.interventions),
    );
    if (changed.length === 0) return undefined;
    return Object.fromEntries(changed.map(({ origin, lengths }) => [origin.id, lengths[1].from]));
  }

  /**
   * Trains the arms that lag behind by up to `most` steps, not past `limit`: a new arm catches up before
   * all go on together. At the planned end the final loss is recorded without an update. No chunk goes
   * across a planned option change.
   */
  async advance(most: number, limit: number): Promise<Advance> {
    const from = this.laggingStep;
    const lagging = this.#arms.filter((arm) => arm.step === from && !this.#finished(arm));
    const { steps } = this.#experiment;
    const others = this.#arms.filter((arm) => arm.step > from).map((arm) => arm.step);
    const changes = lagging.flatMap((arm) => arm.interventions.filter(({ step }) => step > from));
    const stops = [limit, steps, ...others, ...changes.map(({ step }) => step)];
    const count = Math.min(most, Math.min(...stops) - from);
    const changed = count > 0 ? this.#changesAt(from, lagging) : [];
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
          const validations = this.#validationsOf(rows, arm);
          const events = guardReports(rows, this.lanes, this.#arms.indexOf(arm) * seeds, seeds);
          return {
            armId: arm.origin.id,
            loss: pick(arm, 'loss')!,
            ...(metric ? { metric } : {}),
            ...(validations.length > 0 ? { validations } : {}),
            ...(events.length > 0 ? { events } : {}),
          };
        }),
      },
      diverged: this.#newlyDiverged(),
      probes: this.#probes(rows, lagging),
      changed,
    };
  }

  /** An arm's part of what was seen of held-out examples. */
  #validationsOf(rows: readonly StepResults[], arm: ArmProgress): ArmValidation[] {
    const first = this.#arms.indexOf(arm) * this.seeds.length;
    const own = (values: Float32Array) => values.slice(first, first + this.seeds.length);
    return rows.flatMap(({ validations = [] }) =>
      validations.map(({ step, loss, accuracy }) => ({ step, loss: own(loss), accuracy: own(accuracy) })),
    );
  }

  #probes(rows: readonly StepResults[], arms: readonly ArmProgress[]): ArmProbes[] {
    const probes = rows.find((part) => part.probes)?.probes;
    if (!probes) return [];
    const present = this.#present();
    return arms.flatMap((arm) => {
      const index = this.#arms.indexOf(arm);
      const seeds = this.seeds.length;
      const own = armProbes(probes, present[index], this.task.layout, index * seeds, seeds);
      return own ? [own] : [];
    });
  }

  /**
   * Goes over to an experiment of the same structure, which these edits lead to: interventions where the arm has
   * begun. What is planned for later steps is taken from the experiment.
   */
  edit(experiment: Experiment, edits: readonly OptionEdit[]): void {
    this.#edit(edits);
    this.#take(experiment);
    this.#executor.configure(this.#present());
  }

  /** Arms whose past would be another by this experiment's own interventions. */
  rewritten(experiment: Experiment): string[] {
    const past = ({ interventions = [] }: Experiment, { origin, step }: ArmProgress) =>
      JSON.stringify(interventions.filter((change) => change.armId === origin.id && change.step < step));
    return this.#arms
      .filter((arm) => past(this.#experiment, arm) !== past(experiment, arm))
      .map(({ origin }) => origin.id);
  }

  /**
   * Goes over to an edited experiment with the same task, data and seeds: arms of equal id and structure
   * keep their lanes unless their past is rewritten, others start at step 0. Returns the ids of arms that
   * start anew.
   */
  async rebuild(experiment: Experiment): Promise<string[]> {
    await this.takeCheckpoint();
    const fresh = await this.#rebuildFrom(this.#checkpoint, experiment);
    this.#wantedSteps = experiment.steps;
    return fresh;
  }

  /** Keeps all lanes on the CPU, for a device that may be lost. */
  async takeCheckpoint(): Promise<void> {
    const snapshots = await this.#executor.snapshot(0);
    const seeds = this.seeds.length;
    this.#checkpoint = new Map(
      this.#arms.map((arm, index) => [
        arm.origin.id,
        snapshots.slice(index * seeds, (index + 1) * seeds).map((lane) => ({ ...lane, step: arm.step })),
      ]),
    );
  }

  /** Goes on from the last checkpoint on whatever the factory now makes. */
  async recover(): Promise<void> {
    await this.#rebuildFrom(this.#checkpoint, this.#experiment);
  }

  /** Whether `executor.readTerms` is to have something to tell. */
  keepTerms(on: boolean): void {
    if (on === this.#keepsTerms) return;
    this.#keepsTerms = on;
    this.#executor.keepTerms?.(on);
  }

  dispose(): void {
    this.#executor.dispose();
  }

  lane(armId: string, seed: number): number {
    return this.#arms.indexOf(this.#arm(armId)) * this.seeds.length + seed;
  }

  async #rebuildFrom(kept: ArmSnapshots, wanted: Experiment): Promise<string[]> {
    // What was made stays: fewer steps than that count from the next run on.
    const experiment = { ...wanted, steps: Math.max(wanted.steps, this.step) };
    const before = new Map(this.#experiment.arms.map((arm) => [arm.id, arm]));
    const rewritten = this.rewritten(experiment);
    const fresh: string[] = [];
    const lanes: (LaneSnapshot | null)[] = [];
    const goesOn: ArmConfig[] = [];
    const arms = experiment.arms.map((config): ArmProgress => {
      const old = before.get(config.id);
      const snapshots = kept.get(config.id);
      const same = old !== undefined && structureOf(old.optimizer) === structureOf(config.optimizer);
      if (!same || !snapshots || rewritten.includes(config.id)) {
        fresh.push(config.id);
        lanes.push(...this.seeds.map(() => null));
        return freshArm(config, experiment);
      }
      lanes.push(...snapshots);
      goesOn.push(config);
      const arm = this.#arm(config.id);
      const [{ step }] = snapshots;
      const closed = arm.closed && step === arm.step && experiment.steps === this.#experiment.steps;
      return { ...arm, step, closed, lengths: planned(arm.lengths, { from: step, steps: experiment.steps }) };
    });
    const present = arms.map((arm) => armAt(arm.origin, arm.interventions, arm.step));
    for (const { armId, ...costs } of this.costs) this.#formerCosts.set(armId, costs);
    for (const id of fresh) this.#formerCosts.delete(id);
    // The old executor goes only when the new one stands, so that a failure loses nothing.
    const executor = await this.#factory({ ...this.#setup(experiment), arms: present });
    await executor.restore(lanes);
    executor.keepTerms?.(this.#keepsTerms);
    this.#executor.dispose();
    this.#executor = executor;
    const edits = changedOptions(
      { ...experiment, arms: goesOn.map(({ id }) => before.get(id)!) },
      { ...experiment, arms: goesOn },
    );
    const longest = Math.max(0, ...arms.map((arm) => arm.step));
    if (experiment.steps !== this.#experiment.steps && longest > 0) {
      this.#notes.add(linkTexts.lengthChanged(Math.min(...arms.map((arm) => arm.step)), longest));
    }
    this.#arms = arms;
    this.#edit(edits);
    this.#take(experiment);
    executor.configure(this.#present());
    await this.#noteStarts(fresh);
    for (const id of fresh)
      for (const key of [...this.#reported]) if (key.startsWith(`${id}\n`)) this.#reported.delete(key);
    return fresh;
  }

  /** Reads back where these arms stand, before their first step. */
  async #noteStarts(armIds: readonly string[]): Promise<void> {
    for (const id of armIds) {
      const lanes = this.#lanesOf(this.#arm(id));
      this.#starts.set(id, checksum(await Promise.all(lanes.map((lane) => this.#executor.readLane(lane)))));
    }
  }

  /** Options of every arm in its next update. */
  #present(): ArmConfig[] {
    return this.#arms.map(({ origin, interventions, step }) => armAt(origin, interventions, step));
  }

  /** Option changes of now: of the start where an arm has not begun, else interventions. */
  #edit(edits: readonly OptionEdit[]): void {
    for (const { armId, path, value } of edits) {
      const arm = this.#arm(armId);
      if (arm.step === 0) arm.origin = withArmOption(arm.origin, path, value);
      else {
        const change: Intervention = { step: arm.step, armId, path, value };
        arm.interventions = orderInterventions([...arm.interventions, change], [arm.origin]);
      }
    }
  }

  /** Makes an experiment of the same structure the present one: its plans replace the earlier ones. */
  #take(experiment: Experiment): void {
    const planned = (list: readonly Intervention[] = []) =>
      new Set(list.map((change) => JSON.stringify(change)));
    const before = planned(this.#experiment.interventions);
    for (const [index, arm] of this.#arms.entries()) {
      const config = experiment.arms[index];
      if (JSON.stringify(blocksOf(arm.origin.optimizer)) !== JSON.stringify(blocksOf(config.optimizer))) {
        if (arm.step > 0) this.#notes.add(linkTexts.blocksChanged(arm.step));
        arm.origin = { ...arm.origin, optimizer: withBlocksOf(arm.origin.optimizer, config.optimizer) };
      }
      const own = (experiment.interventions ?? []).filter(({ armId }) => armId === config.id);
      // Its own past and the edits within the run stay; of plans only the new ones.
      const made = arm.interventions.filter(
        (change) => change.step < arm.step || !before.has(JSON.stringify(change)),
      );
      const plans = own.filter(({ step }) => step >= arm.step);
      arm.interventions = orderInterventions([...plans, ...made], [arm.origin]);
    }
    this.#experiment = experiment;
  }

  /** Planned changes of these arms at this step, put in force. */
  #changesAt(step: number, arms: readonly ArmProgress[]): Advance['changed'] {
    const due = arms.filter((arm) => arm.interventions.some((change) => change.step === step));
    if (due.length > 0) this.#executor.configure(this.#present());
    const planned = new Set(this.#experiment.interventions?.map((change) => JSON.stringify(change)));
    return due.flatMap((arm) => {
      const before = armAt(arm.origin, arm.interventions, step - 1);
      return arm.interventions
        .filter((change) => change.step === step && planned.has(JSON.stringify(change)))
        .map((change) => ({ ...change, from: valueAt(before, change.path) }));
    });
  }

  #setup(experiment: Experiment): ExecutorSetup {
    const { arms, steps, validateEvery = 0 } = experiment;
    return { task: this.task, arms, seeds: this.seeds, numSteps: steps, validateEvery };
  }

  #arm(armId: string): ArmProgress {
    const arm = this.#arms.find(({ origin }) => origin.id === armId);
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
      const armId = this.#arms[Math.floor(lane / seeds)].origin.id;
      const seed = lane % seeds;
      const key = `${armId}\n${seed}`;
      if (this.#reported.has(key)) return [];
      this.#reported.add(key);
      return [{ armId, seed, step }];
    });
  }
}

const freshArm = (origin: ArmConfig, experiment: Experiment): ArmProgress => ({
  origin,
  interventions: (experiment.interventions ?? []).filter(({ armId }) => armId === origin.id),
  step: 0,
  closed: false,
  lengths: [{ from: 0, steps: experiment.steps }],
});

/** With this length from its step on. */
function planned(lengths: readonly PlannedLength[], now: PlannedLength): readonly PlannedLength[] {
  const before = lengths.filter(({ from }) => from < now.from);
  return before.at(-1)?.steps === now.steps ? before : [...before, now];
}

/** Weightings per block of an optimizer and its parts, in one comparable value. */
function blocksOf({ blocks, parts = {} }: OptimizerConfig): unknown {
  return [blocks ?? {}, Object.values(parts).map(blocksOf)];
}

/** The first optimizer with the second one's weightings per block; both of one structure. */
function withBlocksOf(config: OptimizerConfig, other: OptimizerConfig): OptimizerConfig {
  const { blocks: _, ...rest } = config;
  return {
    ...rest,
    ...(config.parts
      ? {
          parts: Object.fromEntries(
            Object.entries(config.parts).map(([name, part]) => [
              name,
              withBlocksOf(part, other.parts![name]),
            ]),
          ),
        }
      : {}),
    ...(other.blocks ? { blocks: other.blocks } : {}),
  };
}
