/** Loaded thetas by checkpoint id: what a configuration's `checkpoint` refers to. Plain memory, no fetching. */
import { ConfigError } from '../core/errors';
import { missingCheckpoint } from './catalogue';
import { type Architecture, checkTheta, type Theta } from './theta';

const thetas = new Map<string, Theta>();

/** Makes a theta known under an id, which a second call may replace; runs in progress keep theirs. */
export function registerTheta(id: string, theta: Theta): void {
  thetas.set(id, checkTheta(theta));
}

/** The theta of that id, which must be of the architecture. Throws `ConfigError`. */
export function findTheta(
  id: string | undefined,
  architecture: Architecture,
  field = 'optimizer.checkpoint',
): Theta {
  if (id === undefined)
    throw new ConfigError(field, `${architecture} needs a checkpoint: choose or load one`);
  const theta = thetas.get(id);
  if (!theta) throw missingCheckpoint(id, field);
  if (theta.architecture !== architecture) {
    throw new ConfigError(
      field,
      `the checkpoint "${id}" holds ${theta.architecture}, this optimizer needs ${architecture}`,
    );
  }
  return theta;
}
