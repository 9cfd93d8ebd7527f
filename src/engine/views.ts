/** Lanes as the page wants to see them: the task's views, and the weight under the glass. */
import { foldIn, Purpose, prngKey } from '../core/prng';
import type { ViewOptions } from '../tasks/types';
import { parameterAnatomy } from './anatomy';
import type { TrainingSession } from './session';
import type { EngineEvent, ParameterTarget } from './types';

/** Time between two views; one may take a fifth of the time at most. */
const VIEW_MS = 250;
/** Of a path: at least so many views in a run, if they take no more than half of the time. */
const PATH_POINTS = 300;

export class Views {
  readonly #emit: (event: EngineEvent) => void;
  #watched: { seed: number; armIds: readonly string[]; options?: ViewOptions } = { seed: 0, armIds: [] };
  #dissected: ParameterTarget | null = null;
  #last = 0;
  #costMs = 0;

  constructor(emit: (event: EngineEvent) => void) {
    this.#emit = emit;
  }

  watch(seed: number, armIds: readonly string[], options?: ViewOptions): void {
    this.#watched = { seed, armIds, ...(options ? { options } : {}) };
  }

  dissect(target: ParameterTarget | null): void {
    this.#dissected = target;
  }

  /** Whether a weight is looked at, so that the terms of steps must be kept. */
  get dissects(): boolean {
    return this.#dissected !== null;
  }

  /** Whether it is time for the next view. */
  isDue(now: number, { task }: TrainingSession): boolean {
    const rest = task.path ? this.#costMs : Math.max(VIEW_MS, 5 * this.#costMs);
    return now - this.#last >= rest;
  }

  /** Steps that may be made until it is looked whether a view is due. */
  stride({ task, experiment }: TrainingSession): number {
    return task.path ? Math.ceil(experiment.steps / PATH_POINTS) : Number.POSITIVE_INFINITY;
  }

  async show(session: TrainingSession | null): Promise<void> {
    const { seed, armIds, options } = this.#watched;
    const began = performance.now();
    this.#last = began;
    if (!session || seed >= session.seeds.length) return;
    const known = armIds.filter((id) => session.experiment.arms.some((arm) => arm.id === id));
    if (known.length === 0) return;
    const { task } = session;
    if (task.view) {
      const start = () => task.init(foldIn(prngKey(session.seeds[seed]), Purpose.init));
      const arms = [];
      for (const armId of known) {
        const params = await session.executor.readLane(session.lane(armId, seed));
        arms.push({ armId, step: session.stepOf(armId), view: task.view(params, options, start) });
      }
      this.#emit({ type: 'view', message: { seed, arms } });
    }
    await this.showAnatomy(session);
    this.#costMs = performance.now() - began;
  }

  async showAnatomy(session: TrainingSession | null): Promise<void> {
    const target = this.#dissected;
    if (!session || !target) return;
    const { executor, experiment, seeds, task } = session;
    const arm = experiment.arms.find(({ id }) => id === target.armId);
    const terms =
      arm && target.seed < seeds.length
        ? await executor.readTerms?.(session.lane(target.armId, target.seed))
        : null;
    this.#emit({
      type: 'anatomy',
      anatomy: arm && terms ? parameterAnatomy(target, arm, task.layout, terms) : null,
    });
  }
}
