import { expect, it } from 'vitest';
import { findPreset } from '../../src/config/presets';
import { IDLE, type PlaygroundState } from '../../src/store/playground/state';
import { waitingFor } from '../../src/ui/plots/WaitingView';

it('a view promises first steps only where some are to come', () => {
  const { experiment } = findPreset('ltc-hub');
  const state = (part: Partial<PlaygroundState>) =>
    ({ showsRecord: false, status: IDLE, waiting: [], experiment, data: null, ...part }) as PlaygroundState;
  expect(waitingFor(state({}))).toBe('waiting');
  expect(waitingFor(state({ showsRecord: true }))).toBe('record');
  expect(waitingFor(state({ status: { ...IDLE, state: 'failed' } }))).toBe('failed');
  expect(waitingFor(state({ waiting: ['a2'] }))).toBe('waiting');
  expect(waitingFor(state({ waiting: experiment.arms.map(({ id }) => id) }))).toBe('idle');
  const data = { hash: 'ab', name: 'my.png' };
  expect(waitingFor(state({ experiment: { ...experiment, task: { ...experiment.task, data } } }))).toBe(
    'idle',
  );
});
