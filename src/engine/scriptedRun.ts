/** A run of `hubPlayground`, from its worker to the record. */
import { findCheckpoint, missingCheckpoint } from '../checkpoints/catalogue';
import type { CheckpointFile } from '../checkpoints/formats';
import { armLabels } from '../config/armLabels';
import { checkpointsOf } from '../config/experiment';
import type { Experiment } from '../config/types';
import { ConfigError } from '../core/errors';
import { createEngine, type EngineClient } from './client';
import type {
  ArmRecord,
  ArmValidation,
  DeviceInfo,
  EngineEvent,
  ExecutorKind,
  GuardReport,
  RunRecord,
} from './types';

export interface RunOptions {
  readonly executor?: 'auto' | ExecutorKind;
  readonly onProgress?: (progress: { readonly step: number; readonly steps: number }) => void;
  /** Files of learned optimizers' weights by checkpoint id; built-in ones come by themselves. */
  readonly checkpoints?: Readonly<Record<string, readonly CheckpointFile[]>>;
  /** Starts one unit in the last place away, to learn how far rounding alone leads. */
  readonly nudges?: boolean;
  /** Stops the run; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** The page a run is made on. */
interface Page {
  readonly version: string;
  readonly base: string;
}

/** Trains a checked experiment in a worker of its own. */
export async function runExperiment(
  { version, base }: Page,
  experiment: Experiment,
  options: RunOptions,
): Promise<RunRecord> {
  if (experiment.task.data) {
    throw new ConfigError(
      'task.data',
      'a scripted run cannot use a file of the reader; choose a built-in source',
    );
  }
  const engine = createEngine();
  const collector = new Collector(experiment);
  try {
    return await new Promise<RunRecord>((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(options.signal!.reason), { once: true });
      options.signal?.throwIfAborted();
      let device: DeviceInfo | undefined;
      const listener = (event: EngineEvent) => {
        if (event.type === 'device') device = event.device;
        if (event.type === 'notice' && event.level === 'error') reject(new Error(event.text));
        collector.take(event);
        if (event.type !== 'status') return;
        options.onProgress?.({ step: event.status.step, steps: event.status.steps });
        if (event.status.state === 'finished') resolve(collector.record(version, device!));
      };
      start(engine, base, experiment, options, listener).catch(reject);
    });
  } finally {
    engine.terminate();
  }
}

async function start(
  engine: EngineClient,
  base: string,
  experiment: Experiment,
  options: RunOptions,
  listener: (event: EngineEvent) => void,
): Promise<void> {
  const { executor = 'auto', nudges = false } = options;
  await engine.open({ executor, nudges }, listener);
  for (const id of checkpointsOf(experiment)) {
    const entry = findCheckpoint(id);
    const given =
      options.checkpoints && Object.hasOwn(options.checkpoints, id) ? options.checkpoints[id] : null;
    if (given) await engine.addCheckpoint(id, given);
    else if (entry?.origin === 'builtin') {
      const { obtainCheckpoint, pageSurroundings } = await import('../checkpoints/obtain');
      await engine.addCheckpoint(id, await obtainCheckpoint(entry, pageSurroundings(base)));
    } else throw missingCheckpoint(id);
  }
  await engine.load(experiment);
  await engine.start();
}

/** Gathers history into a record. */
class Collector {
  readonly #experiment: Experiment;
  /** Per arm and seed: the losses by step. */
  readonly #loss: Map<string, number[][]>;
  readonly #metric = new Map<string, number[][]>();
  readonly #validations = new Map<string, readonly ArmValidation[]>();
  readonly #diverged = new Map<string, number>();
  readonly #events = new Map<string, readonly GuardReport[]>();
  #wallMs = 0;

  constructor(experiment: Experiment) {
    this.#experiment = experiment;
    this.#loss = new Map(
      experiment.arms.map((arm) => [arm.id, Array.from({ length: experiment.seeds.count }, () => [])]),
    );
  }

  take(event: EngineEvent): void {
    if (event.type === 'mark' && event.mark.kind === 'diverged') {
      this.#diverged.set(`${event.mark.armId} ${event.mark.seed}`, event.mark.step);
    }
    if (event.type !== 'history') return;
    const { firstStep, count, elapsedMs, arms } = event.chunk;
    const { count: seeds } = this.#experiment.seeds;
    this.#wallMs = elapsedMs;
    const put = (curves: number[][], values: Float32Array) => {
      for (let row = 0; row < count; row++) {
        for (let seed = 0; seed < seeds; seed++) curves[seed][firstStep + row] = values[row * seeds + seed];
      }
    };
    for (const { armId, loss, metric, validations = [], events } of arms) {
      put(this.#loss.get(armId)!, loss);
      // After a lost device the steps since the last checkpoint come again.
      const earlier = (this.#events.get(armId) ?? []).filter(({ step }) => step < firstStep);
      this.#events.set(armId, [...earlier, ...(events ?? [])]);
      this.#takeValidations(armId, validations);
      if (!metric) continue;
      if (!this.#metric.has(armId))
        this.#metric.set(
          armId,
          Array.from({ length: seeds }, () => []),
        );
      put(this.#metric.get(armId)!, metric);
    }
  }

  /** Steps that come again after a lost device replace what was there. */
  #takeValidations(armId: string, validations: readonly ArmValidation[]): void {
    for (const validation of validations) {
      const earlier = (this.#validations.get(armId) ?? []).filter(({ step }) => step < validation.step);
      this.#validations.set(armId, [...earlier, validation]);
    }
  }

  #validationRecord(armId: string): Pick<ArmRecord, 'validation'> {
    const rows = this.#validations.get(armId);
    if (!rows) return {};
    const { count } = this.#experiment.seeds;
    const curves = (of: 'loss' | 'accuracy') =>
      Array.from({ length: count }, (_, seed) => finiteOrNull(rows.map((row) => row[of][seed])));
    return {
      validation: {
        steps: rows.map(({ step }) => step),
        loss: curves('loss'),
        accuracy: curves('accuracy'),
      },
    };
  }

  record(version: string, device: DeviceInfo): RunRecord {
    const experiment = this.#experiment;
    const seeds = Array.from(
      { length: experiment.seeds.count },
      (_, index) => experiment.seeds.first + index,
    );
    const labels = armLabels(experiment.arms);
    const arms = experiment.arms.map((arm): ArmRecord => {
      const curves = this.#loss.get(arm.id)!;
      const metric = this.#metric.get(arm.id);
      const events = this.#events.get(arm.id) ?? [];
      return {
        id: arm.id,
        label: labels.get(arm.id)!,
        seeds,
        steps: Math.max(0, Math.max(...curves.map((curve) => curve.length)) - 1),
        loss: curves.map(finiteOrNull),
        divergedStep: seeds.map((_, seed) => this.#diverged.get(`${arm.id} ${seed}`) ?? null),
        ...(metric ? { metric: metric.map(finiteOrNull) } : {}),
        ...this.#validationRecord(arm.id),
        ...(events.length > 0 ? { events } : {}),
        wallMs: this.#wallMs,
      };
    });
    const { adapter, executor, backend } = device;
    return { version, experiment, adapter, executor, backend, arms };
  }
}

const finiteOrNull = (values: readonly number[]): (number | null)[] =>
  Array.from(values, (value) => (Number.isFinite(value) ? value : null));
