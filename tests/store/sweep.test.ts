import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { findPreset } from '../../src/config/presets';
import type { Experiment } from '../../src/config/types';
import { setArmOption } from '../../src/store/edit';
import { methodsText } from '../../src/store/exportMethods';
import { takeRecord } from '../../src/store/links';
import { createPlayground } from '../../src/store/playground';
import { createSweep } from '../../src/store/sweep';
import { sweptFor, TRIALS, tunedTo, tuningOf, withBestRates } from '../../src/store/sweepResult';
import { sweepRates, trialExperiment, tuningSeeds } from '../../src/store/sweepRun';
import { tune } from '../../src/store/tune';
import { tasks } from '../../src/tasks';
import { FakeEngine } from '../ui/fakeEngine';

const experiment = findPreset('ltc-three-ways').experiment;

/** An engine on which the loss ends lower the nearer the rate is to `best`, and the largest rate diverges. */
class SweepEngine extends FakeEngine {
  readonly loaded: Experiment[] = [];
  ended = false;
  readonly best: number;
  constructor(best: number) {
    super();
    this.best = best;
  }
  override async load(input: Experiment): Promise<void> {
    await super.load(input);
    this.loaded.push(input);
  }
  override async start(): Promise<void> {
    await super.start();
    const { arms, seeds, steps } = this.experiment!;
    const rates = arms.map(({ optimizer }) => Number(optimizer.options.learningRate));
    const count = steps + 1;
    this.emit({
      type: 'history',
      chunk: {
        firstStep: 0,
        count,
        elapsedMs: 10,
        arms: arms.map((arm, index) => ({
          armId: arm.id,
          loss: new Float32Array(count * seeds.count).fill(
            rates[index] === Math.max(...rates)
              ? Number.NaN
              : 0.1 + Math.abs(Math.log10(rates[index] / this.best)),
          ),
        })),
      },
    });
    this.status({ state: 'finished', step: steps });
  }
  terminate(): void {
    this.ended = true;
  }
}

describe('the rates of a sweep', () => {
  it('are half decades, as many for every optimizer, around its usual rate', () => {
    for (const id of ['adam', 'adamax', 'adamw', 'sgd']) {
      for (const { id: task } of tasks) {
        const rates = sweepRates(id, task);
        expect(rates).toHaveLength(TRIALS);
        for (let i = 1; i < TRIALS; i++) expect(Math.log10(rates[i] / rates[i - 1])).toBeCloseTo(0.5, 1);
        expect(rates.every((rate) => rate >= 1e-6 && rate <= 10)).toBe(true);
      }
    }
  });

  it('are tried on seeds that the run does not have, however many it has', () => {
    for (const first of [0, 7, 2 ** 32 - 33]) {
      const tuning = tuningSeeds({ first, count: 5 }, 3);
      const reported = Array.from({ length: 32 }, (_, i) => first + i);
      for (let seed = tuning.first; seed < tuning.first + 3; seed++) expect(reported).not.toContain(seed);
      expect(readExperiment({ ...experiment, seeds: tuning }).seeds).toEqual(tuning);
    }
  });

  it('are tried on the same task, length and other options, without the planned changes', () => {
    const interventions = [{ step: 3, armId: 'a1', path: 'learningRate', value: 1 }];
    const trials = trialExperiment({ ...experiment, interventions }, experiment.arms[0], {
      first: 32,
      count: 3,
    });
    expect(readExperiment(trials)).toEqual(trials);
    expect(trials.interventions).toBeUndefined();
    expect([trials.task, trials.steps]).toEqual([experiment.task, experiment.steps]);
    const { learningRate: _, ...options } = experiment.arms[0].optimizer.options;
    for (const arm of trials.arms) expect(arm.optimizer.options).toMatchObject(options);
  });
});

