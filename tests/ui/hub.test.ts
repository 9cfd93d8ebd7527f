import { describe, expect, it } from 'vitest';
import { armLabel } from '../../src/config/armNames';
import { defaultExperiment } from '../../src/config/presets';
import { optionDefaults } from '../../src/core/option';
import type { ArmProbes } from '../../src/engine/types';
import { findMethod } from '../../src/methods';
import { hubFormula } from '../../src/optimizers/hub/formula';
import { hubOptions } from '../../src/optimizers/hub/settings';
import { DRIVE_NAMES, SIGMA_BINS } from '../../src/optimizers/hub/whoDrives';
import { addArm } from '../../src/store/edit';
import { ArmDrive, Drives } from '../../src/store/probes';
import { armSummary } from '../../src/ui/armSummary';
import { evaluationsPerStep } from '../../src/ui/evaluationsPerStep';
import { layerByKey, momentsByColumn, sharePercent, sigmaBins, sigmaWords } from '../../src/ui/hub/drive';
import { lookOf } from '../../src/ui/palette';

const LAYERS = [
  { name: 'w', size: 64 },
  { name: 'b', size: 1 },
];

/** Two seeds and two layers; every number is `base` + 100 seed + 10 layer, those in `given` apart. */
function probes(base: number, given: Readonly<Record<string, number>> = {}): ArmProbes {
  const values = new Float32Array(2 * LAYERS.length * DRIVE_NAMES.length);
  let at = 0;
  for (let seed = 0; seed < 2; seed++) {
    for (let layer = 0; layer < LAYERS.length; layer++) {
      for (const name of DRIVE_NAMES) values[at++] = given[name] ?? base + 100 * seed + 10 * layer;
    }
  }
  return { armId: 'a1', names: DRIVE_NAMES, layers: LAYERS, seeds: 2, values };
}

const defaults = optionDefaults(hubOptions);

describe('the layers of the map', () => {
  it('are gone through by arrow keys, to their ends and no further', () => {
    const from = (layer: number) => (key: string) => layerByKey(key, layer, 3);
    expect(['ArrowDown', 'ArrowRight', 'ArrowUp', 'ArrowLeft', 'Home', 'End'].map(from(1))).toEqual([
      2, 2, 0, 0, 0, 2,
    ]);
    expect(from(2)('ArrowDown')).toBe(2);
    expect(from(0)('ArrowUp')).toBe(0);
    expect(from(1)('Tab')).toBeNull();
  });
});

describe('who drives over time', () => {
  it('gives every number of a seed and layer back at its step', () => {
    const drive = new ArmDrive(probes(0));
    drive.put(3, probes(1));
    drive.put(7, probes(2));
    expect(drive.steps).toEqual([3, 7]);
    expect(drive.series('cosine', 1, 1)).toEqual([111, 112]);
    expect(drive.now('maxSigma', 0, 1)).toBe(12);
    expect(drive.now('nothing', 0, 1)).toBeNaN();
  });

  it('keeps every second moment when there are too many, and the latest whole', () => {
    const drive = new ArmDrive(probes(0), 8);
    for (let step = 0; step < 40; step++) drive.put(step, probes(step));
    expect(drive.steps.length).toBeLessThanOrEqual(8);
    expect(drive.steps[0]).toBe(0);
    const gaps = drive.steps.slice(1).map((step, index) => step - drive.steps[index]);
    expect(new Set(gaps).size).toBe(1);
    expect(drive.now('normHand', 0, 0)).toBe(39);
  });

  it('goes back with the steps of a run that recovered', () => {
    const drive = new ArmDrive(probes(0));
    for (const step of [1, 2, 3, 2]) drive.put(step, probes(step));
    expect(drive.steps).toEqual([1, 2]);
  });

  it('starts anew when the layers become others', () => {
    const drives = new Drives();
    drives.put(1, [probes(1)]);
    drives.put(2, [probes(2)]);
    const modules: ArmProbes = {
      ...probes(3),
      layers: [{ name: 'all', size: 65 }],
      values: new Float32Array(2 * DRIVE_NAMES.length),
    };
    drives.put(3, [modules]);
    expect(drives.arms.get('a1')!.steps).toEqual([3]);
    drives.clear(['a1']);
    expect(drives.arms.size).toBe(0);
  });
});

