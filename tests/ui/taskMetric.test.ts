import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { defaultExperiment } from '../../src/config/presets';
import type { AnyOptions } from '../../src/core/option';
import { createPlayground } from '../../src/store/playground';
import { tasks } from '../../src/tasks';
import type { TaskMetric } from '../../src/tasks/types';
import { PlaygroundContext } from '../../src/ui/context';
import { useTaskMetric } from '../../src/ui/useTaskMetric';
import { dataFor, taskVariants } from '../contract/subjects';
import { FakeEngine } from './fakeEngine';

/** The metric that the page offers once the engine has sent a step, with a second number or without. */
async function offered(id: string, options: AnyOptions, metric: boolean): Promise<TaskMetric | null> {
  const initial = readExperiment({ ...defaultExperiment(id), task: { id, options } });
  const engine = new FakeEngine();
  const playground = createPlayground({ engine, initial, defaultExperiment });
  await playground.open();
  const values = new Float32Array(initial.seeds.count).fill(1);
  const arms = initial.arms.map(({ id: armId }) => ({
    armId,
    loss: values,
    ...(metric ? { metric: values } : {}),
  }));
  engine.emit({ type: 'history', chunk: { firstStep: 0, count: 1, elapsedMs: 1, arms } });
  let shown: TaskMetric | null = null;
  const Probe = () => {
    shown = useTaskMetric();
    return null;
  };
  renderToString(createElement(PlaygroundContext, { value: playground }, createElement(Probe)));
  return shown;
}

test.each(taskVariants())(
  'the page offers the metric of $name exactly where there is one',
  async ({ id, options }) => {
    const task = tasks.find((one) => one.id === id)!;
    const has = task.create(options, dataFor(id)).metric !== undefined;
    expect(await offered(id, options, has)).toBe(has ? task.metric : null);
  },
);

test('the loss without noise of a noisy LTC network can be chosen', async () => {
  expect((await offered('ltc-sine', { noise: 0.1 }, true))?.label).toBe('Loss without noise');
  expect(await offered('ltc-sine', {}, false)).toBeNull();
});
