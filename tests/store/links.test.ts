import { describe, expect, it, vi } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { defaultExperiment, findPreset } from '../../src/config/presets';
import { compareReceipt } from '../../src/config/receipt';
import { formatExperiment, formatRecord } from '../../src/config/recordFile';
import { decodeLink, encodeLink, MAX_LINK } from '../../src/config/shareLink';
import type { Experiment } from '../../src/config/types';
import type { KeyValueStorage } from '../../src/store/browser/storage';
import { armCurves, pageRecord } from '../../src/store/exportRecord';
import { openFile, openLink, snapshotFile, takeRecord, takeSnapshot } from '../../src/store/links';
import { createPlayground } from '../../src/store/playground';
import { sharedProblem } from '../../src/store/playground/state';
import { receiptFor } from '../config/receipts';
import { FakeEngine, fakeDevice, refusal } from '../ui/fakeEngine';
import { FakeWeights } from './fakeWeights';

async function opened(storage: KeyValueStorage | null = null) {
  const engine = new FakeEngine();
  const playground = createPlayground({
    engine,
    initial: defaultExperiment('ltc-sine'),
    defaultExperiment,
    storage,
    nextFrame: (callback) => callback(),
  });
  await playground.open();
  return { engine, playground, state: () => playground.store.getState() };
}

const short: Experiment = { ...defaultExperiment('ltc-sine'), steps: 20 };
const elsewhere = readExperiment({
  task: { id: 'pathological' },
  arms: [{ id: 'a1', optimizer: { id: 'adam' } }],
  seeds: { first: 3, count: 2 },
  steps: 30,
});
const onData = readExperiment({
  task: { id: 'siren', options: { source: 'own' }, data: { hash: 'ab'.repeat(32), name: 'cat.png' } },
  arms: [{ id: 'a1', optimizer: { id: 'adam' } }],
});
const file = (text: string, name = 'run.json') => new File([text], name);
const count = (engine: FakeEngine, name: string) => engine.names.filter((one) => one === name).length;

