import { describe, expect, test } from 'vitest';
import type { MetaRunClient } from '../../src/metatrain/client';
import { MetaRunService } from '../../src/metatrain/service';
import { browserShelf } from '../../src/store/browser/database';
import { trainedShelf } from '../../src/store/browser/trainedOptimizers';
import { createMetaTraining } from '../../src/store/metaTraining';
import type { StoredMetaRun } from '../../src/store/metaTraining/state';

/** The page's training without its worker: the same service, storage and store. */
function page() {
  const spawn = (): MetaRunClient => {
    const service = new MetaRunService();
    return Object.assign(service, { terminate: () => void service.stop() });
  };
  const runs = browserShelf<StoredMetaRun>('training');
  return createMetaTraining({ spawn, runs, optimizers: trainedShelf(), hasGpu: async () => true });
}

/** The family that compiles fastest, and no comparison but those at the end of a phase. */
const settings = {
  family: 'pathological',
  lanes: 4,
  compareFirst: false,
  seed: 1,
  minutes: 1,
  outerSteps: 10,
  settings: { truncation: 5, shortest: 5, longest: 15, hidden: 4 },
};

type Training = ReturnType<typeof page>;

function until(training: Training, test: (state: ReturnType<Training['store']['getState']>) => boolean) {
  return new Promise<void>((resolve, reject) => {
    const look = () => {
      const state = training.store.getState();
      if (state.problem?.kind === 'failed') reject(new Error(state.problem.message));
      if (test(state)) resolve();
    };
    training.store.subscribe(look);
    look();
  });
}

const ended = (training: Training) =>
  until(training, ({ stage, trained }) => stage === 'finished' && trained.length > 0);

describe('A run in the browser’s storage', () => {
  test('paused, reloaded and resumed ends bit for bit like one that was not', async () => {
    const whole = page();
    await whole.open();
    await whole.discard();
    await whole.start(settings);
    await ended(whole);
    const expected = await whole.optimizer();
    for (const { id } of whole.store.getState().trained) await whole.remove(id);

    const first = page();
    await first.open();
    await first.start(settings);
    await until(first, ({ progress }) => (progress?.done ?? 0) >= 2);
    await first.pause();
    const at = first.store.getState().saved!;
    expect(at).toBeGreaterThanOrEqual(2);
    expect(at).toBeLessThan(10);

    const second = page();
    await second.open();
    expect(second.store.getState()).toMatchObject({ stage: 'paused', saved: at, settings });
    await second.resume();
    await until(second, ({ progress }) => (progress?.done ?? 0) > at);
    await second.pause();
    // Here the worker of the page goes on; then once more from storage.
    await second.resume();
    await ended(second);
    const found = await second.optimizer();
    expect(found.manifest).toBe(expected.manifest);
    expect(found.theta).toEqual(expected.theta);
    expect(found.id).toBe(expected.id);

    const third = page();
    await third.open();
    expect(third.store.getState()).toMatchObject({ stage: 'finished', saved: 10 });
    expect((await third.optimizer()).id).toBe(expected.id);
    await third.remove(expected.id);
    await third.discard();
  });

  test('goes on by itself on a new device when the old one is lost', async () => {
    const training = page();
    await training.open();
    await training.start({ ...settings, outerSteps: 12 });
    await until(training, ({ progress }) => (progress?.done ?? 0) >= 3);
    await training.save();
    await training.loseDevice();
    await until(training, ({ problem }) => problem?.kind === 'recovered');
    await ended(training);
    expect(training.store.getState().progress?.done).toBe(12);
    const { id } = await training.optimizer();
    await training.remove(id);
    await training.discard();
  });
});
