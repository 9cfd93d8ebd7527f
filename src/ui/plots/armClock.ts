/** What a second is on the page: of each optimizer its own, where parts of a step are measured. */
import { PHASES, type PhaseTimes } from '../../kernels/phases';
import type { ArmCurve } from '../../store/curves';
import type { PlaygroundState } from '../../store/playground/state';

/**
 * `own`: steps times what a step of the optimizer was measured to take, its share of the task, its own work and its mix.
 * `together`: the time of all optimizers, where no parts are measured: without WebGPU, and of a record.
 */
export type SecondsBasis = 'own' | 'together';

export const secondsBasis = ({ device, showsRecord }: PlaygroundState): SecondsBasis =>
  showsRecord || device?.executor === 'portable' ? 'together' : 'own';

/** Microseconds of a step of all seeds; NaN where it was not measured. */
export const stepMicros = (cost: PhaseTimes | null): number =>
  cost ? PHASES.reduce((sum, phase) => sum + cost[phase], 0) : Number.NaN;

/** Seconds after so many updates of an arm; NaN where nothing was measured of it. */
export function armClock(
  { seconds }: ArmCurve,
  cost: PhaseTimes | null,
  basis: SecondsBasis,
): (step: number) => number {
  if (basis === 'together') return (step) => seconds.at(Math.min(Math.round(step), seconds.length - 1));
  const perStep = stepMicros(cost) / 1e6;
  return (step) => step * perStep;
}
