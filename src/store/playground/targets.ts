/** Which arms have reached the target: each is told of once. */
import type { Curves } from '../curves';

export class Targets {
  /** Arms whose median has been at or below the target. */
  readonly #reached = new Set<string>();

  /** Arms whose latest median is the first at or below the target, with its step. */
  newly(curves: Curves, armIds: readonly string[], target: number): { armId: string; step: number }[] {
    return armIds.flatMap((armId) => {
      const curve = curves.arms.get(armId);
      if (!curve || this.#reached.has(armId) || !(curve.loss.median.at(curve.length - 1) <= target))
        return [];
      this.#reached.add(armId);
      return [{ armId, step: curve.length - 1 }];
    });
  }

  /** Forgets these arms, or all. */
  clear(armIds: readonly string[] = [...this.#reached]): void {
    for (const id of armIds) this.#reached.delete(id);
  }
}
