import { describe, expect, it, vi } from 'vitest';
import { defaultExperiment, findPreset } from '../../src/config/presets';
import type { Experiment } from '../../src/config/types';
import { CheckpointError } from '../../src/core/errors';
import { createPlayground } from '../../src/store/playground';
import { runStateOf } from '../../src/store/playground/runState';
import { FakeEngine } from '../ui/fakeEngine';
import { FakeWeights } from './fakeWeights';

async function opened(
  initial: Experiment = defaultExperiment('ltc-sine'),
  prepare?: (w: FakeWeights) => void,
) {
  const engine = new FakeEngine();
  const weights = new FakeWeights();
  prepare?.(weights);
  const playground = createPlayground({ engine, initial, defaultExperiment, weights });
  await playground.open();
  // With the first curves come the arms that were held back.
  if (engine.experiment) engine.train(10);
  await playground.start();
  return { engine, weights, playground, state: () => playground.store.getState() };
}

const hubExperiment = findPreset('ltc-hub').experiment;
const trained = (engine: FakeEngine) => engine.experiment!.arms.map(({ id }) => id);
const published = { optimizer: 'celo', checkpoint: 'celo' };

describe('weights', () => {
  it('that are built in come by themselves, after the arms that need none', async () => {
    const { engine, state } = await opened(hubExperiment);
    expect(engine.names.slice(0, 6)).toEqual(['open', 'load', 'start', 'watch', 'addCheckpoint', 'load']);
    const [first] = engine.calls.filter(([name]) => name === 'load');
    expect((first[1] as Experiment).arms.map(({ id }) => id)).toEqual(['a1']);
    expect(trained(engine)).toEqual(['a1', 'a2', 'a3']);
    expect(state().waiting).toEqual([]);
    expect(state().checkpoints.broad.state).toBe('ready');
  });

  it('that come after the others have made a short run keep it from being done, and it can be paused', async () => {
    const engine = new FakeEngine();
    const weights = new FakeWeights();
    let arrive = () => {};
    weights.gate = new Promise((resolve) => {
      arrive = resolve;
    });
    const initial = { ...hubExperiment, steps: 20 };
    const playground = createPlayground({ engine, initial, defaultExperiment, weights });
    await playground.open();
    engine.train(21);
    engine.status({ state: 'finished', step: 20 });
    const state = () => playground.store.getState();
    expect(trained(engine)).toEqual(['a1']);
    expect(runStateOf(state(), playground.curves)).toBe('running');
    expect(state().milestone).toMatchObject({ kind: 'state', state: 'running' });
    await playground.toggle();
    arrive();
    await vi.waitFor(() => expect(trained(engine)).toEqual(['a1', 'a2', 'a3']));
    await vi.waitFor(() => expect(engine.names.filter((name) => name === 'pause')).toHaveLength(2));
    expect(engine.names.filter((name) => name === 'start')).toHaveLength(1);
  });

  it('that the browser kept come by themselves, others are not fetched unasked', async () => {
    const { engine, weights, playground, state } = await opened(undefined, (w) => w.kept.add('velo'));
    await playground.addArm('celo', published);
    expect(weights.fetched).toEqual([]);
    expect(state().waiting).toEqual([state().experiment.arms.at(-1)!.id]);
    expect(engine.experiment!.arms).toHaveLength(state().experiment.arms.length - 1);
    await playground.addArm('velo', { optimizer: 'velo', checkpoint: 'velo' });
    expect(weights.fetched).toEqual(['velo']);
    expect(engine.experiment!.arms.at(-1)!.optimizer.id).toBe('velo');
  });

  it('once fetched let the waiting arm train with the others', async () => {
    const { engine, playground, state } = await opened();
    await playground.addArm('celo', published);
    await playground.fetchCheckpoint('celo');
    expect(state().waiting).toEqual([]);
    expect(engine.experiment).toEqual(state().experiment);
    expect(state().status.state).toBe('running');
  });

  it('that come while the others are being loaded are not forgotten', async () => {
    const { engine, playground, state } = await opened();
    let open = () => {};
    engine.gate = new Promise((resolve) => {
      open = resolve;
    });
    const added = playground.addArm('celo', published);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(state().waiting).toHaveLength(1);
    const fetched = playground.fetchCheckpoint('celo');
    await new Promise((resolve) => setTimeout(resolve, 5));
    engine.gate = null;
    open();
    await Promise.all([added, fetched]);
    expect(state().waiting).toEqual([]);
    expect(engine.experiment).toEqual(state().experiment);
  });

  it('show their progress and can be cancelled', async () => {
    const { weights, playground, state } = await opened();
    let open = () => {};
    weights.gate = new Promise((resolve) => {
      open = resolve;
    });
    const done = playground.fetchCheckpoint('celo');
    expect(state().checkpoints.celo).toEqual({ state: 'loading', loaded: 10, total: 20 });
    playground.cancelCheckpoint('celo');
    open();
    await done;
    expect(state().checkpoints.celo).toEqual({ state: 'absent' });
  });

  it('that fail say why, disturb nothing, and can be tried again', async () => {
    const { engine, weights, playground, state } = await opened();
    const loads = () => engine.names.filter((name) => name === 'load').length;
    const before = loads();
    weights.failure = new CheckpointError('answer 404');
    await playground.fetchCheckpoint('celo');
    expect(state().checkpoints.celo).toEqual({ state: 'failed', reason: 'answer 404' });
    expect(loads()).toBe(before);
    weights.failure = null;
    await playground.fetchCheckpoint('celo');
    expect(state().checkpoints.celo.state).toBe('ready');
  });

  it('of a new arm are the built-in ones, or none where they cannot be loaded', async () => {
    const here = await opened();
    expect(await here.playground.defaultWeights('hub')).toEqual({ optimizer: 'celo', checkpoint: 'broad' });
    expect(await here.playground.defaultWeights('velo')).toBeNull();
    const broken = await opened(undefined, (w) => {
      w.failure = new CheckpointError('answer 404');
    });
    expect(await broken.playground.defaultWeights('hub')).toBeNull();
    const without = await opened(undefined, (w) => {
      w.builtins = [];
    });
    expect(await without.playground.defaultWeights('hub')).toBeNull();
    expect(without.weights.fetched).toEqual([]);
  });

  it('of the reader are known by content; a file that cannot be used is refused', async () => {
    const { engine, playground, state } = await opened();
    const calls = engine.calls.length;
    await expect(playground.addCheckpointFiles([new File([], 'bad.state')])).rejects.toThrow('is empty');
    expect(engine.calls).toHaveLength(calls);
    const { id } = await playground.addCheckpointFiles([new File(['x'], 'mine.state')]);
    expect(state().checkpoints[id]).toMatchObject({ state: 'ready', name: 'mine.state' });
  });
});

