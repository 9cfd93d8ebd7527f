import type { Playground } from './playground';
import { withBestRates } from './sweepResult';

/** Sweeps, and goes on with the best rates from step 0. A sweep that was stopped changes nothing. */
export async function tune(playground: Playground, seedCount: number): Promise<void> {
  const { store, sweep } = playground;
  const { status, experiment, device } = store.getState();
  await playground.pause();
  const result = await sweep.run(experiment, seedCount, device?.executor ?? 'fused');
  if (result) await playground.trainAnew(withBestRates(store.getState().experiment, result));
  else if (status.state === 'running') await playground.start();
}
