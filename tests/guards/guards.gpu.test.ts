import { beforeAll, describe, expect, test } from 'vitest';
import type { ArmConfig } from '../../src/config/types';
import { type AnyOptions, optionDefaults } from '../../src/core/option';
import { openGpu, openTf } from '../../src/engine/backend';
import type { Executor, ExecutorSetup, StepResults } from '../../src/engine/executor';
import { createFusedExecutor } from '../../src/engine/fused/executor';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { GuardEvent } from '../../src/guards/types';
import { Header } from '../../src/optimizers/learned/schedulerState';
import { ltcSine } from '../../src/tasks/ltcSine';
import type { TaskInstance, Tf } from '../../src/tasks/types';
import { columns, mlp, pathological, quadratic, setupOf } from '../engine/setups';
import { adamPart, guardArm, learnedPart, plainArm } from './arms';

let device: GPUDevice;
let tf: Tf;
beforeAll(async () => {
  device = (await openGpu()).device;
  tf = await openTf('cpu');
});

const executors: Record<string, (plan: ExecutorSetup) => Promise<Executor>> = {
  fused: (setup) => createFusedExecutor(device, setup),
  portable: (setup) => createPortableExecutor(tf, setup),
};

/** Shrinks the distance to the minimum by about a tenth per step. */
const CALM = 100;
/** Multiplies the parameters by about a thousand per step, until the loss overflows. */
const WILD = 1e6;
/** Overflows within three steps, far from where the order of a sum decides whether it does. */
const BRUTAL = 1e10;

interface GuardEventAt {
  readonly lane: number;
  readonly step: number;
  readonly event: number;
}

const eventsOf = ({ events, firstStep, count }: StepResults): GuardEventAt[] => {
  const lanes = (events?.length ?? 0) / count;
  return [...(events ?? [])].flatMap((event, at) =>
    event ? [{ lane: at % lanes, step: firstStep + Math.floor(at / lanes), event }] : [],
  );
};

/** A `Float32` word of a lane's state. */
const stateWord = async (executor: Executor, lane: number, name: string, word: number): Promise<number> => {
  const [snapshot] = (await executor.snapshot(0)).slice(lane, lane + 1);
  return new Float32Array(snapshot.state[name].buffer, snapshot.state[name].byteOffset)[word];
};

/** An arm whose learned part is calm or, by its live multiplier, wild. */
const moody = (wild: boolean, guard = 'min-loss-reinit', options: AnyOptions = {}): ArmConfig =>
  guardArm('moody', guard, learnedPart(1e5, { multiplier: wild ? 100 : 1e-3 }), options);

