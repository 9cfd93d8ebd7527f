/** Which arms have reached the target: each is told of once. */
import type { Curves } from '../curves';

export class Targets {
  /** Arms of which it was told. */
  readonly #reached = new Set<string>();

  /** Arms that have newly reached the target, with the step that the run table tells. */
  newly(curves: Curves, armIds: readonly string[], target: number): { armId: string; step: number }[] {
    return armIds.flatMap((armId) => {
      const curve = curves.arms.get(armId);
      if (!curve || this.#reached.has(armId)) return [];
      const step = curve.stepsToTarget(target);
      if (!Number.isFinite(step)) return [];
      this.#reached.add(armId);
      return [{ armId, step }];
    });
  }

  /** Forgets these arms, or all. */
  clear(armIds: readonly string[] = [...this.#reached]): void {
    for (const id of armIds) this.#reached.delete(id);
  }
}
