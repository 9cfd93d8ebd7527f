import { expect, it } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { defaultExperiment } from '../../src/config/presets';
import { sharedOf } from '../../src/store/links';
import { createPlayground } from '../../src/store/playground';
import { presentArms } from '../../src/store/playground/inForce';
import { FakeEngine } from '../ui/fakeEngine';

const shared = readExperiment({
  task: { id: 'pathological' },
  arms: [
    { id: 'a1', optimizer: { id: 'adam', options: { learningRate: 0.01 } } },
    { id: 'a2', optimizer: { id: 'sgd' } },
  ],
  steps: 40,
  interventions: [{ step: 20, armId: 'a1', path: 'learningRate', value: 0.05 }],
});

async function opened() {
  const engine = new FakeEngine();
  const playground = createPlayground({
    engine,
    initial: defaultExperiment('ltc-sine'),
    defaultExperiment,
    nextFrame: (callback) => callback(),
  });
  await playground.open();
  await playground.openShared(sharedOf('link', shared, null, []));
  const arms = () => {
    const { experiment, inForce } = playground.store.getState();
    return presentArms(experiment.arms, inForce);
  };
  const rate = () => arms()[0].optimizer.options.learningRate;
  const mark = (value: number, step: number) =>
    engine.emit({
      type: 'mark',
      mark: {
        id: `edit a1 learningRate ${step}`,
        kind: 'intervention',
        armId: 'a1',
        step,
        text: '',
        change: { path: 'learningRate', value },
      },
    });
  return { engine, playground, arms, rate, mark };
}

it('is a planned change once it was made, until the run begins anew', async () => {
  const { playground, arms, rate, mark } = await opened();
  const { experiment } = playground.store.getState();
  expect(arms()).toBe(experiment.arms);
  mark(0.05, 20);
  expect(rate()).toBe(0.05);
  expect(arms()[1]).toBe(experiment.arms[1]);
  // What the link says, and what an address and a comparison follow from, stays.
  expect(playground.store.getState().experiment).toBe(experiment);
  await playground.reset();
  expect(rate()).toBe(0.01);
});

it('is what the reader sets from then on, even the value that the run set out with', async () => {
  const { playground, rate, mark } = await opened();
  mark(0.05, 20);
  playground.setArmOption('a1', 'learningRate', 0.01);
  expect(rate()).toBe(0.01);
  mark(0.01, 30);
  expect(rate()).toBe(0.01);
});

it('is of another experiment no more', async () => {
  const { engine, playground, rate, mark } = await opened();
  mark(0.05, 20);
  engine.gate = new Promise(() => {});
  void playground.loadExperiment(structuredClone(shared));
  expect(rate()).toBe(0.01);
});