describe.each(Object.entries(executors))('%s', (_kind, make) => {
  describe('LGL2O', () => {
    test.each([
      ['quadratic', 1, quadratic],
      ['quadratic', 5, quadratic],
      ['full-batch network', 1, mlp],
      ['minibatch network', 4, () => mlp(17)],
    ] as const)(
      'around an exploding learned side walks the %s as its hand-designed side alone, period %i',
      async (_name, period, task) => {
        const arms = [
          guardArm('guarded', 'lgl2o', learnedPart(WILD), { period, checks: 2 }),
          plainArm('adam', adamPart()),
        ];
        const executor = await make(setupOf(task(), arms, [1, 2]));
        const results = await executor.run(0, 20);
        const last = await executor.evaluate(20);
        const params = await executor.readParams();
        expect(executor.divergedSteps()).toEqual([null, null, null, null]);
        expect(params.slice(0, params.length / 2)).toEqual(params.slice(params.length / 2));
        expect(columns(last.loss, 4, [0, 1])).toEqual(columns(last.loss, 4, [2, 3]));
        expect(eventsOf(results)).toEqual(
          [0, 1].map((lane) => ({ lane, step: period, event: GuardEvent.toDesigned })),
        );
        executor.dispose();
      },
    );

    test('goes on from the better of both proposals, step by step', async () => {
      const task = mlp();
      const executor = await make(setupOf(task, [guardArm('a', 'lgl2o', learnedPart(CALM))], [3]));
      const winners = new Set<number>();
      for (let step = 0; step < 12; step++) {
        await executor.run(step, 1);
        const [{ params, state }] = await executor.snapshot(step + 1);
        const companion = new Float32Array(state['companion.params'].buffer);
        const key = [0, 0] as const;
        const proposals = [params, companion].map((side) => task.referenceLoss(Float64Array.from(side), key));
        const { loss } = await executor.evaluate(step + 1);
        winners.add(proposals.indexOf(Math.min(...proposals)));
        // The float32 loss against the float64 reference.
        expect(Math.abs(loss[0] - Math.min(...proposals))).toBeLessThan(1e-6 * (1 + loss[0]));
      }
      expect(winners.size).toBe(2);
      executor.dispose();
    });

    test('stops where both sides are lost, and says when', async () => {
      const wildSgd = plainArm('x', {
        ...adamPart(),
        id: 'sgd',
        options: { ...adamPart().options, learningRate: 10, momentum: 0.9, nesterov: false },
      }).optimizer;
      const arms = [
        guardArm('lost', 'lgl2o', learnedPart(WILD), {}, wildSgd),
        guardArm('calm', 'lgl2o', learnedPart(CALM), {}, adamPart()),
      ];
      const executor = await make(setupOf(quadratic(), arms, [1]));
      const { loss } = await executor.run(0, 64);
      const [lost, calm] = executor.divergedSteps();
      expect(calm).toBeNull();
      expect(lost).toBeGreaterThan(5);
      columns(loss, 2, [0]).forEach((value, step) => expect(Number.isNaN(value)).toBe(step >= lost!));
      executor.dispose();
    });

    test('gives a learned side that went to NaN a fresh start, which can win again', async () => {
      const task = quadratic();
      const executor = await make(setupOf(task, [moody(true, 'lgl2o', { period: 20 })], [1]));
      const first = await executor.run(0, 21);
      expect(columns(first.loss, 1, [0]).slice(1, 20).some(Number.isNaN)).toBe(true);
      expect(eventsOf(first)).toEqual([{ lane: 0, step: 20, event: GuardEvent.toDesigned }]);
      // One update since the fresh start.
      expect(await stateWord(executor, 0, 'learned.scheduler', Header.iteration)).toBe(1);
      executor.configure([moody(false, 'lgl2o', { period: 1 })]);
      const second = await executor.run(21, 20);
      expect(eventsOf(second).map(({ event }) => event)).toContain(GuardEvent.toLearned);
      expect([...second.loss].every(Number.isFinite)).toBe(true);
      executor.dispose();
    });
  });

  describe('Min-Loss Reinit', () => {
    test.each(['fresh', 'full'])(
      'restores the parameters of the lowest loss bit for bit after a NaN and goes on (%s)',
      async (mode) => {
        const setup = setupOf(quadratic(), [moody(false, 'min-loss-reinit', { mode })], [1, 2]);
        const executor = await make(setup);
        const calm = await executor.run(0, 8);
        const best = await executor.readParams();
        executor.configure([moody(true, 'min-loss-reinit', { mode })]);
        let events: GuardEventAt[] = [];
        let step = 8;
        for (; events.length === 0 && step < 40; step++) events = eventsOf(await executor.run(step, 1));
        const at = step - 1;
        expect(events).toEqual([0, 1].map((lane) => ({ lane, step: at, event: GuardEvent.reinit })));
        expect(at).toBeGreaterThan(9);
        expect(await executor.readParams()).toEqual(best);
        const iteration = mode === 'full' ? 8 : 0;
        expect(await stateWord(executor, 1, 'learned.scheduler', Header.iteration)).toBe(iteration);
        if (mode === 'fresh') {
          // Planned for the steps left of 50, after step `at`: horizon 50 and extra steps below 0.
          expect(await stateWord(executor, 0, 'learned.scheduler', Header.extraSteps)).toBe(-at - 1);
        }
        executor.configure([moody(false, 'min-loss-reinit', { mode })]);
        const again = await executor.run(step, 8);
        expect([...again.loss].every(Number.isFinite)).toBe(true);
        expect(Math.max(...again.loss.slice(-2))).toBeLessThan(Math.min(...calm.loss.slice(-2)));
        expect(executor.divergedSteps()).toEqual([null, null]);
        executor.dispose();
      },
    );

    test('keeps to its limit, then a NaN is a divergence; with the trigger off it is one at once', async () => {
      const arms = [
        guardArm('two', 'min-loss-reinit', learnedPart(WILD), { limit: 2 }),
        guardArm('off', 'min-loss-reinit', learnedPart(WILD), { onNonFinite: false }),
        guardArm('none', 'min-loss-reinit', learnedPart(WILD), { limit: 0 }),
        plainArm('bare', learnedPart(WILD)),
      ];
      const executor = await make(setupOf(quadratic(), arms, [1], 100));
      const results = await executor.run(0, 60);
      const [two, off, none, bare] = executor.divergedSteps();
      const events = eventsOf(results);
      expect(events.map(({ lane, event }) => [lane, event])).toEqual([
        [0, GuardEvent.reinit],
        [0, GuardEvent.reinit],
      ]);
      expect([off, none]).toEqual([bare, bare]);
      expect(events[0].step).toBe(bare);
      // Each life is as long as the first; the step of a restart makes no update.
      const life = bare! + 1;
      expect(events[1].step).toBe(bare! + life);
      expect(two).toBe(bare! + 2 * life);
      expect(Number.isNaN(results.loss[two! * 4])).toBe(true);
      executor.dispose();
    });

    test('restarts at the planned end, and plans for what is left', async () => {
      const learned = learnedPart(CALM, { horizon: 10 });
      const arms = [
        guardArm('fresh', 'min-loss-reinit', learned),
        guardArm('full', 'min-loss-reinit', learned, { mode: 'full' }),
        guardArm('off', 'min-loss-reinit', learned, { onEnd: false }),
      ];
      const executor = await make(setupOf(quadratic(), arms, [1], 40));
      const first = await executor.run(0, 11);
      expect(eventsOf(first)).toEqual([0, 1].map((lane) => ({ lane, step: 10, event: GuardEvent.reinit })));
      const word = (lane: number, index: number) => stateWord(executor, lane, 'learned.scheduler', index);
      expect([await word(0, Header.iteration), await word(0, Header.extraSteps)]).toEqual([0, 19]);
      // 10 updates made, 29 to come: a plan of 39.
      expect([await word(1, Header.iteration), await word(1, Header.extraSteps)]).toEqual([10, 29]);
      expect([await word(2, Header.iteration), await word(2, Header.extraSteps)]).toEqual([11, 0]);
      expect(eventsOf(await executor.run(11, 29))).toEqual([]);
      executor.dispose();
    });
  });

  test('Increase Steps lengthens the plan at its end, as often as it may', async () => {
    const learned = learnedPart(CALM, { horizon: 10 });
    const arms = [
      guardArm('a', 'increase-steps', learned, { limit: 2 }),
      guardArm('half', 'increase-steps', learned, { increase: 0.5, limit: 20 }),
      guardArm('none', 'increase-steps', learned, { limit: 0 }),
      guardArm('wild', 'increase-steps', learnedPart(WILD, { horizon: 30 })),
    ];
    const executor = await make(setupOf(quadratic(), arms, [1], 40));
    const results = await executor.run(0, 40);
    const steps = (lane: number) => eventsOf(results).flatMap((at) => (at.lane === lane ? [at.step] : []));
    expect(new Set(eventsOf(results).map(({ event }) => event))).toEqual(new Set([GuardEvent.extend]));
    expect(steps(0)).toEqual([10, 20]);
    expect(steps(1)).toEqual([10, 15, 20, 25, 30, 35]);
    expect(steps(2)).toEqual([]);
    expect(steps(3)).toEqual([]);
    expect(await stateWord(executor, 0, 'learned.scheduler', Header.extraSteps)).toBe(20);
    expect(await stateWord(executor, 0, 'learned.scheduler', Header.iteration)).toBe(40);
    expect(executor.divergedSteps().map((step) => step !== null)).toEqual([false, false, false, true]);
    executor.dispose();
  });

  test('the switch is the learned optimizer before its step and a warm hand-designed one after', async () => {
    const task = mlp(17);
    const arms = [
      guardArm('switch', 'switch', learnedPart(CALM), { at: 6 }),
      plainArm('learned', learnedPart(CALM)),
      guardArm('adam', 'switch', learnedPart(WILD), { at: 0 }),
      plainArm('bare', adamPart()),
    ];
    const executor = await make(setupOf(task, arms, [5]));
    const { size } = task.layout;
    const of = (params: Float32Array, lane: number) => params.slice(lane * size, (lane + 1) * size);
    const mu = new Float64Array(size);
    const nu = new Float64Array(size);
    const events: GuardEventAt[] = [];
    let before = await executor.readParams();
    for (let step = 0; step < 12; step++) {
      events.push(...eventsOf(await executor.run(step, 1)));
      const grads = await executor.readGrads();
      const after = await executor.readParams();
      if (step < 6) expect(of(after, 0)).toEqual(of(after, 1));
      expect(of(after, 2)).toEqual(of(after, 3));
      for (let i = 0; i < size; i++) {
        mu[i] = 0.9 * mu[i] + 0.1 * grads[i];
        nu[i] = 0.999 * nu[i] + 0.001 * grads[i] ** 2;
        const root = Math.sqrt(nu[i] / (1 - 0.999 ** (step + 1))) + 1e-8;
        const adam = (-0.01 * mu[i]) / (1 - 0.9 ** (step + 1)) / root;
        // Parameters of order 1 hold a step of 0.01 to 1e-7.
        if (step >= 6) expect(Math.abs(after[i] - before[i] - adam)).toBeLessThan(1e-6);
      }
      before = after;
    }
    expect(events).toEqual([
      { lane: 2, step: 0, event: GuardEvent.toDesigned },
      { lane: 0, step: 6, event: GuardEvent.toDesigned },
    ]);
    executor.dispose();
  });

  test('early stopping goes back to the minimum after its patience and stays, NaN or not', async () => {
    const patient = (wild: boolean): ArmConfig[] => [
      moody(wild, 'early-stop', { patience: 5 }),
      { ...moody(wild, 'early-stop', { patience: 1000 }), id: 'patient' },
    ];
    const executor = await make(setupOf(quadratic(), patient(false), [1]));
    await executor.run(0, 8);
    const best = await executor.readParams();
    executor.configure(patient(true));
    const results = await executor.run(8, 32);
    const events = eventsOf(results);
    // The loss of step 8 is the lowest; steps 9 to 13 bring nothing better.
    expect(events[0]).toEqual({ lane: 0, step: 13, event: GuardEvent.stop });
    expect(events[1]).toMatchObject({ lane: 1, event: GuardEvent.stop });
    expect(events).toHaveLength(2);
    const broken = events[1].step;
    expect(Number.isNaN(results.loss[(broken - 8) * 2 + 1])).toBe(true);
    expect(await executor.readParams()).toEqual(best);
    for (let step = broken + 1; step < 40; step++) {
      expect([...results.loss.slice((step - 8) * 2, (step - 7) * 2)]).toEqual([...results.loss.slice(0, 2)]);
    }
    executor.dispose();
  });
});

