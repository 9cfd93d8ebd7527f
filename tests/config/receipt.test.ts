import { describe, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import {
  type ArmCurves,
  compareReceipt,
  describeVerdict,
  ghostCurve,
  INFINITE_LEVEL,
  levelOf,
  lossOf,
  makeReceipt,
  type Receipt,
  receiptSteps,
} from '../../src/config/receipt';
import { formatExperiment, parseFile } from '../../src/config/recordFile';
import { decodeLink, encodeLink } from '../../src/config/shareLink';
import type { Experiment } from '../../src/config/types';
import { curvesOf } from './receipts';

const experiment: Experiment = readExperiment({
  task: { id: 'pathological' },
  arms: [
    { id: 'a1', optimizer: { id: 'adam' } },
    { id: 'a2', optimizer: { id: 'sgd' } },
  ],
  seeds: { first: 0, count: 5 },
  steps: 1000,
});

const device = { version: '0.1.0', adapter: 'test · adapter', executor: 'fused', backend: 'webgpu' } as const;
const receiptOf = (arms: readonly ArmCurves[]): Receipt => makeReceipt({ ...device, arms })!;

test('steps looked at are spread over the logarithm, each once, the last among them', () => {
  expect(receiptSteps(1000)).toEqual([1, 2, 4, 7, 12, 23, 43, 81, 152, 285, 534, 1000]);
  expect(receiptSteps(1)).toEqual([1]);
  expect(receiptSteps(3)).toEqual([1, 2, 3]);
  for (const steps of [2, 10, 77, 12345, 1_000_000]) {
    const at = receiptSteps(steps);
    expect(at[0]).toBe(1);
    expect(at.at(-1)).toBe(steps);
    expect(at.every((step, i) => i === 0 || step > at[i - 1])).toBe(true);
  }
});

test('levels rise with the loss, through zero, and stand for it to half a percent and a bit', () => {
  const losses = [-3e38, -1, -1e-45, 0, 1e-45, 1e-8, 0.02, 1, 1.02, 3e38, Number.POSITIVE_INFINITY];
  const levels = losses.map(levelOf);
  expect(levels.every((level, i) => i === 0 || level > levels[i - 1])).toBe(true);
  for (const loss of losses.slice(0, -1)) {
    // Half a level is 2^(1/128), 0.55 %; the smallest float32 is itself a rounding of 1e-45.
    const value = Math.fround(loss);
    expect(Math.abs(lossOf(levelOf(loss)) - value)).toBeLessThanOrEqual(0.0055 * Math.abs(value));
  }
  expect([levelOf(Number.NaN), lossOf(INFINITE_LEVEL)]).toEqual([INFINITE_LEVEL, Number.POSITIVE_INFINITY]);
});

describe('Compared with its receipt, a run', () => {
  const curves = curvesOf(experiment, 1);
  const receipt = receiptOf(curves);

  test('matches when it is the same, through a link too', () => {
    const { receipt: sent } = decodeLink(encodeLink(experiment, receipt));
    expect(sent).toEqual(receipt);
    expect(compareReceipt(sent!, curvesOf(experiment, 1))).toEqual([
      { verdict: 'matches', upTo: 1000, complete: true },
      { verdict: 'matches', upTo: 1000, complete: true },
    ]);
  });

  test('is within rounding when it is off by less than a level, 1.1 %', () => {
    const verdicts = compareReceipt(
      receipt,
      curvesOf(experiment, 1, (loss) => loss * 1.004),
    );
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['within rounding', 'within rounding']);
  });

  test('departs at the first step looked at after it went astray, by how much', () => {
    const astray = curvesOf(experiment, 1, (loss, arm, _, step) =>
      arm === 1 && step > 100 ? loss * 1.05 : loss,
    );
    const [first, second] = compareReceipt(receipt, astray);
    expect(first.verdict).toBe('matches');
    expect(second).toMatchObject({ verdict: 'departs', step: 152, quantity: 'median', complete: true });
    // Five percent, and half a level on either side.
    expect((second as { by: number }).by).toBeCloseTo(0.05, 1);
    expect(describeVerdict(second)).toMatch(/^departs at step 152 \(by \d(\.\d)? %\)$/);
  });

  test('departs in a quartile alone', () => {
    const wide = curves.map((arm) => ({
      ...arm,
      band: (step: number) => ({ ...arm.band(step), high: 2 * arm.band(step).high }),
    }));
    const verdict = compareReceipt(receiptOf(wide), curves)[0];
    expect(verdict).toMatchObject({ verdict: 'departs', quantity: 'quartile' });
    expect(describeVerdict(verdict)).toMatch(/^departs at step 1 \(a quartile by −50 %\)$/);
  });

  test('departs when a seed more diverged, even late', () => {
    const lost = curvesOf(experiment, 1, (loss, arm, seed, step) =>
      arm === 0 && seed === 3 && step >= 900 ? Number.NaN : loss,
    );
    const again = compareReceipt(receiptOf(lost), lost);
    expect(again.map(({ verdict }) => verdict)).toEqual(['matches', 'matches']);
    const verdict = compareReceipt(receiptOf(lost), curves)[0];
    expect(verdict).toMatchObject({ verdict: 'departs', step: 1000 });
  });

  test('departs at the end when only the number of diverged seeds differs', () => {
    const counted = { ...receipt, arms: receipt.arms.map((arm) => arm && { ...arm, diverged: 1 }) };
    const [verdict] = compareReceipt(counted, curves);
    expect(verdict).toEqual({ verdict: 'departs', step: 1000, quantity: 'diverged', by: -1, complete: true });
    expect(describeVerdict(verdict)).toBe('departs at step 1000 (1 seed fewer diverged)');
  });

  test('that is on its way is compared as far as it is', () => {
    const partial = curves.map((arm) => ({ ...arm, steps: 100 }));
    const [verdict] = compareReceipt(receipt, partial);
    expect(verdict).toEqual({ verdict: 'matches', upTo: 81, complete: false });
    expect(describeVerdict(verdict)).toBe('matches up to step 81');
    const [none] = compareReceipt(
      receipt,
      curves.map((arm) => ({ ...arm, steps: -1 })),
    );
    expect(describeVerdict(none)).toBe('not yet compared');
  });

  test('that went on longer than its receipt is compared up to there', () => {
    const early = receiptOf(curves.map((arm) => ({ ...arm, steps: 300 })));
    const later = curves.map((arm) => ({ ...arm, divergedStep: [null, null, null, null, 800] }));
    expect(compareReceipt(early, later)).toEqual([
      { verdict: 'matches', upTo: 300, complete: true },
      { verdict: 'matches', upTo: 300, complete: true },
    ]);
  });
});

