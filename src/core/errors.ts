/**
 * One class per thing a reader can act on. A message says what was expected, what came, and what to do.
 * Divergence is not an error: the lane's status says so and its curve stays.
 */

/** An experiment, option, link or data file that cannot be used. `field` names the culprit, as in `arms[1].learningRate`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly field: string;
  constructor(field: string, message: string) {
    super(message);
    this.field = field;
  }
}

/** A file of the reader's that cannot serve as training data. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** Weights of a learned optimizer that cannot be used: wrong hash, shape, type or content. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** No usable GPU, a lost device, or a limit of the device that is too small. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
}

/** A WGSL kernel that failed to compile or to run. */
export class KernelError extends Error {
  override readonly name = 'KernelError';
}

/** A kernel that the driver would not compile: another executor may still train. */
export class RefusedKernelError extends KernelError {}

/** The message of anything thrown, as one string. */
export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A value of a file or link for a message, cut short. Never its own conversion to text: it may hold
 * `{"toString": 1}`, which throws.
 */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'function' || (typeof value === 'object' && value !== null)) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
