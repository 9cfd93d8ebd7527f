/**
 * The scheduler's memory of one lane, one row of f32: a header, then the LSTM's hidden and cell rows
 * (`[rows, H]` each; one row for Celo, one per tensor for VeLO).
 *
 * All zeros is a valid start: while `iteration` is 0 the optimizer takes the starting values from theta
 * and the planned length. The same layout serves both executors.
 */
export const Header = {
  /** Updates made. */
  iteration: 0,
  /** Added to the planned length; 0 at the start. Guards raise or lower it. */
  extraSteps: 1,
  /** Celo-Adam: 1 - beta^t for both decays. */
  correction: 2,
  /** Loss buffer, ten each: averages, running minima, weights (1 - decay^n), and 1 - decay. */
  lossMean: 4,
  lossMin: 14,
  lossWeight: 24,
  lossRate: 34,
  size: 44,
} as const;

/** Averages in the loss buffer. */
export const LOSS_AVERAGES = 10;
/** Start of the running minima, as in the published code. */
export const LOSS_MIN_START = 999999999999;

export const schedulerSize = (rows: number, hidden: number): number => Header.size + 2 * rows * hidden;
