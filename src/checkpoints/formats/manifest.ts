/**
 * Manifest of our own checkpoints: `manifest.json` beside `theta.safetensors`.
 *
 * Facts needed to use an optimizer are here; those needed to go on training it are kept elsewhere.
 */
import { CheckpointError } from '../../core/errors';
import { type Architecture, checkThetaShape } from '../theta';
import { describe } from './tensors';

/** Anything JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Manifest {
  readonly format: 'hub-playground-checkpoint';
  readonly version: 1;
  /** Stable id, such as "broad". */
  readonly name: string;
  readonly architecture: Architecture;
  readonly hidden: number;
  readonly banks: number;
  /** Of `theta.safetensors`, in bytes and 64 hexadecimal digits. */
  readonly bytes: number;
  readonly sha256: string;
  /** Task family it was trained on. */
  readonly family: string;
  readonly seed: number;
  readonly outerSteps: number;
  /** Gradient estimator and its settings. */
  readonly estimator?: { readonly [key: string]: Json };
  /** Revision of the project it was trained with. */
  readonly commit?: string;
  /** Measured on held-out tasks. */
  readonly results?: Json;
}

const MAX_MANIFEST_CHARACTERS = 256 * 1024;
const ARCHITECTURES: readonly string[] = ['celo', 'celo-adam', 'velo'];

/** Reads and checks the text of a manifest. Throws `CheckpointError` naming the field. */
export function readManifest(text: string): Manifest {
  if (text.length > MAX_MANIFEST_CHARACTERS) {
    throw new CheckpointError(
      `a manifest has at most ${MAX_MANIFEST_CHARACTERS} characters, found ${text.length}`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CheckpointError('the manifest is no valid JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CheckpointError('the manifest must be a JSON object');
  }
  const given = value as Record<string, unknown>;
  const own = (field: string): unknown => (Object.hasOwn(given, field) ? given[field] : undefined);
  if (own('format') !== 'hub-playground-checkpoint')
    throw wrong('format', '"hub-playground-checkpoint"', own('format'));
  if (own('version') !== 1)
    throw wrong('version', '1; a newer version of this page may read it', own('version'));
  const manifest: Manifest = {
    format: 'hub-playground-checkpoint',
    version: 1,
    name: shortText(own('name'), 'name', 80),
    architecture: architecture(own('architecture')),
    hidden: whole(own('hidden'), 'hidden'),
    banks: whole(own('banks'), 'banks'),
    bytes: whole(own('bytes'), 'bytes'),
    sha256: digest(own('sha256')),
    family: shortText(own('family'), 'family', 80),
    seed: whole(own('seed'), 'seed'),
    outerSteps: whole(own('outerSteps'), 'outerSteps'),
    ...(own('estimator') === undefined ? {} : { estimator: object(own('estimator'), 'estimator') }),
    ...(own('commit') === undefined ? {} : { commit: shortText(own('commit'), 'commit', 80) }),
    ...(own('results') === undefined ? {} : { results: own('results') as Json }),
  };
  checkThetaShape(manifest);
  return manifest;
}

/** The text of a manifest; equal manifests give equal text. */
export const writeManifest = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

function architecture(value: unknown): Architecture {
  if (typeof value === 'string' && ARCHITECTURES.includes(value)) return value as Architecture;
  throw wrong('architecture', `one of ${ARCHITECTURES.join(', ')}`, value);
}

function shortText(value: unknown, field: string, most: number): string {
  if (typeof value === 'string' && value.length > 0 && value.length <= most) return value;
  throw wrong(field, `a text of 1 to ${most} characters`, value);
}

function whole(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw wrong(field, 'a whole number from 0', value);
}

function digest(value: unknown): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return value;
  throw wrong('sha256', '64 hexadecimal digits', value);
}

function object(value: unknown, field: string): { [key: string]: Json } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as { [key: string]: Json };
  throw wrong(field, 'an object', value);
}

const wrong = (field: string, expected: string, found: unknown): CheckpointError =>
  new CheckpointError(`manifest field "${field}": expected ${expected}, found ${describe(found)}`);
