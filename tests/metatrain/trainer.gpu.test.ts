import { beforeAll, describe, expect, test } from 'vitest';
import { openGpu } from '../../src/engine/backend';
import { MetaTraining, type MetaTrainingEvent, type SavedRun } from '../../src/metatrain/api';
import { defaultMetaConfig, type MetaConfig } from '../../src/metatrain/config';
import { thetaOf } from '../../src/metatrain/provenance';
import { decodeRun, encodeRun } from '../../src/metatrain/runState';
import { MetaTrainer } from '../../src/metatrain/trainer';

let device: GPUDevice;
beforeAll(async () => {
  device = (await openGpu()).device;
});

/** Six outer steps with unrolls of one to three truncations, so that some end before and some after a break. */
const config = (changes: Partial<MetaConfig> = {}): MetaConfig => ({
  ...defaultMetaConfig,
  family: 'mlp',
  seed: 3,
  pairs: 4,
  outerSteps: 6,
  truncation: 5,
  shortest: 5,
  longest: 15,
  ...changes,
});

async function steps(trainer: MetaTrainer, count: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = 0; step < count; step++) losses.push((await trainer.step()).metaLoss);
  return losses;
}

/** Through bytes and back, as a file would. */
const stored = (state: SavedRun['state']): SavedRun['state'] =>
  decodeRun(encodeRun({ phases: [state.config], phase: 0, state })).state;

describe('An interrupted run', () => {
  test('ends bit for bit like one that was not, in both phases', async () => {
    const mlp = await MetaTrainer.create(device, config());
    const whole = await steps(mlp, 6);
    const first = await MetaTrainer.create(device, config());
    const before = await steps(first, 3);
    const saved = stored(await first.save());
    first.dispose();
    const second = await MetaTrainer.resume(device, saved);
    expect([...before, ...(await steps(second, 3))]).toEqual(whole);
    expect(second.theta).toEqual(mlp.theta);
    expect(await second.save()).toEqual(await mlp.save());

    const scheduler = config({ phase: 'scheduler' });
    const long = await MetaTrainer.create(device, scheduler, mlp.theta);
    const all = await steps(long, 6);
    const short = await MetaTrainer.create(device, scheduler, mlp.theta);
    const part = await steps(short, 2);
    const resumed = await MetaTrainer.resume(device, stored(await short.save()));
    expect([...part, ...(await steps(resumed, 4))]).toEqual(all);
    expect(resumed.theta).toEqual(long.theta);
    for (const trainer of [mlp, second, long, short, resumed]) trainer.dispose();
  });
});

describe('A run', () => {
  test('depends on its seed', async () => {
    const losses = [];
    for (const seed of [3, 4]) {
      const trainer = await MetaTrainer.create(device, config({ seed }));
      losses.push(await steps(trainer, 1));
      trainer.dispose();
    }
    expect(losses[0]).not.toEqual(losses[1]);
  });

  test('trains the MLP under a scheduler that stays, then the scheduler above an MLP that stays', async () => {
    const first = await MetaTrainer.create(device, config({ hidden: 5 }));
    const before = first.theta.values;
    await steps(first, 2);
    const { theta } = first;
    expect(theta.values.slice(0, -159)).toEqual(before.slice(0, -159));
    expect(theta.values.slice(-159)).not.toEqual(before.slice(-159));
    const second = await MetaTrainer.create(device, config({ phase: 'scheduler', hidden: 5 }), theta);
    expect(second.theta).toEqual(theta);
    await steps(second, 2);
    const { values } = second.theta;
    expect(values.slice(-159)).toEqual(theta.values.slice(-159));
    expect(values.slice(0, -159)).not.toEqual(theta.values.slice(0, -159));
    first.dispose();
    second.dispose();
  });

  test('that keeps the MLP of an optimizer without a scheduler starts with a new one', async () => {
    const values = Float32Array.from({ length: 159 }, (_, i) => i / 159);
    const mlp = { architecture: 'celo', hidden: 0, banks: 1, values } as const;
    const trainer = await MetaTrainer.create(device, config({ phase: 'scheduler', hidden: 5 }), mlp);
    expect(trainer.theta.values.slice(-159)).toEqual(values);
    expect(trainer.theta.hidden).toBe(5);
    trainer.dispose();
  });
});

describe('Training through its interface', () => {
  test('pauses, saves, goes on and finishes with the theta of an undisturbed run', async () => {
    const options = {
      family: 'mlp',
      lanes: 4,
      seed: 1,
      outerSteps: 8,
      schedulerShare: 0.5,
      settings: { truncation: 5, shortest: 5, longest: 15, hidden: 4 },
    };
    const events: MetaTrainingEvent[] = [];
    const plain = await MetaTraining.start(device, options, (event) => events.push(event));
    await plain.finished();
    const progress = events.flatMap((event) => (event.type === 'step' ? [event.progress] : []));
    expect(progress.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(progress.map(({ phase }) => phase)).toEqual([
      ...new Array(4).fill('mlp'),
      ...new Array(4).fill('scheduler'),
    ]);
    expect(events.filter(({ type }) => type === 'comparison').length).toBeGreaterThanOrEqual(2);
    expect(events.at(-1)?.type).toBe('finished');

    let disturbed: MetaTraining | undefined;
    let saved: SavedRun | undefined;
    await new Promise<void>((resolve, reject) => {
      const listener = (event: MetaTrainingEvent) => {
        if (event.type === 'failed') reject(new Error(event.message));
        if (event.type !== 'step' || event.progress.done !== 2) return;
        disturbed!.pause();
        void disturbed!.save().then((run) => {
          saved = run;
          resolve();
        });
      };
      void MetaTraining.start(device, options, listener).then((training) => {
        disturbed = training;
      });
    });
    await disturbed!.stop();
    const resumed = await MetaTraining.restore(device, decodeRun(encodeRun(saved!)), () => {});
    await resumed.finished();
    expect(resumed.theta).toEqual(plain.theta);
    // The optimizer follows from what was saved alone, in either phase.
    expect(thetaOf(await resumed.save())).toEqual(resumed.theta);
    expect(thetaOf(saved!)).toEqual(disturbed!.theta);
    for (const training of [plain, resumed]) await training.stop();
  });
});
