/**
 * From what a link or file of an older version says to what the playground understands today: one small
 * step per version, each from its own version's plain experiment to the next one's.
 */
import { ConfigError } from '../core/errors';

/** A plain experiment, not yet checked. */
export type Plain = Readonly<Record<string, unknown>>;
export type Migration = (experiment: Plain) => Plain;

/**
 * By version. Version 2 is the newest: its step leads to today's form, which is its own. The next version
 * replaces it with the step from 2 to 3 and adds its own.
 */
const migrations: Readonly<Record<number, Migration>> = {
  // Version 2 knows validation besides, which an experiment of version 1 does without.
  1: (experiment) => experiment,
  2: (experiment) => experiment,
};

/** The experiment in today's form. Throws `ConfigError` for a version there never was. */
export function migrate(
  experiment: Plain,
  version: number,
  steps: Readonly<Record<number, Migration>> = migrations,
): Plain {
  const newest = Math.max(...Object.keys(steps).map(Number));
  if (!Number.isInteger(version) || version < 1 || version > newest) throw unknownVersion(version, newest);
  let current = experiment;
  for (let at = version; at <= newest; at++) current = steps[at](current);
  return current;
}

/** The error of a link or file that is too new, or of no version at all. */
export function unknownVersion(version: number, newest: number): ConfigError {
  return new ConfigError(
    'version',
    version > newest
      ? `version ${version} is newer than this playground, which reads up to ${newest}: open it in a newer one`
      : `there is no version ${version}; versions go from 1 to ${newest}`,
  );
}
