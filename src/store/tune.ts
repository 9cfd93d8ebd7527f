import type { Playground } from './playground';
import { problemKey, type SweepResult, withBestRates } from './sweepResult';

/** Sweeps, and goes on with the best rates from step 0. A sweep that was stopped changes nothing. */
export async function tune(playground: Playground, seedCount: number): Promise<void> {
  const { store, sweep } = playground;
  const { status, experiment, device } = store.getState();
  await playground.pause();
  const result = await sweep.run(experiment, seedCount, device?.executor ?? 'fused');
  if (result) await takeRates(playground, result);
  else if (status.state === 'running' && store.getState().experiment === experiment) await playground.start();
}

/**
 * The rates go to the experiment that was tuned: the open one, or the one kept behind another task's tab. Where it was changed
 * meanwhile they are rates of something else, and nobody has them.
 */
async function takeRates({ store, trainAnew, keepBehind }: Playground, result: SweepResult): Promise<void> {
  const { experiment, stash } = store.getState();
  const behind = stash[result.taskId];
  if (problemKey(experiment) === result.problem) await trainAnew(withBestRates(experiment, result));
  else if (experiment.task.id !== result.taskId && behind && problemKey(behind) === result.problem) {
    keepBehind(withBestRates(behind, result));
  }
}