describe('the map', () => {
  it('shows in every column the latest moment at its end', () => {
    expect([...momentsByColumn([0, 10, 20, 30, 40], 4)]).toEqual([1, 2, 3, 4]);
    expect([...momentsByColumn([20, 40], 4)]).toEqual([0, 0, 0, 1]);
    expect([...momentsByColumn([], 2)]).toEqual([-1, -1]);
  });

  it('writes shares within 0 and 100 per cent', () => {
    expect([-0.02, 0.254, 1.3, Number.NaN].map(sharePercent)).toEqual(['0 %', '25 %', '100 %', '–']);
  });
});

describe('what is said of σ', () => {
  const drive = (given: Readonly<Record<string, number>>) => {
    const one = new ArmDrive(probes(0, given));
    one.put(1, probes(0, given));
    return one;
  };

  it('has bins that join and cover 0 to 1', () => {
    const bins = sigmaBins(drive({ bin0: 5 }), 0, 0);
    expect(bins).toHaveLength(SIGMA_BINS);
    expect(bins[0]).toMatchObject({ from: 0, count: 5 });
    expect(bins[SIGMA_BINS - 1].to).toBe(1);
    bins.slice(1).forEach(({ from }, index) => expect(from).toBe(bins[index].to));
  });

  it('names 1/K of a softmax, and the mean apart from it where it is clipped', () => {
    const measured = drive({ effective: 12, maxSigma: 0.4, meanSigma: 0.031, inverted: 0, leftOut: 0 });
    expect(sigmaWords(measured, 0, 0, defaults)).toMatch(
      /mean σ is always 1\/K = 0.0156 .* 12 of them.* 0.4/,
    );
    const clipped = { ...defaults, lower: 0.02, upper: 0.6 };
    expect(sigmaWords(measured, 0, 0, clipped)).toMatch(/0.0156; kept within \[0.02, 0.6\] it is 0.031/);
  });

  it('says when a layer is one weight, inverted, or had proposals left out', () => {
    const measured = drive({ inverted: 1, leftOut: 3 });
    expect(sigmaWords(measured, 0, 1, defaults)).toMatch(/one weight.*Inverted.*3 weights/);
  });
});

describe('names of arms', () => {
  const choice = { optimizer: 'celo', checkpoint: 'mlp' };
  const added = (id: string) => addArm(defaultExperiment('ltc-sine'), id, choice).arms.at(-1)!;
  const shown = (id: string, options = {}) => {
    const arm = added(id);
    const config = {
      ...arm,
      optimizer: { ...arm.optimizer, options: { ...arm.optimizer.options, ...options } },
    };
    return {
      id: arm.id,
      label: armLabel(arm),
      look: lookOf(0),
      config,
      present: config,
      hidden: false,
      evaluations: 1,
    };
  };

  it('say what a mix is made of', () => {
    expect(armLabel(added('hub'))).toBe('HUB · Adam + mlp');
    expect(armLabel(added('celo'))).toBe('Celo · mlp');
  });

  it('and in a few words what was chosen', () => {
    expect(armSummary(shown('hub').config)).toBe('softmax of |g|');
    expect(armSummary(shown('hub', { invert: true, lower: 0.02 }).config)).toBe('inverted, clipped');
    expect(armSummary(shown('celo', { horizon: 200 }).config)).toBe('plans 200 steps');
    expect(armSummary(shown('adam').config)).toMatch(/^lr /);
  });

  it('count what a guard evaluates beside the gradient', () => {
    expect(evaluationsPerStep(added('adam').optimizer)).toBe(1);
    expect(evaluationsPerStep(added('lgl2o').optimizer)).toBeGreaterThan(1);
  });
});

describe('the formula of HUB', () => {
  it('calls the two proposals U_H and U_L, as the paper and the anatomy do', () => {
    const written = [
      ...['hub', 'switch'].map((id) => findMethod(id).formula),
      ...[defaults, { ...defaults, invert: true }, { ...defaults, blocks: 'listed' as const }].map(
        hubFormula,
      ),
    ];
    for (const tex of written) {
      expect(tex).toMatch(/U_H.*U_L|U_L.*U_H/s);
      expect(tex).not.toMatch(/hand|learned/);
    }
  });

  it('follows the options', () => {
    expect(hubFormula(defaults)).not.toContain('clip');
    expect(hubFormula({ ...defaults, upper: 0.6 })).toContain('clip}_{0}^{0.6}');
    expect(hubFormula({ ...defaults, temperature: 2 })).toContain('\\tau');
    const plain = hubFormula(defaults);
    const inverted = hubFormula({ ...defaults, invert: true });
    expect(plain.indexOf('(1-\\sigma)')).toBeGreaterThan(plain.indexOf('U_H'));
    expect(inverted.indexOf('(1-\\sigma)')).toBeLessThan(inverted.indexOf('U_H'));
  });
});