test('an arm whose seeds all diverged has a receipt, and matches itself', () => {
  const wild = curvesOf(experiment, 2, (loss, arm, _, step) =>
    arm === 0 && step >= 30 ? Number.POSITIVE_INFINITY : loss,
  );
  // Such an arm is not trained on.
  const curves = wild.map((arm, index) => (index === 0 ? { ...arm, steps: 30 } : arm));
  const receipt = receiptOf(curves);
  expect(receipt.steps).toBe(1000);
  expect(receipt.arms[0]).toMatchObject({ diverged: 5 });
  expect(receipt.arms[0]!.median.slice(-2)).toEqual([INFINITE_LEVEL, INFINITE_LEVEL]);
  const { receipt: sent } = decodeLink(encodeLink(experiment, receipt));
  expect(sent).toEqual(receipt);
  expect(compareReceipt(sent!, curves).map(({ verdict }) => verdict)).toEqual(['matches', 'matches']);
  const [verdict] = compareReceipt(sent!, curvesOf(experiment, 2));
  expect(describeVerdict(verdict)).toBe('departs at step 43 (diverged in the receipt, not here)');
});

test('before the first update there is no receipt', () => {
  expect(
    makeReceipt({ ...device, arms: curvesOf(experiment, 1).map((arm) => ({ ...arm, steps: 0 })) }),
  ).toBeNull();
});

test('the ghost of a curve is the curve to the width of a level', () => {
  const curves = curvesOf(experiment, 4);
  const ghost = ghostCurve(receiptOf(curves), 1)!;
  expect(ghost.steps).toEqual(receiptSteps(1000));
  ghost.steps.forEach((step, i) => {
    const { median, low, high } = curves[1].band(step);
    for (const [value, shown] of [
      [median, ghost.median[i]],
      [low, ghost.low[i]],
      [high, ghost.high[i]],
    ]) {
      // Half a level, 0.55 %.
      expect(Math.abs(shown / value - 1)).toBeLessThan(0.0055);
    }
  });
});

test('receipts of other versions, executors and unknown adapters survive a link', () => {
  const curves = curvesOf(experiment, 5);
  for (const change of [
    { version: '1.02.3' },
    { version: '2.0.0-beta.1' },
    { executor: 'portable', backend: 'webgl', adapter: 'WEBGL' },
    { adapter: 'somebody · entirely new' },
    { steps: 100 },
  ] as const) {
    const receipt = { ...receiptOf(curves), ...change };
    const usable = 'steps' in change ? receiptOf(curves.map((arm) => ({ ...arm, steps: 100 }))) : receipt;
    expect(decodeLink(encodeLink(experiment, usable)).receipt).toEqual(usable);
  }
});