/** One arm of every guard, with events within 40 steps; some share an optimizer. */
const everyGuard = (): ArmConfig[] => [
  guardArm('a', 'lgl2o', learnedPart(CALM), { period: 3, checks: 2 }),
  { ...guardArm('b', 'lgl2o', learnedPart(CALM), { period: 7, checks: 1 }, adamPart(0.05)), clipNorm: 0.3 },
  guardArm('c', 'min-loss-reinit', learnedPart(CALM, { horizon: 9 })),
  guardArm('d', 'min-loss-reinit', learnedPart(CALM, { horizon: 13 }), { mode: 'full' }),
  guardArm('e', 'increase-steps', learnedPart(CALM, { horizon: 10 })),
  guardArm('f', 'switch', learnedPart(CALM), { at: 14 }),
  guardArm('g', 'early-stop', learnedPart(CALM), { patience: 4 }),
  guardArm('h', 'min-loss-reinit', learnedPart(BRUTAL), { limit: 20 }),
];

const tasks: Record<string, () => TaskInstance> = {
  quadratic,
  'full-batch network': mlp,
  'minibatch network': () => mlp(17),
  pathological,
  // Some of its parameters must not be negative, in the companions too.
  'clipped LTC': () =>
    ltcSine.create({
      ...optionDefaults(ltcSine.options),
      constraint: 'explicit-clip',
      unfolds: 1,
      length: 12,
    }),
};