describe('opening a link', () => {
  it('shows its experiment, trains it from step 0 and keeps the receipt with its curves', async () => {
    const { engine, playground, state } = await opened();
    engine.train(5);
    const receipt = receiptFor(elsewhere, 1);
    expect(await openLink(playground, encodeLink(elsewhere, receipt))).toBe(true);
    expect(engine.experiment).toEqual(elsewhere);
    expect(state().status).toMatchObject({ state: 'running', step: 0 });
    expect(state().shared).toMatchObject({ from: 'link', receipt, notes: [] });
    expect(state().shared!.ghosts.a1.steps.at(-1)).toBe(30);
    expect(playground.curves.arms.size).toBe(0);
  });

  it('says what was opened, by the file’s name, but not of a link that the page begins with', async () => {
    const { playground, state } = await opened();
    await openLink(playground, encodeLink(elsewhere));
    expect(state().notices).toMatchObject([
      { level: 'info', text: 'The link was opened: an experiment on Pathological with Adam.' },
    ]);
    await openFile(playground, file(formatExperiment(short, null), 'mine.json'));
    expect(state().notices.at(-1)!.text).toMatch(/^"mine.json" was opened: an experiment on LTC sine with /);
    const fresh = createPlayground({
      engine: new FakeEngine(),
      initial: short,
      defaultExperiment,
    });
    await openLink(fresh, encodeLink(elsewhere));
    expect(fresh.store.getState().notices).toEqual([]);
  });

  it('starts anew where the run before was of the same task and seeds', async () => {
    const { engine, playground, state } = await opened();
    engine.train(5);
    await openLink(playground, encodeLink(short));
    expect(engine.names.slice(-5)).toEqual(['pause', 'load', 'reset', 'start', 'watch']);
    expect(state().status).toMatchObject({ state: 'running', step: 0 });
  });

  it('can be taken back, and the experiment before is what a later visit finds', async () => {
    const entries = new Map<string, string>();
    const storage = {
      getItem: (key: string) => entries.get(key) ?? null,
      setItem: (key: string, value: string) => void entries.set(key, value),
    };
    const { playground, state } = await opened(storage);
    await playground.setSeeds({ count: 4 });
    const own = state().experiment;
    const saved = entries.get('hub-playground');
    await openLink(playground, encodeLink(elsewhere));
    expect(entries.get('hub-playground')).toBe(saved);
    await playground.undo();
    expect(state().experiment).toEqual(own);
    await playground.redo();
    await playground.setSteps(50);
    expect(entries.get('hub-playground')).not.toBe(saved);
  });

  it.each([
    ['cut off', encodeLink(elsewhere).slice(0, -4), /cut off/],
    ['altered', encodeLink(elsewhere).replace(/.{3}$/, 'abc'), /damaged|checksum/],
    ['from a newer version', `#9${encodeLink(elsewhere).slice(2)}`, /newer|version/],
    ['no link', 'https://example.org/', /link/],
    ['empty', '', /empty/],
  ])('that is %s says so and leaves the run alone', async (_, text, reason) => {
    const { engine, playground, state } = await opened();
    engine.train(7);
    const before = state();
    const calls = engine.calls.length;
    expect(await openLink(playground, text)).toBe(false);
    expect(state().notices.at(-1)).toMatchObject({ level: 'error', text: expect.stringMatching(reason) });
    expect(state()).toEqual({ ...before, notices: state().notices });
    expect(engine.calls).toHaveLength(calls);
  });

  it('that the engine refuses brings back the experiment before, and it goes on', async () => {
    const { engine, playground, state } = await opened();
    const before = state().experiment;
    engine.refuse = refusal;
    await openLink(playground, encodeLink(elsewhere));
    expect(state().experiment).toEqual(before);
    expect(state().shared).toBeNull();
    expect(state().status.state).toBe('running');
    expect(state().notices.at(-1)?.text).toMatch(/must be positive/);
  });

  it('before the engine is there loads nothing else first', async () => {
    const engine = new FakeEngine();
    const initial = defaultExperiment('ltc-sine');
    const playground = createPlayground({ engine, initial, defaultExperiment });
    await openLink(playground, encodeLink(elsewhere));
    expect(engine.calls).toEqual([]);
    await playground.open();
    expect(engine.calls.filter(([name]) => name === 'load').map(([, plan]) => plan)).toEqual([elsewhere]);
  });

  it('compares while task and seeds are those it came with', async () => {
    const { playground, state } = await opened();
    await openLink(playground, encodeLink(elsewhere, receiptFor(elsewhere, 1)));
    playground.setArmOption('a1', 'learningRate', 0.5);
    expect(sharedProblem(state())).toBe(true);
    await playground.setSeeds({ count: 5 });
    expect(sharedProblem(state())).toBe(false);
    playground.closeShared();
    expect(state().shared).toBeNull();
  });
});

describe('files of the reader’s that an experiment names', () => {
  const onOther = { ...onData, task: { ...onData.task, data: { hash: 'cd'.repeat(32), name: 'cat.png' } } };

  it('are waited for, and training starts with the right one', async () => {
    const { engine, playground, state } = await opened();
    const loads = count(engine, 'load');
    await openLink(playground, encodeLink(onData));
    expect(state().experiment).toEqual(onData);
    expect(count(engine, 'load')).toBe(loads);
    expect(state().status.state).toBe('paused');
    await playground.addData(new File(['abcd'], 'renamed.png'));
    expect(engine.experiment).toEqual(onData);
    expect(state().status.state).toBe('running');
  });

  it('are not replaced by another file before the reader says so', async () => {
    const { engine, playground, state } = await opened();
    await openLink(playground, encodeLink(onOther));
    await playground.addData(new File(['abcd'], 'dog.png'));
    expect(state().otherData?.name).toBe('dog.png');
    expect(state().experiment).toEqual(onOther);
    await playground.useOtherData();
    expect(engine.experiment!.task.data).toEqual({ hash: 'ab'.repeat(32), name: 'dog.png' });
    expect(state()).toMatchObject({ otherData: null, status: { state: 'running' } });
  });

  it('are found as the part of a file that is asked for, without a question', async () => {
    const { engine, playground, state } = await opened();
    const part = { hash: '32'.repeat(32), name: 'brain.nii, time 3 of 3' };
    const experiment = { ...onData, task: { ...onData.task, data: part } };
    await openLink(playground, encodeLink(experiment));
    await playground.addData(new File(['abcd'], 'parts.nii'));
    expect(state()).toMatchObject({ partAsked: null, status: { state: 'running' } });
    expect(engine.experiment).toEqual(experiment);
  });

  it('are asked about where no part is the one, and what is chosen is another file', async () => {
    const { playground, state } = await opened();
    await openLink(playground, encodeLink(onOther));
    await playground.addData(new File(['abcd'], 'parts.nii'));
    expect(state().partAsked?.question.lacksWanted).toBe(true);
    await playground.takePart({ time: 0 });
    expect(state().otherData?.name).toBe('parts.nii, time 1 of 3');
    expect(state().experiment).toEqual(onOther);
  });

  it('are known after an undo', async () => {
    const { engine, playground, state } = await opened();
    await openLink(playground, encodeLink(onData));
    await playground.addData(new File(['abcd'], 'cat.png'));
    await openLink(playground, encodeLink(elsewhere));
    await playground.undo();
    expect(state().data?.name).toBe('cat.png');
    expect(engine.experiment).toEqual(onData);
  });
});