describe('weights trained on this page', () => {
  const mine = { optimizer: 'celo', checkpoint: 'sha256-mine' };

  it('are found again after a reload, by the experiment and in the list', async () => {
    const { engine, playground, state } = await opened(undefined, (w) => w.trained.set('sha256-mine', 'mlp'));
    await playground.lookForCheckpoints();
    expect(state().checkpoints['sha256-mine']).toEqual({ state: 'kept', name: 'mlp' });
    await playground.addArm('celo', mine);
    expect(state().checkpoints['sha256-mine']).toMatchObject({ state: 'ready', name: 'mlp' });
    expect(trained(engine)).toContain(state().experiment.arms.at(-1)!.id);
  });

  it('that are not there wait for their file, and a damaged one says so', async () => {
    const { weights, playground, state } = await opened();
    await playground.addArm('celo', mine);
    expect(state().checkpoints['sha256-mine']).toEqual({ state: 'absent' });
    expect(state().waiting).toHaveLength(1);
    weights.storage = new CheckpointError('damaged');
    await playground.fetchCheckpoint('sha256-mine');
    expect(state().checkpoints['sha256-mine']).toEqual({ state: 'failed', reason: 'damaged' });
    // Storage that is forbidden is no fault of the file.
    weights.storage = new Error('forbidden');
    await playground.fetchCheckpoint('sha256-mine');
    expect(state().checkpoints['sha256-mine']).toEqual({ state: 'absent' });
    await playground.lookForCheckpoints();
  });

  it('can be given a name in place of those of their files', async () => {
    const { playground, state } = await opened();
    const { id } = await playground.addCheckpointFiles([new File(['x'], 'a.safetensors')], 'mine');
    expect(state().checkpoints[id]).toMatchObject({ state: 'ready', name: 'mine' });
  });
});

describe('arms that wait for weights', () => {
  it('are left out, with their planned changes, and the rest trains', async () => {
    const planned = { step: 5, armId: 'a3', path: 'invert', value: false };
    const { engine, state } = await opened({ ...hubExperiment, interventions: [planned] }, (w) => {
      w.builtins = [];
    });
    expect(trained(engine)).toEqual(['a1']);
    expect(engine.experiment!.interventions).toBeUndefined();
    expect(state().waiting).toEqual(['a2', 'a3']);
    expect(state().experiment.arms).toHaveLength(3);
  });

  it('get their options with the next load and not before', async () => {
    const { engine, playground, state } = await opened();
    await playground.addArm('hub', published);
    const { id } = state().experiment.arms.at(-1)!;
    playground.setArmOption(id, 'invert', true);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(engine.names).not.toContain('setOption');
    await playground.fetchCheckpoint('celo');
    expect(engine.experiment!.arms.at(-1)!.optimizer.options.invert).toBe(true);
  });

  it('alone leave nothing to train until their weights come', async () => {
    const alone = { ...hubExperiment, arms: hubExperiment.arms.slice(1, 2) };
    const { engine, weights, playground } = await opened(alone, (w) => {
      w.failure = new CheckpointError('offline');
    });
    expect(engine.names).not.toContain('load');
    expect(engine.names).not.toContain('start');
    weights.failure = null;
    await playground.fetchCheckpoint('broad');
    expect(trained(engine)).toEqual(['a2']);
    expect(engine.names).toContain('start');
  });
});

describe('parts of an arm', () => {
  it('are replaced in place, and planned changes of options that are gone go too', async () => {
    const planned = (path: string) => ({ step: 5, armId: 'a3', path, value: 0.5 });
    const { playground, state } = await opened({
      ...hubExperiment,
      interventions: [planned('parts.designed.learningRate'), planned('parts.designed.beta1')],
    });
    await playground.setPart('a3', 'parts.designed.', 'sgd');
    const arm = state().experiment.arms[2];
    expect(arm.optimizer.parts!.designed.id).toBe('sgd');
    expect(arm.optimizer.parts!.learned.checkpoint).toBe('broad');
    expect(state().experiment.interventions?.map(({ path }) => path)).toEqual([
      'parts.designed.learningRate',
    ]);
  });
});
