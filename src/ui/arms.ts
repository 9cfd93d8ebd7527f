import { useMemo, useRef } from 'react';
import { armLabels } from '../config/armLabels';
import type { ArmConfig } from '../config/types';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { presentArms } from '../store/playground/inForce';
import type { PlaygroundState } from '../store/playground/state';
import { usePlaygroundState } from './context';
import { evaluationsPerStep } from './evaluationsPerStep';
import { type ArmLook, lookOf } from './palette';

/** An arm as charts and tables know it. */
export interface ArmFace {
  readonly id: string;
  readonly label: string;
  readonly look: ArmLook;
  readonly hidden: boolean;
  /** Gradients and losses evaluated per step. */
  readonly evaluations: number;
}

export interface ShownArm extends ArmFace {
  /** As it sets out. */
  readonly config: ArmConfig;
  /** With the options in force now: those of planned changes that the run has made. */
  readonly present: ArmConfig;
}

/** Whether it is a mix, whose driver is shown. */
export const isMix = ({ id }: OptimizerConfig): boolean => findMethod(id).family === 'hybrid';

/** The arms in their order, with the names and looks that they have everywhere on the page. */
export function useArms(): readonly ShownArm[] {
  const arms = usePlaygroundState((state) => state.experiment.arms);
  const inForce = usePlaygroundState((state) => state.inForce);
  const faces = useArmFaces();
  const kept = useRef(new Map<ArmConfig, ShownArm>());
  return useMemo(() => {
    // An arm that did not change stays the same object, so that its row is not drawn anew.
    const now = presentArms(arms, inForce);
    const shown = arms.flatMap((config, index): ShownArm[] => {
      const present = now[index];
      const face = faces[index];
      if (face?.id !== config.id) return [];
      const before = kept.current.get(present);
      return [before && same(before, face) ? before : { ...face, config, present }];
    });
    kept.current = new Map(shown.map((arm) => [arm.present, arm]));
    return shown;
  }, [arms, inForce, faces]);
}

/** The same without their options: what shows no option is not drawn anew at every move of a slider. */
export function useArmFaces(): readonly ArmFace[] {
  const kept = useRef<readonly ArmFace[]>([]);
  return usePlaygroundState((state) => {
    const faces = facesOf(state);
    if (faces.length !== kept.current.length || faces.some((face, i) => !same(face, kept.current[i])))
      kept.current = faces;
    return kept.current;
  });
}

function facesOf({ experiment, inForce, slots, hidden }: PlaygroundState): readonly ArmFace[] {
  const labels = armLabels(presentArms(experiment.arms, inForce));
  return experiment.arms.map(({ id, optimizer }) => ({
    id,
    label: labels.get(id)!,
    look: lookOf(slots[id]),
    hidden: hidden.includes(id),
    evaluations: evaluationsPerStep(optimizer),
  }));
}

const same = (a: ArmFace, b: ArmFace): boolean =>
  a.id === b.id &&
  a.label === b.label &&
  a.look === b.look &&
  a.hidden === b.hidden &&
  a.evaluations === b.evaluations;
