import { describe, expect, it } from 'vitest';
import { narrateArm, narrateStep } from '../../src/ui/layout/narrate';

const arm = (label: string, before: number, after: number) => ({ label, before, after, marks: [] });

describe('a step in words', () => {
  it('tells how many got better and who is lowest', () => {
    expect(narrateStep(12, [arm('Adam', 0.5, 0.4), arm('SGD', 0.3, 0.31)])).toBe(
      'Step 12: 1 of 2 got better; SGD is lowest at 0.31.',
    );
    expect(narrateStep(0, [arm('Adam', 1, 1)])).toContain('no step yet');
    expect(narrateStep(3, [arm('Adam', 1, Number.POSITIVE_INFINITY)])).toContain('diverged');
  });

  it('tells what became of one arm', () => {
    expect(narrateArm(arm('Adam', 0.5, 0.4))).toBe('Adam fell by 20 % to 0.4.');
    expect(narrateArm(arm('Adam', 0.4, 0.5))).toBe('Adam rose by 25 % to 0.5.');
    expect(narrateArm(arm('Adam', 0.4, 0.4))).toBe('Adam stayed at 0.4.');
    expect(narrateArm(arm('Adam', 0.4, Number.POSITIVE_INFINITY))).toContain('diverged');
  });

  it('tells who drove a mix, whether both agreed, and what was changed', () => {
    const hub = { ...arm('HUB', 0.5, 0.4), share: 0.62, cosine: 0.9, marks: ['Invert: false → true'] };
    const said = narrateArm(hub);
    expect(said).toContain('62 %');
    expect(said).toContain('same way');
    expect(said).toContain('Invert: false → true.');
    expect(narrateArm({ ...hub, cosine: -0.9 })).toContain('against each other');
  });
});
