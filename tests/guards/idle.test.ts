import { describe, expect, it } from 'vitest';
import { type AnyOptions, optionDefaults } from '../../src/core/option';
import { findMethod } from '../../src/methods';
import type { OptimizerConfig } from '../../src/optimizers/types';

const learned = (horizon: number): OptimizerConfig => ({
  id: 'celo',
  options: { ...optionDefaults(findMethod('celo').options), horizon },
});

/** What a guard says of itself in a run of 400 steps. */
function idle(id: string, options: AnyOptions = {}, horizon = 0): string | null {
  const guard = findMethod(id);
  if (guard.family !== 'guard' || !guard.idle) throw new Error(`${id} says nothing`);
  const config = {
    id,
    options: { ...optionDefaults(guard.options), ...options },
    parts: { learned: learned(horizon), designed: { id: 'adam', options: {} } },
  };
  return guard.idle(config, 400);
}

describe('a guard that cannot act says so', () => {
  it('when no plan ends within the run', () => {
    expect(idle('increase-steps')).toMatch(/can do nothing in a run of 400 steps/);
    expect(idle('increase-steps', {}, 400)).toMatch(/can do nothing/);
    expect(idle('increase-steps', {}, 399)).toBeNull();
    expect(idle('increase-steps', { limit: 0 }, 100)).toMatch(/at most 0/);
    expect(idle('min-loss-reinit')).toMatch(/only a loss that is not finite/);
    expect(idle('min-loss-reinit', { onNonFinite: false })).toMatch(/can do nothing in a run of 400 steps/);
    expect(idle('min-loss-reinit', { onNonFinite: false }, 200)).toBeNull();
    expect(idle('min-loss-reinit', { onNonFinite: false, onEnd: false }, 200)).toMatch(/both reasons/);
    expect(idle('min-loss-reinit', { limit: 0 }, 200)).toMatch(/at most 0/);
  });

  it('when its time comes after the run', () => {
    expect(idle('switch', { at: 400 })).toMatch(/never switches in a run of 400/);
    expect(idle('switch', { at: 399 })).toBeNull();
    expect(idle('switch', { at: 0 })).toBeNull();
    expect(idle('early-stop', { patience: 400 })).toMatch(/only a loss that is not finite/);
    expect(idle('early-stop')).toBeNull();
    expect(idle('lgl2o', { period: 400 })).toMatch(/compares nothing/);
    expect(idle('lgl2o')).toBeNull();
  });
});