describe.each(Object.entries(tasks))('on the %s task', (name, task) => {
  test('fused and portable guards agree, events included', async () => {
    // At ten million times its parameters the gradient of an LTC is rounding alone: its wild arm is left out.
    const arms = everyGuard().slice(0, name === 'clipped LTC' ? -1 : undefined);
    const runs = [];
    for (const make of Object.values(executors)) {
      const executor = await make(setupOf(task(), arms, [1, 2], 40));
      const results = await executor.run(0, 20);
      runs.push({ results, params: await executor.readParams(), diverged: [...executor.divergedSteps()] });
      executor.dispose();
    }
    const [fused, portable] = runs;
    expect(eventsOf(fused.results)).toEqual(eventsOf(portable.results));
    expect(eventsOf(fused.results).length).toBeGreaterThan(4);
    expect(fused.diverged).toEqual(portable.diverged);
    // Float32 in another order, through up to 20 steps; where the wild lane grows, relative.
    const near = (a: Float32Array, b: Float32Array) =>
      a.forEach((value, i) => {
        if (Number.isNaN(value)) expect(b[i]).toBeNaN();
        else expect(Math.abs(value - b[i])).toBeLessThanOrEqual(1e-4 * (1 + Math.abs(value)));
      });
    near(fused.results.loss, portable.results.loss);
    near(fused.params, portable.params);
  });

  test('a guarded lane alone and among others is the same bit for bit', async () => {
    const arms = everyGuard();
    const seeds = [4, 9];
    const all = await createFusedExecutor(device, setupOf(task(), arms, seeds, 40));
    await all.run(0, 22);
    const together = await all.readParams();
    all.dispose();
    const size = together.length / (arms.length * seeds.length);
    for (const [arm, seed] of [
      [0, 1],
      [1, 0],
      [3, 1],
      [6, 0],
      [7, 1],
    ]) {
      const alone = await createFusedExecutor(device, setupOf(task(), [arms[arm]], [seeds[seed]], 40));
      await alone.run(0, 22);
      const lane = arm * seeds.length + seed;
      expect(await alone.readParams()).toEqual(together.slice(lane * size, (lane + 1) * size));
      alone.dispose();
    }
  });
});