describe('a record', () => {
  async function recorded() {
    const first = await opened();
    await openLink(first.playground, encodeLink(elsewhere));
    first.engine.train(31);
    const record = pageRecord({
      version: '0.0.9',
      experiment: elsewhere,
      device: { ...fakeDevice, adapter: 'another' },
      curves: first.playground.curves,
    });
    return { record, text: formatRecord(record) };
  }

  it('is shown with its curves and nothing runs', async () => {
    const { record, text } = await recorded();
    const { engine, playground, state } = await opened();
    engine.train(4);
    const loads = count(engine, 'load');
    expect(await openFile(playground, file(text))).toBe(true);
    expect(count(engine, 'load')).toBe(loads);
    expect(state()).toMatchObject({ showsRecord: true, status: { state: 'finished', step: 30 } });
    // What the engine still says of the run before is not for these curves.
    engine.train(3);
    expect([...playground.curves.arms.keys()]).toEqual(['a1']);
    expect(await takeRecord(playground, '0.1.0')).toEqual({ ...record, arms: record.arms });
  });

  it('is shown at once while another experiment is still being loaded', async () => {
    const { record, text } = await recorded();
    const { engine, playground, state } = await opened();
    let release = () => {};
    engine.gate = new Promise((resolve) => {
      release = resolve;
    });
    const loading = playground.setSteps(77);
    await openFile(playground, file(text));
    expect(state().showsRecord).toBe(true);
    release();
    await loading;
    expect(state()).toMatchObject({ showsRecord: true, experiment: elsewhere });
    expect(await takeRecord(playground, '0.1.0')).toEqual(record);
    engine.gate = null;
    await playground.reset();
    expect(engine.experiment).toEqual(elsewhere);
  });

  it('stays where weights of the experiment before were still being fetched', async () => {
    const { record, text } = await recorded();
    const engine = new FakeEngine();
    let arrive = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const weights = new FakeWeights();
    weights.gate = arrived;
    const initial = findPreset('ltc-hub').experiment;
    const playground = createPlayground({ engine, initial, defaultExperiment, weights });
    const opening = playground.open({ start: false });
    await vi.waitFor(() => expect(weights.fetched).toEqual(['broad']));
    await openFile(playground, file(text));
    arrive();
    await opening;
    expect(playground.store.getState()).toMatchObject({ showsRecord: true, experiment: elsewhere });
    expect(await takeRecord(playground, '0.1.0')).toEqual(record);
  });

  it('says of its run what it came with, not what was tuned here', async () => {
    const { record } = await recorded();
    const [{ id }] = record.arms;
    const tuning = [{ armId: id, rates: [0.1, 1], rate: 1, steps: 9, seeds: { first: 90, count: 2 } }];
    const told = { ...record, tuning, notes: ['The planned length was changed at step 7.'] };
    const { playground } = await opened();
    await openFile(playground, file(formatRecord(told)));
    expect(await takeRecord(playground, '0.1.0')).toEqual(told);
  });

  it('gives way to a run, which is compared with it', async () => {
    const { text } = await recorded();
    const { engine, playground, state } = await opened();
    await openFile(playground, file(text));
    await playground.reset();
    await playground.start();
    expect(engine.experiment).toEqual(elsewhere);
    expect(state()).toMatchObject({ showsRecord: false, status: { state: 'running' } });
    engine.train(31);
    const { shared } = state();
    expect(compareReceipt(shared!.receipt!, armCurves(elsewhere, playground.curves))).toMatchObject([
      { verdict: 'matches', complete: true },
    ]);
  });

  it('keeps its curves when an optimizer is renamed, and a link opened over it does not show them', async () => {
    const { text } = await recorded();
    const { engine, playground } = await opened();
    await openFile(playground, file(text));
    playground.renameArm('a1', 'mine');
    expect(playground.curves.arms.get('a1')?.length).toBe(31);
    let proceed = () => {};
    engine.gate = new Promise<void>((resolve) => (proceed = resolve));
    const opening = openLink(playground, encodeLink(elsewhere));
    expect(playground.curves.arms.size).toBe(0);
    proceed();
    await opening;
    expect(playground.curves.veiled).toBe(false);
  });

  it('is linked with the receipt it came with', async () => {
    const { text } = await recorded();
    const { playground } = await opened();
    await openFile(playground, file(text));
    const { link } = await takeSnapshot(playground, '0.1.0');
    expect(decodeLink(link!).receipt).toMatchObject({ version: '0.0.9', adapter: 'another', steps: 30 });
  });

  it('marks where the planned length was changed', async () => {
    const { record } = await recorded();
    const { playground, state } = await opened();
    const [arm] = record.arms;
    await openFile(playground, file(formatRecord({ ...record, arms: [{ ...arm, replanned: 7 }] })));
    expect(playground.curves.arms.get('a1')?.length).toBe(31);
    expect(state().marks).toMatchObject([{ kind: 'length', armId: 'a1', step: 7 }]);
  });

  it('shows option changes within the run where they were made', async () => {
    const { record } = await recorded();
    const change = { step: 5, armId: 'a1', path: 'learningRate', value: 0.5 };
    const { playground, state } = await opened();
    const text = formatRecord({ ...record, experiment: { ...elsewhere, interventions: [change] } });
    await openFile(playground, file(text));
    expect(state().marks).toMatchObject([{ kind: 'intervention', armId: 'a1', step: 5 }]);
    expect(state().marks[0].text).toMatch(/→ 0\.5$/);
  });

  it.each([
    ['{', /not JSON/],
    ['[1]', /experiment/],
    ['{"hubPlayground":99,"experiment":{}}', /version/],
    ['{"arms":[]}', /task/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:ab\n', /it is a Git LFS pointer.*git lfs pull/],
    ['%PDF-1.7', /it is a PDF document/],
  ])('or experiment that is none (%s) says so by the file’s name', async (text, reason) => {
    const { playground, state } = await opened();
    const before = state().experiment;
    expect(await openFile(playground, file(text, 'odd.json'))).toBe(false);
    expect(state().notices.at(-1)?.text).toMatch(/^"odd.json" was not opened/);
    expect(state().notices.at(-1)?.text).toMatch(reason);
    expect(state().experiment).toBe(before);
  });
});

describe('a link of what is shown', () => {
  it('has no receipt before the first update, and one of the run after', async () => {
    const { engine, playground } = await opened();
    await openLink(playground, encodeLink(elsewhere));
    expect((await takeSnapshot(playground, '0.1.0')).receipt).toBeNull();
    engine.train(11);
    const { link, length, experiment } = await takeSnapshot(playground, '0.1.0');
    expect(length).toBe(link!.length);
    const decoded = decodeLink(link!);
    expect(decoded.experiment).toEqual(experiment);
    expect(decoded.receipt).toMatchObject({ ...fakeDevice, version: '0.1.0', steps: 10 });
    expect(compareReceipt(decoded.receipt!, armCurves(experiment, playground.curves))).toMatchObject([
      { verdict: 'matches', complete: true },
    ]);
  });

  it('has the names, order and target of the page and the options the run set out with', async () => {
    const { engine, playground } = await opened();
    const ran = engine.experiment!;
    playground.renameArm('a1', 'tuned');
    playground.moveArm('a1', 1);
    playground.setTarget(0.5);
    engine.recipe = async () => ({
      experiment: {
        ...ran,
        interventions: [{ step: 3, armId: 'a1', path: 'learningRate', value: 0.25 }],
      },
      notes: ['a note'],
    });
    const { experiment, notes } = await takeSnapshot(playground, '0.1.0');
    expect(experiment.arms.map(({ id, label }) => `${id} ${label}`).slice(0, 2)).toEqual(['a2 ', 'a1 tuned']);
    expect(experiment).toMatchObject({ target: 0.5, interventions: [{ step: 3, value: 0.25 }] });
    expect(notes).toEqual(['a note']);
  });

  it('says, as a record does, of which optimizers the planned length was changed', async () => {
    const { engine, playground } = await opened();
    engine.train(11);
    const ran = engine.experiment!;
    engine.recipe = async () => ({ experiment: ran, replanned: { a1: 7 }, notes: [] });
    const { link } = await takeSnapshot(playground, '0.1.0');
    expect(decodeLink(link!).receipt!.arms.map((arm) => arm?.replanned)[0]).toBe(7);
    const record = (await takeRecord(playground, '0.1.0'))!;
    expect(record.arms.map(({ replanned }) => replanned).slice(0, 2)).toEqual([7, undefined]);
    const { playground: second, state } = await opened();
    await openFile(second, file(formatRecord(record)));
    expect(state().shared!.receipt!.arms[0]).toMatchObject({ replanned: 7 });
    expect(await takeRecord(second, '0.1.0')).toEqual(record);
  });

  it('has the settings as they are now where asked, without a receipt of the run they did not make', async () => {
    const { engine, playground } = await opened();
    engine.train(11);
    const ran = (await takeSnapshot(playground, '0.1.0')).experiment;
    engine.recipe = async () => ({ experiment: ran, notes: ['a note'] });
    playground.setArmOption('a1', 'learningRate', 0.25);
    const rate = async (of: 'run' | 'settings') => {
      const { experiment, receipt, notes } = await takeSnapshot(playground, '0.1.0', of);
      return [experiment.arms[0].optimizer.options.learningRate, receipt !== null, notes.length];
    };
    expect(await rate('settings')).toEqual([0.25, false, 0]);
    expect(await rate('run')).toEqual([ran.arms[0].optimizer.options.learningRate, true, 1]);
  });

  it('leaves optimizers that wait for their weights out of the receipt', async () => {
    const { engine, playground, state } = await opened();
    engine.train(11);
    const learned = readExperiment({
      ...elsewhere,
      arms: [
        { id: 'a9', optimizer: { id: 'celo', checkpoint: `sha256-${'0'.repeat(64)}` } },
        ...elsewhere.arms,
      ],
    });
    await openLink(playground, encodeLink(learned));
    expect(state().waiting).toEqual(['a9']);
    engine.train(11);
    const { experiment, receipt } = await takeSnapshot(playground, '0.1.0');
    expect(experiment.arms).toHaveLength(2);
    expect(receipt?.arms.map((arm) => arm !== null)).toEqual([false, true]);
  });

  it('too long for one is a file that opens to the same', async () => {
    const { playground } = await opened();
    const interventions = Array.from({ length: 200 }, (_, i) => ({
      step: i + 1,
      armId: 'a1',
      path: 'learningRate',
      value: 0.01 + 0.9 / (i + Math.PI),
    }));
    const long = readExperiment({ ...elsewhere, steps: 300, interventions });
    await openFile(playground, file(formatExperiment(long)));
    const snapshot = await takeSnapshot(playground, '0.1.0');
    expect(snapshot.link).toBeNull();
    expect(snapshot.length).toBeGreaterThan(MAX_LINK);
    const { playground: second, state } = await opened();
    await openFile(second, file(snapshotFile(snapshot)));
    expect(state().experiment).toEqual(long);
  });
});
