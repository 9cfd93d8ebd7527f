/** The worker that trains: begun, restored, lost and ended. */
import { errorMessage } from '../../core/errors';
import type { MetaRunClient } from '../../metatrain/client';
import type { MetaRunReport } from '../../metatrain/service';
import type { MetaRunCore } from './core';
import type { Keeping } from './keeping';
import type { createReports } from './reports';
import type { MetaRunProblem } from './state';

/** Lost devices in a row before the run waits for the reader. */
const RECOVERIES = 3;

export function createWorker(
  { surroundings, get, set, run, enter, dismissWorker }: MetaRunCore,
  keeping: Keeping,
  { onSteps, onComparison }: ReturnType<typeof createReports>,
) {
  const { spawn, claim } = surroundings;
  const { adopt, forget, remember, put, keep, optimizerOf } = keeping;

  /** Begins or goes on in a new worker. Never throws: what fails is a state. */
  async function begin(make: (worker: MetaRunClient) => Promise<void>): Promise<void> {
    dismissWorker();
    enter('preparing');
    const way = claim ? await claim() : () => {};
    if (get().stage !== 'preparing') return way?.();
    if (!way) return giveUp({ kind: 'otherTab' });
    run.release = way;
    const own = spawn();
    run.worker = own;
    try {
      await make(own);
    } catch (error) {
      if (run.worker === own) giveUp({ kind: 'failed', message: errorMessage(error) });
    }
    if (run.worker === own && get().stage === 'preparing') enter('running');
  }

  /** Leaves the run as it is: it waits for the reader. */
  function giveUp(problem: MetaRunProblem): void {
    dismissWorker();
    if (run.last) adopt(run.last.stored);
    enter(run.last ? 'paused' : 'idle', { problem });
  }

  function restore(): Promise<void> {
    const { snapshot } = run.last!;
    const { progress } = snapshot;
    return begin((own) => {
      if (get().problem?.kind !== 'recovered') set({ milestone: { kind: 'resumed', done: progress.done } });
      return own.restore(snapshot.run, listener(own));
    });
  }

  const listener =
    (own: MetaRunClient) =>
    (report: MetaRunReport): void => {
      if (own !== run.worker) return;
      switch (report.type) {
        case 'steps':
          onSteps(report);
          break;
        case 'comparison':
          onComparison(report);
          break;
        case 'finished':
          void end('finished');
          break;
        case 'failed':
          onFailure(report);
          break;
      }
    };

  function onFailure({ message, lost }: Extract<MetaRunReport, { type: 'failed' }>): void {
    if (!lost || run.recoveries >= RECOVERIES || get().stage === 'pausing') {
      giveUp({ kind: 'failed', message });
      return;
    }
    run.recoveries++;
    const { settings } = get();
    if (run.last) adopt(run.last.stored);
    else forget();
    set({ settings, problem: { kind: 'recovered', done: run.last?.snapshot.progress.done ?? 0 } });
    void (run.last ? restore() : begin((own) => own.start(settings!, listener(own))));
  }

  /** Takes the run to its end, planned or not, and keeps the optimizer. */
  async function end(ended: 'stopped' | 'finished'): Promise<void> {
    const own = run.worker;
    enter('pausing');
    if (own) {
      await own.pause().catch(() => {});
      await keeping.saving;
      const snapshot = await own.snapshot().catch(() => null);
      if (own !== run.worker) return;
      if (snapshot?.steps) onSteps(snapshot.steps);
      if (snapshot) remember(snapshot, ended);
    }
    if (run.last) run.last = { ...run.last, stored: { ...run.last.stored, ended } };
    dismissWorker();
    await put();
    const { last } = run;
    if (last) set({ progress: last.snapshot.progress });
    const done = last?.snapshot.progress.done ?? 0;
    enter(last ? ended : 'idle', { milestone: { kind: ended, done } });
    if (done === 0) return;
    try {
      await keep(await optimizerOf(last!.snapshot));
    } catch (error) {
      // Stored by another version of the page, or damaged: the rest of the page is none the worse.
      set({ problem: { kind: 'failed', message: errorMessage(error) } });
    }
  }

  return { begin, restore, listener, end };
}