test.each(Object.entries(executors))(
  '%s: a run taken up from a snapshot between events ends bit for bit like one that went on',
  async (_kind, make) => {
    const setup = () => setupOf(mlp(17), everyGuard(), [5, 6], 40);
    const straight = await make(setup());
    const early = await straight.run(0, 16);
    const late = await straight.run(16, 15);
    const lanesWithBoth = eventsOf(late).filter(({ lane }) => eventsOf(early).some((e) => e.lane === lane));
    expect(lanesWithBoth.length).toBeGreaterThan(0);
    const first = await make(setup());
    await first.run(0, 16);
    const snapshot = await first.snapshot(16);
    first.dispose();
    const second = await make(setup());
    await second.restore(snapshot);
    const resumed = await second.run(16, 15);
    expect(eventsOf(resumed)).toEqual(eventsOf(late));
    expect(resumed.loss).toEqual(late.loss);
    expect(await second.readParams()).toEqual(await straight.readParams());
    straight.dispose();
    second.dispose();
  },
);

test('portable guards leave no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const executor = await createPortableExecutor(tf, setupOf(quadratic(), everyGuard(), [1, 2], 40));
  await executor.run(0, 2);
  const held = tf.memory().numTensors;
  await executor.run(2, 20);
  expect(tf.memory().numTensors).toBe(held);
  executor.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
