import { expect, test } from './page';

test('hubPlayground.run gives a plain record of a preset with fewer steps', async ({ playground }) => {
  await playground.open('?idle');
  const { record, progress } = await playground.page.evaluate(async () => {
    const { hubPlayground } = globalThis;
    const { presets } = hubPlayground;
    const experiment = {
      ...hubPlayground.experiment(presets[0].id),
      steps: 8,
      seeds: { first: 3, count: 2 },
    };
    const progress: number[] = [];
    const record = await hubPlayground.run(experiment, { onProgress: ({ step }) => progress.push(step) });
    return { record, progress };
  });
  expect(record.executor).toBe('fused');
  expect(record.backend).toBe('webgpu');
  expect(record.experiment.steps).toBe(8);
  expect(progress.at(-1)).toBe(8);
  // As on the page.
  expect(record.arms.map(({ label }) => label)).toEqual(['Adam', 'Celo · broad', 'HUB · Adam + broad']);
  for (const arm of record.arms) {
    expect(arm.seeds).toEqual([3, 4]);
    expect(arm.steps).toBe(8);
    expect(arm.loss.map((losses) => losses.length)).toEqual([9, 9]);
    expect(arm.loss.flat().every((loss) => loss !== null && Number.isFinite(loss))).toBe(true);
    expect(arm.divergedStep).toEqual([null, null]);
  }
  // Equal seeds start every arm at one point.
  expect(new Set(record.arms.map((arm) => arm.loss[0][0])).size).toBe(1);
});

test('hubPlayground.run refuses an experiment that makes no sense, by its field', async ({ playground }) => {
  await playground.open('?idle');
  const message = await playground.page.evaluate(() =>
    globalThis.hubPlayground
      .run({ task: { id: 'no-such-task' }, arms: [] } as never)
      .catch((error: Error) => error.message),
  );
  expect(message).toContain('no-such-task');
});