test('a receipt says of an arm that its planned length was changed, through a link and a file', () => {
  const curves = curvesOf(experiment, 1).map((arm, index) =>
    index === 1 ? { ...arm, replanned: 400 } : arm,
  );
  const receipt = receiptOf(curves);
  expect(receipt.arms.map((arm) => arm?.replanned)).toEqual([undefined, 400]);
  expect(decodeLink(encodeLink(experiment, receipt)).receipt).toEqual(receipt);
  expect(parseFile(formatExperiment(experiment, receipt)).receipt).toEqual(receipt);
  const verdicts = compareReceipt(receipt, curvesOf(experiment, 2));
  expect(verdicts).toMatchObject([{ verdict: 'departs' }, { verdict: 'replanned', step: 400 }]);
});

describe('A run that departs from its receipt, beside one from a nudged start,', () => {
  const curves = curvesOf(experiment, 1);
  /** Multiplies a distance by ten every 50 steps, from one rounding at the start. */
  const amplified = (sign: number) => (loss: number, _arm: number, _seed: number, step: number) =>
    loss * (1 + sign * Math.min(0.2, 1e-7 * 10 ** (step / 50)));
  const receipt = receiptOf(curvesOf(experiment, 1, amplified(-3)));

  test('departs as far as rounding explains where that run has come nearly as far', () => {
    expect(compareReceipt(receipt, curves)[0]).toMatchObject({ verdict: 'departs', step: 285 });
    const [verdict] = compareReceipt(receipt, curves, curvesOf(experiment, 1, amplified(1)));
    expect(verdict).toMatchObject({ verdict: 'amplified rounding', step: 285, complete: true });
    expect(describeVerdict(verdict)).toMatch(
      /^departs at step 285 \(by \d+ %\), as far as rounding explains: a start .* leads \d+(\.\d+)? % away by then, and rounding at every step up to 12 times as far$/,
    );
  });

  test('departs where nothing is amplified, or where rounding has not come as far by that step', () => {
    expect(compareReceipt(receipt, curves, curves)[0].verdict).toBe('departs');
    const late = curvesOf(experiment, 1, (loss, arm, seed, step) =>
      step < 534 ? loss : amplified(1)(loss, arm, seed, step),
    );
    expect(compareReceipt(receipt, curves, late)[0]).toMatchObject({ verdict: 'departs', step: 285 });
    // Another learning rate tells from the first steps on.
    const other = receiptOf(curvesOf(experiment, 1, (loss, _arm, _seed, step) => loss * 0.999 ** step));
    expect(compareReceipt(other, curves, curvesOf(experiment, 1, amplified(1)))[0].verdict).toBe('departs');
  });

  test('departs where that run has come far less far, though both are small', () => {
    const away = (by: number) =>
      curvesOf(experiment, 1, (loss, _arm, _seed, step) => (step < 81 ? loss : loss * (1 + by)));
    const claim = receiptOf(away(-0.019));
    expect(compareReceipt(claim, curves)[0]).toMatchObject({ verdict: 'departs', step: 81 });
    // 1.9 % beside 0.068 %; and beside 0.19 %, which is of its size.
    expect(compareReceipt(claim, curves, away(0.00068))[0].verdict).toBe('departs');
    expect(compareReceipt(claim, curves, away(0.0019))[0].verdict).toBe('amplified rounding');
  });

  test('is not excused where there is no nudged run of its arm', () => {
    const twins = curvesOf(experiment, 1, amplified(1));
    const verdicts = compareReceipt(receipt, curves, [null, twins[1]]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['departs', 'amplified rounding']);
  });

  test('is not excused for seeds that diverge, unless they do so by a nudge as well', () => {
    const lost = (loss: number, _arm: number, seed: number, step: number) =>
      seed === 4 && step > 900 ? Number.POSITIVE_INFINITY : loss;
    const claim = receiptOf(curvesOf(experiment, 1, lost));
    expect(compareReceipt(claim, curves, curves)[0].verdict).toBe('departs');
    const [verdict] = compareReceipt(claim, curves, curvesOf(experiment, 1, lost));
    expect(verdict.verdict).toBe('amplified rounding');
  });

  test('matches where it matches, whatever the nudged run does', () => {
    const own = receiptOf(curves);
    expect(compareReceipt(own, curves, curvesOf(experiment, 2))[0].verdict).toBe('matches');
  });
});
