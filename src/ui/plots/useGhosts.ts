import { useMemo } from 'react';
import { useStore } from 'zustand';
import { TRIALS } from '../../store/sweep';
import { problemKey, type SweepResult, sweptArm } from '../../store/sweepResult';
import { texts } from '../../texts/page';
import { evaluationsPerStep } from '../armSummary';
import type { ShownArm } from '../arms';
import { usePlayground, usePlaygroundState } from '../context';
import { formatExact } from '../format';
import { lookOf } from '../palette';
import type { Ghost } from './ghosts';

/** The curves that stand behind those of the run, and how many rates a sweep of these arms tried (0: none). */
export function useGhosts(arms: readonly ShownArm[]): {
  readonly ghosts: readonly Ghost[];
  readonly tried: number;
} {
  const { pinned, sweep, chart } = usePlayground();
  const run = useStore(pinned, (state) => state.run);
  const result = useStore(sweep.store, (state) => state.result);
  const shown = useStore(chart, (view) => view.tried);
  const selected = usePlaygroundState((state) => state.selected);
  const problem = usePlaygroundState((state) => problemKey(state.experiment));
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const losers = useMemo(
    () => (result?.problem === problem ? losersOf(arms, result, selected) : []),
    [arms, result, problem, selected],
  );
  const baseline = useMemo(
    () =>
      run?.taskId === taskId
        ? run.arms.map(
            ({ label, slot, evaluations, curve }): Ghost => ({
              name: texts.loss.pinnedName(label),
              curve,
              evaluations,
              look: lookOf(slot),
              told: true,
            }),
          )
        : [],
    [run, taskId],
  );
  return useMemo(
    () => ({ ghosts: [...(shown ? losers : []), ...baseline], tried: losers.length > 0 ? TRIALS : 0 }),
    [losers, shown, baseline],
  );
}

/** Trials of a sweep that an arm did not take: of the arm that stands out, or of all. */
function losersOf(arms: readonly ShownArm[], result: SweepResult, selected: string | null): Ghost[] {
  return arms.flatMap(({ id, label, config, hidden }) => {
    if (hidden || (selected !== null && selected !== id)) return [];
    const swept = sweptArm(config, result);
    return (swept?.trials ?? [])
      .filter(({ rate }) => rate !== config.optimizer.options.learningRate)
      .map(
        ({ rate, curve }): Ghost => ({
          name: texts.loss.triedName(label, formatExact(rate)),
          curve,
          evaluations: evaluationsPerStep(config.optimizer),
          // Of one arm they can be told apart; of all they would fill the label.
          told: selected === id,
        }),
      );
  });
}
