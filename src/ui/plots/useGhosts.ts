import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { ArmConfig } from '../../config/types';
import { type SweepResult, sweptArm, sweptFor, TRIALS } from '../../store/sweepResult';
import { texts } from '../../texts/page';
import type { ArmFace } from '../arms';
import { usePlayground, usePlaygroundState } from '../context';
import { formatExact } from '../format';
import { baselineLookOf } from '../palette';
import { secondsBasis } from './armClock';
import type { Ghost } from './ghosts';
import { useBaseline } from './useBaseline';

const NONE: readonly ArmConfig[] = [];

/** The curves that stand behind those of the run, and how many rates a sweep of these arms tried (0: none). */
export function useGhosts(arms: readonly ArmFace[]): {
  readonly ghosts: readonly Ghost[];
  readonly tried: number;
} {
  const { sweep, chart } = usePlayground();
  const run = useBaseline();
  const result = useStore(sweep.store, (state) => state.result);
  const shown = useStore(chart, (view) => view.tried);
  const selected = usePlaygroundState((state) => state.selected);
  const basis = usePlaygroundState(secondsBasis);
  // Behind an experiment of somebody else's there is nothing that was tried here.
  const own = usePlaygroundState(
    ({ experiment, shared }) => result !== null && shared === null && sweptFor(experiment, result),
  );
  const configs = usePlaygroundState(({ experiment }) => (result ? experiment.arms : NONE));
  const losers = useMemo(
    () => (result && own ? losersOf(arms, configs, result, selected) : []),
    [arms, configs, result, own, selected],
  );
  const baseline = useMemo(
    () =>
      (run?.arms ?? []).map(
        ({ label, slot, evaluations, micros, curve }): Ghost => ({
          name: texts.loss.pinnedName(label, run!.name),
          curve,
          evaluations,
          look: baselineLookOf(slot),
          timed: run!.basis === basis && (basis === 'together' || micros !== null),
          told: true,
        }),
      ),
    [run, basis],
  );
  return useMemo(
    () => ({ ghosts: [...(shown ? losers : []), ...baseline], tried: losers.length > 0 ? TRIALS : 0 }),
    [losers, shown, baseline],
  );
}

/** Trials of a sweep that an arm did not take: of the arm that stands out, or of all. */
function losersOf(
  arms: readonly ArmFace[],
  configs: readonly ArmConfig[],
  result: SweepResult,
  selected: string | null,
): Ghost[] {
  return arms.flatMap(({ id, label, evaluations, hidden }) => {
    const config = configs.find((arm) => arm.id === id);
    if (!config || hidden || (selected !== null && selected !== id)) return [];
    const swept = sweptArm(config, result);
    return (swept?.trials ?? [])
      .filter(({ rate }) => rate !== config.optimizer.options.learningRate)
      .map(
        ({ rate, curve }): Ghost => ({
          name: texts.loss.triedName(label, formatExact(rate)),
          curve,
          evaluations,
          // The seconds of a sweep are those of other lanes.
          timed: false,
          // Of one arm they can be told apart; of all they would fill the label.
          told: selected === id,
        }),
      );
  });
}
