import { expect, test } from 'vitest';
import { openGpu } from '../../src/engine/backend';
import { MetaTraining } from '../../src/metatrain/api';
import type { Comparison } from '../../src/metatrain/compare';

const SECONDS = 120;

/**
 * A run planned for two minutes is watched, and ended as soon as it has done what is asked of it (here 69 outer
 * steps). The two minutes begin with the training: kernels are compiled and the device is measured before.
 */
test('Within two minutes, loss at step 50 of held-out tasks falls to a third of the untrained start', async () => {
  const { device } = await openGpu();
  let began = 0;
  const at50 = ({ steps, learned }: Comparison) => learned[steps.indexOf(50)];
  let start = Number.NaN;
  let now = Number.NaN;
  const options = { family: 'mlp', lanes: 48, seed: 0, minutes: 2, compareFirst: true, compareSeconds: 3 };
  let training: MetaTraining | undefined;
  await new Promise<void>((resolve, reject) => {
    void MetaTraining.start(device, options, (event) => {
      if (event.type === 'failed') reject(new Error(event.message));
      if (event.type !== 'comparison') return;
      now = at50(event.comparison);
      if (event.done === 0) {
        start = now;
        began = performance.now();
        setTimeout(resolve, SECONDS * 1000);
      }
      if (now <= start / 3) resolve();
    }).then((begun) => {
      training = begun;
    }, reject);
  });
  const seconds = (performance.now() - began) / 1000;
  const steps = training?.outerSteps;
  await training?.stop();
  console.log(
    `step 50: ${start.toPrecision(3)} -> ${now.toPrecision(3)}, ${steps} outer steps, ${seconds.toFixed(0)} s`,
  );
  expect(start).toBeGreaterThan(0);
  expect(now).toBeLessThanOrEqual(start / 3);
}, 300_000);
