/** Configuration of a meta-training run: two runs of equal configuration are equal bit for bit on one adapter. */
import { ConfigError } from '../core/errors';
import type { Phase } from './thetaSpace';

export interface MetaConfig {
  /** Id of the task family. */
  readonly family: string;
  readonly seed: number;
  /** Antithetic pairs; a lane each for both of them. */
  readonly pairs: number;
  /** Planned outer steps: schedules run over them. */
  readonly outerSteps: number;
  readonly phase: Phase;
  /** Units of the scheduler's LSTM. */
  readonly hidden: number;
  readonly estimator: 'pes' | 'es';
  /** Standard deviation of the perturbations. */
  readonly sigma: number;
  /** Largest norm of a pair's contribution; see `PesOptions`. */
  readonly pairNorm: number;
  /** Inner steps between outer ones. */
  readonly truncation: number;
  /** Shortest and longest unroll, in inner steps. */
  readonly shortest: number;
  readonly longest: number;
  /** Share of the outer steps after which the longest unrolls are allowed; the limit grows geometrically. */
  readonly growth: number;
  /** Of the outer optimizer at the start. */
  readonly learningRate: number;
  /** How much larger the first scheduler's steps are in short runs; see `decayingScale`. */
  readonly lengthPower: number;
}

export const defaultMetaConfig: Omit<MetaConfig, 'family' | 'outerSteps'> = {
  seed: 0,
  pairs: 24,
  phase: 'mlp',
  hidden: 16,
  estimator: 'pes',
  sigma: 0.03,
  pairNorm: 20,
  truncation: 20,
  shortest: 100,
  longest: 2000,
  growth: 0.6,
  learningRate: 3e-3,
  lengthPower: 0.3,
};

/** Throws `ConfigError` where a number makes no run. */
export function checkMetaConfig(config: MetaConfig): MetaConfig {
  const whole = (name: keyof MetaConfig, least: number, most: number) => {
    const value = config[name] as number;
    if (!Number.isInteger(value) || value < least || value > most) {
      throw new ConfigError(name, `${name} must be a whole number from ${least} to ${most}, got ${value}`);
    }
  };
  whole('seed', 0, 2 ** 32 - 1);
  whole('pairs', 1, 4096);
  whole('outerSteps', 1, 10_000_000);
  whole('hidden', 1, 128);
  whole('truncation', 1, 1000);
  whole('shortest', config.truncation, 1_000_000);
  whole('longest', config.shortest, 1_000_000);
  for (const name of ['sigma', 'pairNorm', 'learningRate', 'growth'] as const) {
    if (!(config[name] > 0)) throw new ConfigError(name, `${name} must be above 0, got ${config[name]}`);
  }
  if (!(config.lengthPower >= 0 && config.lengthPower <= 1)) {
    throw new ConfigError('lengthPower', `lengthPower must be from 0 to 1, got ${config.lengthPower}`);
  }
  return config;
}

/** The longest unroll that may begin at an outer step. The scheduler's phase begins where the MLP's ended. */
export function horizonLimit(
  { phase, shortest, longest, growth, outerSteps }: MetaConfig,
  outerStep: number,
): number {
  const progress = phase === 'scheduler' ? 1 : Math.min(1, outerStep / (growth * outerSteps));
  return shortest * (longest / shortest) ** progress;
}

/**
 * A length from `shortest` to `limit` at `unit` in [0, 1), a whole number of truncations. Its density falls as
 * 1 / length^2, so that as many outer steps go to unrolls of 100 to 200 steps as to those of 1,000 to 2,000.
 */
export function drawHorizon({ shortest, truncation }: MetaConfig, limit: number, unit: number): number {
  const steps = shortest / (1 - unit * (1 - shortest / limit));
  return Math.max(1, Math.round(steps / truncation)) * truncation;
}