describe('a sweep', () => {
  it('finds the best rate of every hand-designed arm and keeps what it tried', async () => {
    const engine = new SweepEngine(0.03);
    const sweep = createSweep({ storage: null, openEngine: async () => engine });
    const result = (await sweep.run(experiment, 3, 'fused'))!;
    expect(engine.ended).toBe(true);
    expect(engine.loaded).toHaveLength(3);
    expect(new Set(engine.loaded.flatMap(({ arms }) => arms.map(({ id }) => id))).size).toBe(3 * TRIALS);
    for (const arm of result.arms) {
      expect(arm.trials[arm.best].rate).toBe(0.03);
      expect(arm.trials.at(-1)).toMatchObject({ final: null, diverged: 3 });
      expect(arm.trials[0].curve.steps.at(-1)).toBe(experiment.steps);
    }
    const tuned = withBestRates(experiment, result);
    expect(tuned.arms.map(({ optimizer }) => optimizer.options.learningRate)).toEqual([0.03, 0.03, 0.03]);
    expect(tunedTo(tuned.arms[0], tuned, result)).toEqual({ of: TRIALS });
    const { rates, ...found } = tuningOf(tuned, result)[0];
    expect(rates).toHaveLength(TRIALS);
    expect(found).toEqual({
      armId: 'a1',
      rate: 0.03,
      steps: experiment.steps,
      seeds: tuningSeeds(experiment.seeds, 3),
    });
    // The record of a longer run says so too, that of another rate does not.
    expect(tuningOf({ ...tuned, steps: 10 }, result)).toHaveLength(3);
    expect(tuningOf(setArmOption(tuned, 'a1', 'learningRate', 0.02), result)).toHaveLength(2);
    expect(tuningOf({ ...tuned, task: findPreset('ltc-unstable').experiment.task }, result)).toEqual([]);
    // What was tried is drawn behind this experiment, not behind one of other seeds.
    expect(sweptFor(tuned, result)).toBe(true);
    expect(sweptFor({ ...tuned, seeds: { first: 0, count: 9 } }, result)).toBe(false);
    // Tuned for this length, this rate and these options alone.
    expect(tunedTo(tuned.arms[0], { ...tuned, steps: 10 }, result)).toBeNull();
    const other = setArmOption(tuned, 'a1', 'beta1', 0.5);
    expect(tunedTo(other.arms[0], other, result)).toBeNull();
    const moved = setArmOption(tuned, 'a1', 'learningRate', 0.02);
    expect(tunedTo(moved.arms[0], moved, result)).toBeNull();
  });

  it('survives a reload with its result', async () => {
    const entries = new Map<string, string>();
    const storage = {
      getItem: (key: string) => entries.get(key) ?? null,
      setItem: (key: string, value: string) => void entries.set(key, value),
    };
    const openEngine = async () => new SweepEngine(0.01);
    const sweep = createSweep({ storage, openEngine });
    const result = await sweep.run(experiment, 2, 'fused');
    expect(createSweep({ storage, openEngine }).store.getState().result).toEqual(result);
    sweep.clear();
    expect(createSweep({ storage, openEngine }).store.getState().result).toBeNull();
  });

  it('says why it failed, and ends its engine', async () => {
    const engine = new SweepEngine(0.01);
    engine.refuse = new Error('out of memory');
    const sweep = createSweep({ storage: null, openEngine: async () => engine });
    expect(await sweep.run(experiment, 2, 'fused')).toBeNull();
    expect(sweep.store.getState()).toMatchObject({ going: null, error: 'out of memory' });
    expect(engine.ended).toBe(true);
  });

  it('can be stopped, and then nothing changes', async () => {
    const engine = new SweepEngine(0.01);
    let release = () => {};
    engine.gate = new Promise((resolve) => {
      release = resolve;
    });
    const sweep = createSweep({ storage: null, openEngine: async () => engine });
    const running = sweep.run(experiment, 2, 'fused');
    await new Promise((resolve) => setTimeout(resolve, 5));
    sweep.stop();
    expect(await running).toBeNull();
    expect(sweep.store.getState()).toEqual({ going: null, result: null, error: null });
    release();
  });

  it('ends with the best rates in the experiment, training from step 0, as one step of undo', async () => {
    const main = new FakeEngine();
    const playground = createPlayground({
      engine: main,
      initial: experiment,
      defaultExperiment: () => experiment,
      openEngine: async () => new SweepEngine(0.03),
    });
    await playground.open();
    main.train(5);
    await tune(playground, 2);
    const { experiment: tuned } = playground.store.getState();
    expect(tuned.arms.map(({ optimizer }) => optimizer.options.learningRate)).toEqual([0.03, 0.03, 0.03]);
    expect(main.names.slice(-4).filter((name) => name !== 'watch')).toEqual(['load', 'reset', 'start']);
    expect(playground.curves.arms.size).toBe(0);
    main.train(5);
    // The record of the run says what it owes to the sweep, and so does its methods paragraph.
    const record = (await takeRecord(playground, '0.2.0'))!;
    expect(record.tuning?.map(({ armId, rate }) => [armId, rate])).toEqual([
      ['a1', 0.03],
      ['a2', 0.03],
      ['a3', 0.03],
    ]);
    const said = methodsText(record);
    expect(said).toContain('The learning rate of Adam, 0.03, is the best of 7 tried');
    expect(said).toContain('over seeds 32 to 33, none of which is reported');
    expect(said).toContain(`recorded for 4 of ${experiment.steps} planned updates`);
    expect(said).not.toContain('by hand');
    await playground.undo();
    expect(playground.store.getState().experiment).toEqual(experiment);
  });

  it('gives its rates to the task it was made for, though another tab is open by then', async () => {
    const main = new FakeEngine();
    const other = findPreset('pathological-plane').experiment;
    const playground = createPlayground({
      engine: main,
      initial: experiment,
      defaultExperiment: () => other,
      openEngine: async () => new SweepEngine(0.03),
    });
    await playground.open();
    const tuning = tune(playground, 2);
    await playground.selectTask(other.task.id);
    await tuning;
    expect(playground.store.getState().experiment).toEqual(other);
    await playground.selectTask(experiment.task.id);
    const { arms } = playground.store.getState().experiment;
    expect(arms.map(({ optimizer }) => optimizer.options.learningRate)).toEqual([0.03, 0.03, 0.03]);
  });

  it('gives its rates to nobody where the problem was changed meanwhile', async () => {
    const playground = createPlayground({
      engine: new FakeEngine(),
      initial: experiment,
      defaultExperiment: () => experiment,
      openEngine: async () => new SweepEngine(0.03),
    });
    await playground.open();
    const tuning = tune(playground, 2);
    await playground.setSteps(experiment.steps + 7);
    await tuning;
    const { arms } = playground.store.getState().experiment;
    expect(arms.map(({ optimizer }) => optimizer.options)).toEqual(
      experiment.arms.map(({ optimizer }) => optimizer.options),
    );
  });
});
