import { describe, expect, it } from 'vitest';
import { MAX_ARMS, readExperiment } from '../../src/config/experiment';
import { defaultExperiment, findPreset, presets } from '../../src/config/presets';
import * as edit from '../../src/store/edit';
import { findTask, tasks } from '../../src/tasks';
import { presetTexts } from '../../src/texts/presets';

const experiment = defaultExperiment('ltc-sine');
const ids = (of: typeof experiment) => of.arms.map((arm) => arm.id);

describe('edits of an experiment', () => {
  it('add an arm with the learning rate that suits the task', () => {
    const added = edit.addArm(experiment, 'sgd').arms.at(-1)!;
    expect(added.optimizer.options.learningRate).toBe(findTask('ltc-sine').learningRates!.sgd);
    expect(ids(experiment)).not.toContain(added.id);
  });

  it('stop at the most arms there may be', () => {
    let full = experiment;
    for (let i = 0; i < 20; i++) full = edit.addArm(full, 'adam');
    expect(full.arms).toHaveLength(MAX_ARMS);
    expect(new Set(ids(full)).size).toBe(MAX_ARMS);
    expect(edit.duplicateArm(full, full.arms[0].id, 'copy')).toBe(full);
  });

  it('put a copy right behind its original', () => {
    const [first] = experiment.arms;
    const copied = edit.duplicateArm(experiment, first.id, 'copy');
    expect(copied.arms[1]).toEqual({ ...first, id: copied.arms[1].id, label: 'copy' });
    expect(copied.arms[1].id).not.toBe(first.id);
  });

  it('keep the last arm', () => {
    let rest = experiment;
    for (const id of ids(experiment)) rest = edit.removeArm(rest, id);
    expect(ids(rest)).toEqual([ids(experiment).at(-1)]);
  });

  it('move an arm within the list and no further', () => {
    const [a, b, c] = ids(experiment);
    expect(ids(edit.moveArm(experiment, a, 1))).toEqual([b, a, c]);
    expect(ids(edit.moveArm(experiment, c, -5))).toEqual([c, a, b]);
    expect(edit.moveArm(experiment, a, -1)).toBe(experiment);
  });

  it('set an option of an arm, its clipping, and leave the original alone', () => {
    const before = JSON.stringify(experiment);
    const [a] = ids(experiment);
    expect(edit.setArmOption(experiment, a, 'learningRate', 0.5).arms[0].optimizer.options.learningRate).toBe(
      0.5,
    );
    expect(edit.setArmOption(experiment, a, 'clipNorm', 2).arms[0].clipNorm).toBe(2);
    expect(JSON.stringify(experiment)).toBe(before);
  });

  it('reach the options of a part', () => {
    const part = edit.defaultOptimizer('adam', 'ltc-sine');
    const arm = {
      id: 'h',
      label: '',
      clipNorm: 0,
      optimizer: { id: 'adam', options: {}, parts: { designed: part } },
    };
    const changed = edit.setArmOption({ ...experiment, arms: [arm] }, 'h', 'parts.designed.beta1', 0.5);
    expect(changed.arms[0].optimizer.parts!.designed.options.beta1).toBe(0.5);
  });

  it('name the file of the reader exactly while the options ask for it', () => {
    const siren = defaultExperiment('siren');
    const data = { name: 'x.png', hash: 'ab'.repeat(32), shape: [2, 2], dtype: 'uint8', bytes: 4 };
    const own = edit.setData(siren, data);
    expect(own.task.data).toEqual({ name: 'x.png', hash: data.hash });
    expect(own.task.options.source).toBe('own');
    expect(edit.setTaskOptions(own, { source: 'picture' }, data).task).not.toHaveProperty('data');
    expect(edit.setData(own, null).task).toEqual(siren.task);
    expect(edit.setData(experiment, data)).toBe(experiment);
  });
});

describe('looks of arms', () => {
  it('stay with an arm when others come, go and move', () => {
    const slots = edit.assignSlots(experiment.arms, {});
    const [a, b, c] = experiment.arms;
    expect([slots[a.id], slots[b.id], slots[c.id]]).toEqual([0, 1, 2]);
    const fewer = edit.assignSlots([c, b], slots);
    expect([fewer[c.id], fewer[b.id]]).toEqual([2, 1]);
    const other = { ...a, id: 'new' };
    expect(edit.assignSlots([c, b, other], fewer).new).toBe(0);
  });

  it('never belong to two arms of one experiment', () => {
    const [a, b, c] = experiment.arms;
    const slots = edit.assignSlots([a, b, c], { [a.id]: 1, [b.id]: 1, [c.id]: 1 });
    expect(new Set([a, b, c].map(({ id }) => slots[id])).size).toBe(3);
  });
});

describe('presets', () => {
  it.each(presets.map((preset) => [preset.id, preset] as const))(
    '%s is a valid experiment as it stands',
    (_, preset) => {
      expect(readExperiment(preset.experiment)).toEqual(preset.experiment);
      const { question, outcome, why } = presetTexts[preset.id];
      for (const text of [preset.title, question, outcome, why]) {
        expect(text.length).toBeGreaterThan(10);
      }
    },
  );

  it('have ids that differ and are found by them', () => {
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
    expect(findPreset(presets[0].id)).toBe(presets[0]);
    expect(() => findPreset('no such')).toThrow(/there is no preset "no such"; there are/);
  });

  it('give every task an experiment to open with', () => {
    for (const task of tasks) expect(defaultExperiment(task.id).task.id).toBe(task.id);
  });
});
