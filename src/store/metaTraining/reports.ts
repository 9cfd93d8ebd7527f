/** Reports of the worker into the state. */
import type { StepsReport } from '../../metatrain/service';
import type { MetaRunCore } from './core';
import type { ComparisonAt } from './state';

/** Comparisons kept: the first, the last, and between them ever sparser ones. */
const MOST_COMPARISONS = 120;
/** Inner step at which being ahead of Adam is worth saying. */
const AHEAD_STEP = 50;

export function createReports({ get, set, run, enter }: MetaRunCore) {
  function onSteps({ metaLosses, progress }: StepsReport): void {
    const { done, total, phase, horizonLimit } = progress;
    const before = get();
    const now = performance.now();
    if (before.stage === 'preparing') enter('running');
    const seconds = before.seconds + (before.stage === 'preparing' ? 0 : (now - run.clock) / 1000);
    run.clock = now;
    run.curve.add(done - metaLosses.length + 1, metaLosses);
    // A report may come in after a snapshot that was ahead of it.
    if (before.progress && done <= before.progress.done) return;
    if (before.progress && done > before.progress.done + 20) run.recoveries = 0;
    run.pace.add({ done, seconds, phase });
    const begins = phase === 'scheduler' && before.progress?.phase === 'mlp';
    const first = before.progress === null;
    set({
      progress: { done, total, phase, horizonLimit },
      seconds,
      secondsPerStep: run.pace.secondsPerStep,
      revision: before.revision + 1,
      ...(first ? { milestone: { kind: 'started', done: total } } : {}),
      ...(begins ? { milestone: { kind: 'scheduler', done }, schedulerFrom: before.progress!.done } : {}),
    });
  }

  function onComparison({ done, comparison }: ComparisonAt): void {
    const { comparisons, revision } = get();
    const ahead = ({ comparison: { steps, learned, adam } }: ComparisonAt) =>
      learned[steps.indexOf(AHEAD_STEP)] < adam[steps.indexOf(AHEAD_STEP)];
    const now = { done, comparison };
    set({
      comparisons: thin([...comparisons.filter((entry) => entry.done < done), now]),
      revision: revision + 1,
      ...(ahead(now) && !comparisons.some(ahead)
        ? { milestone: { kind: 'ahead', done, step: AHEAD_STEP } }
        : {}),
    });
  }

  return { onSteps, onComparison };
}

/** Halves what lies between the first and the last. */
function thin(comparisons: readonly ComparisonAt[]): readonly ComparisonAt[] {
  return comparisons.length <= MOST_COMPARISONS
    ? comparisons
    : comparisons.filter((_, index) => index % 2 === 0 || index === comparisons.length - 1);
}
