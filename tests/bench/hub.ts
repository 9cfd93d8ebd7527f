/**
 * Cost of HUB and its guards on top of the learned optimizer, whole steps of the SIREN task (gradient
 * included) in one run on one adapter; and a full-size VeLO on the tensors of the LTC.
 */

import { registerTheta } from '../../src/checkpoints/registry';
import { type ThetaShape, thetaLayout } from '../../src/checkpoints/theta';
import type { ArmConfig } from '../../src/config/types';
import { optionDefaults } from '../../src/core/option';
import { prngKey, uniform } from '../../src/core/prng';
import { openGpu } from '../../src/engine/backend';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { findMethod } from '../../src/methods';
import type { OptimizerConfig } from '../../src/optimizers/types';
import { findTask } from '../../src/tasks';

const BATCH_STEPS = 6;
const ROUNDS = 15;
const CELO = 'siren, Celo';

export interface HubBench {
  readonly adapter: string;
  /** Median milliseconds of a step, by name. */
  readonly stepMs: Readonly<Record<string, number>>;
  /** Median over rounds of a step's time over that of Celo in the same round, by name, on the SIREN task. */
  readonly ofCelo: Readonly<Record<string, number>>;
}

function config(id: string, rest: Partial<OptimizerConfig> = {}): OptimizerConfig {
  return { id, options: optionDefaults(findMethod(id).options), ...rest };
}

/** Small random weights of the published shape: cost does not depend on their values. */
function registerRandom(id: string, shape: ThetaShape): void {
  const values = uniform(prngKey(7), thetaLayout(shape).size, -0.05, 0.05);
  registerTheta(id, { ...shape, values });
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export async function benchHub(report: (text: string) => void): Promise<HubBench> {
  const { device, name } = await openGpu();
  registerRandom('bench-celo', { architecture: 'celo', hidden: 64, banks: 1 });
  registerRandom('bench-velo', { architecture: 'velo', hidden: 512, banks: 256 });
  const designed = config('adam');
  const learned = config('celo', { checkpoint: 'bench-celo' });
  const siren = () => findTask('siren').create({ ...optionDefaults(findTask('siren').options), layers: 5 });
  const ltc = () => findTask('ltc-sine').create(optionDefaults(findTask('ltc-sine').options));
  const subjects: [string, () => ReturnType<typeof siren>, OptimizerConfig][] = [
    ['siren, Adam', siren, designed],
    [CELO, siren, learned],
    ['siren, HUB(Adam, Celo)', siren, config('hub', { parts: { designed, learned } })],
    ['siren, LGL2O(Adam, Celo)', siren, config('lgl2o', { parts: { designed, learned } })],
    ['ltc-sine, Celo', ltc, learned],
    ['ltc-sine, VeLO at full size', ltc, config('velo', { checkpoint: 'bench-velo' })],
  ];
  const runs = [];
  for (const [label, task, optimizer] of subjects) {
    report(`compiling ${label}`);
    const arm: ArmConfig = { id: 'a', label: '', optimizer, clipNorm: 0 };
    const executor = await createFusedExecutor(device, {
      task: task(),
      arms: [arm],
      seeds: [0],
      numSteps: 1000,
    });
    await executor.run(0, 2);
    runs.push({ label, executor, times: [] as number[], step: 2 });
  }
  // Rounds take turns, so that a noisy neighbour on the machine slows all alike.
  for (let round = 0; round < ROUNDS; round++) {
    report(`round ${round + 1} of ${ROUNDS}`);
    for (const run of runs) {
      const began = performance.now();
      await run.executor.run(run.step, BATCH_STEPS);
      run.times.push((performance.now() - began) / BATCH_STEPS);
      run.step += BATCH_STEPS;
    }
  }
  const stepMs = Object.fromEntries(runs.map(({ label, times }) => [label, median(times)]));
  const celo = runs.find(({ label }) => label === CELO)!.times;
  const ofCelo = Object.fromEntries(
    runs
      .filter(({ label }) => label.startsWith('siren'))
      .map(({ label, times }) => [label, median(times.map((time, round) => time / celo[round]))]),
  );
  for (const { executor } of runs) executor.dispose();
  device.destroy();
  return { adapter: name, stepMs, ofCelo };
}
