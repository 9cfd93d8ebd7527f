import { useMemo } from 'react';
import type { ArmConfig } from '../config/types';
import { findMethod } from '../methods';
import type { OptimizerConfig } from '../optimizers/types';
import { armLabels } from '../store/armLabels';
import { usePlaygroundState } from './context';
import { type ArmLook, lookOf } from './palette';

export interface ShownArm {
  readonly id: string;
  readonly label: string;
  readonly look: ArmLook;
  readonly config: ArmConfig;
  readonly hidden: boolean;
}

/** Whether it is a mix, whose driver is shown. */
export const isMix = ({ id }: OptimizerConfig): boolean => findMethod(id).family === 'hybrid';

/** The arms in their order, with the names and looks that they have everywhere on the page. */
export function useArms(): readonly ShownArm[] {
  const arms = usePlaygroundState((state) => state.experiment.arms);
  const slots = usePlaygroundState((state) => state.slots);
  const hidden = usePlaygroundState((state) => state.hidden);
  return useMemo(() => {
    const labels = armLabels(arms);
    return arms.map((config) => ({
      id: config.id,
      label: labels.get(config.id)!,
      look: lookOf(slots[config.id]),
      config,
      hidden: hidden.includes(config.id),
    }));
  }, [arms, slots, hidden]);
}
