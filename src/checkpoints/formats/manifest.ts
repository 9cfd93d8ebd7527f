/**
 * Manifest of our own checkpoints: `manifest.json` beside `theta.safetensors`.
 *
 * Facts needed to use an optimizer are here; those needed to go on training it are kept elsewhere.
 */
import * as v from 'valibot';
import { CheckpointError, showValue } from '../../core/errors';
import { anyRecord, exactly, fields, oneOf, read, sha256, text, whole } from '../../core/schema';
import { type Architecture, checkThetaShape } from '../theta';

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

const manifestSchema = fields({
  format: exactly('hub-playground-checkpoint'),
  version: exactly(1, '1; a newer version of this page may read it'),
  name: text(1, 80),
  architecture: oneOf(['celo', 'celo-adam', 'velo']),
  hidden: whole(0),
  banks: whole(0),
  bytes: whole(0),
  sha256,
  family: text(1, 80),
  seed: whole(0),
  outerSteps: whole(0),
  estimator: v.optional(
    v.custom<{ readonly [key: string]: Json }>((input) => v.is(anyRecord, input), 'an object'),
  ),
  commit: v.optional(text(1, 80)),
  results: v.optional(v.custom<Json>(() => true)),
});

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
  const manifest: Manifest = read(manifestSchema, value, '', ({ field, expected, input }) => {
    const place = field === '' ? 'the manifest' : `manifest field "${field}"`;
    return new CheckpointError(`${place}: expected ${expected}, found ${showValue(input)}`);
  });
  checkThetaShape(manifest);
  return manifest;
}

/** The text of a manifest; equal manifests give equal text. */
export const writeManifest = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`;
