import { expect, it } from 'vitest';
import type { ViewMessage } from '../../src/engine/types';
import { stepName } from '../../src/ui/plots/stepName';
import { viewsByStep } from '../../src/ui/plots/viewsByStep';

const view = { kind: 'x' };
const message = (...arms: readonly (readonly [string, number])[]): ViewMessage => ({
  seed: 0,
  arms: arms.map(([armId, step]) => ({ armId, step, view })),
});

it('views of optimizers that are not level are said to be at their own steps', () => {
  const { arms } = message(['a', 1200], ['b', 1200]);
  expect(stepName(arms)).toBe('step 1,200');
  expect(stepName(message(['a', 1200], ['b', 40]).arms)).toBe('steps 40 to 1,200');
});

it('a table of views has each at its own step, in order', () => {
  // What joined late catches up while the other waits for it.
  const trail = [message(['a', 0]), message(['a', 9], ['b', 0]), message(['a', 9], ['b', 5])];
  const rows = viewsByStep(trail);
  expect(rows.map(({ step }) => step)).toEqual([0, 5, 9]);
  expect(rows.map((row) => [row.view('a'), row.view('b')])).toEqual([
    [view, view],
    [undefined, view],
    [view, undefined],
  ]);
});
