import { afterEach, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import type { Experiment } from '../../src/config/types';
import { createEngine, type EngineClient } from '../../src/engine/client';
import type { EngineEvent, RunMark, RunState } from '../../src/engine/types';

const engines: EngineClient[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.terminate();
});

/** An engine with its curves by arm (rows of losses by step), marks and state. */
async function open() {
  const engine = createEngine();
  engines.push(engine);
  const curves: Record<string, number[][]> = {};
  const marks = new Map<string, RunMark>();
  let state: RunState = 'empty';
  await engine.open({ executor: 'fused' }, (event: EngineEvent) => {
    if (event.type === 'status') state = event.status.state;
    if (event.type === 'mark') marks.set(event.mark.id, event.mark);
    if (event.type === 'cleared') for (const id of event.armIds ?? Object.keys(curves)) delete curves[id];
    if (event.type !== 'history') return;
    const { firstStep, count, arms } = event.chunk;
    for (const { armId, loss } of arms) {
      const seeds = loss.length / count;
      for (let row = 0; row < count; row++) {
        (curves[armId] ??= [])[firstStep + row] = [...loss.subarray(row * seeds, (row + 1) * seeds)];
      }
    }
  });
  const until = (wanted: RunState) =>
    expect.poll(() => state, { timeout: 60_000, interval: 10 }).toBe(wanted);
  const runTo = async (step: number) => {
    await engine.runTo(step);
    await until('paused');
  };
  return { engine, curves, marks, until, runTo };
}

const experiment = (): Experiment =>
  readExperiment({
    task: { id: 'pathological', options: { dim: 50, startNorm: 2 } },
    arms: [
      { id: 'a', optimizer: { id: 'adam', options: { learningRate: 1e-3 } } },
      { id: 'b', optimizer: { id: 'sgd', options: { learningRate: 1e-4 } } },
    ],
    seeds: { first: 3, count: 2 },
    steps: 60,
  });

test('a run with sliders moved gives the same curves bit for bit when its recipe is run', async () => {
  const live = await open();
  await live.engine.load(experiment());
  await live.runTo(17);
  for (const rate of [2e-3, 3e-3, 5e-3]) await live.engine.setOption('a', 'learningRate', rate);
  await live.runTo(31);
  await live.engine.setOption('b', 'clipNorm', 0.5);
  await live.engine.setOption('a', 'beta1', 0.5);
  await live.engine.start();
  await live.until('finished');
  const { experiment: recipe, notes } = await live.engine.recipe();
  expect(notes).toEqual([]);
  expect(recipe.interventions).toEqual([
    { step: 17, armId: 'a', path: 'learningRate', value: 5e-3 },
    { step: 31, armId: 'a', path: 'beta1', value: 0.5 },
    { step: 31, armId: 'b', path: 'clipNorm', value: 0.5 },
  ]);

  const again = await open();
  await again.engine.load(recipe);
  await again.engine.start();
  await again.until('finished');
  expect(again.curves).toEqual(live.curves);
  expect([...again.marks.values()].map(({ step, change }) => [step, change?.path])).toEqual([
    [17, 'learningRate'],
    [31, 'beta1'],
    [31, 'clipNorm'],
  ]);
  expect([...again.marks.values()][0].text).toContain('0.001 → 0.005');

  // A reset of a planned run makes the plan again; one of a live run sets out with what the sliders show.
  await again.engine.reset();
  await again.engine.start();
  await again.until('finished');
  expect(again.curves).toEqual(live.curves);
  const whole = structuredClone(live.curves);
  await live.engine.reset();
  await live.runTo(5);
  expect(live.curves.a[1]).not.toEqual(whole.a[1]);
  expect((await live.engine.recipe()).experiment.interventions).toBeUndefined();
});
