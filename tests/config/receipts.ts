/** Receipts of made-up runs: curves that fall by a power law with noise, apart by arm and seed. */

import { type ArmCurves, makeReceipt, type Receipt } from '../../src/config/receipt';
import type { Experiment } from '../../src/config/types';
import { bitsAt, foldIn, prngKey, unitFloat } from '../../src/core/prng';
import { medianBand } from '../../src/core/stats';

/** Losses that wander downwards: each step a factor of exp(noise - drift), as curves of training do. */
export function curvesOf(
  { arms, seeds, steps }: Experiment,
  seed: number,
  change: (loss: number, arm: number, seed: number, step: number) => number = (loss) => loss,
): ArmCurves[] {
  return arms.map((arm, index) => {
    const losses = Array.from({ length: seeds.count }, (_, lane) => {
      const key = foldIn(foldIn(prngKey(seed), index), lane);
      let log = 0;
      return Float32Array.from({ length: steps + 1 }, (_, step) => {
        const loss = change(Math.exp(log), index, lane, step);
        log += 0.1 * (unitFloat(bitsAt(key, step)) - 0.5) - 1.5 / (step + 10);
        return loss;
      });
    });
    const divergedStep = losses.map((curve) => {
      const at = curve.findIndex((loss) => !Number.isFinite(loss));
      return at < 0 ? null : at;
    });
    return {
      armId: arm.id,
      steps,
      divergedStep,
      band: (step) => medianBand(losses.map((curve) => curve[step])),
    };
  });
}

export function receiptFor(experiment: Experiment, seed: number): Receipt {
  return makeReceipt({
    version: '0.1.0',
    adapter: 'google · swiftshader',
    executor: 'fused',
    backend: 'webgpu',
    arms: curvesOf(experiment, seed),
  })!;
}
