/**
 * Checkpoints the page knows by name: built-in ones, which come with it, and published ones, which are
 * fetched from their authors' address when the reader asks and are never part of the project.
 */
// With its ending, for vite.config.ts imports this file as well.
import { ConfigError } from '../core/errors.ts';
import { checkpointTexts, ownCheckpointText } from '../texts/checkpoints.ts';
import type { Architecture } from './theta';

export interface CatalogueFile {
  /** Relative to the page for built-in checkpoints, else absolute. */
  readonly url: string;
  readonly name: string;
  /** Size in bytes, where known exactly. */
  readonly bytes: number;
  /** 64 hexadecimal digits, where known. */
  readonly sha256?: string;
}

export interface CatalogueEntry {
  /** Stable: experiments and links name it. */
  readonly id: string;
  readonly label: string;
  readonly architecture: Architecture;
  readonly origin: 'builtin' | 'published';
  /** One sentence for the reader. */
  readonly note: string;
  readonly licence: string;
  readonly files: readonly CatalogueFile[];
}

/** The commit at which the files of Celo were hashed. */
const CELO =
  'https://raw.githubusercontent.com/amoudgl/celo/66d976116f39da286951f0c5e0a18eee8d1fd66b/algoperf/submissions';

const builtin = (id: 'broad' | 'mlp'): CatalogueEntry => ({
  id,
  ...checkpointTexts[id],
  architecture: 'celo',
  origin: 'builtin',
  licence: 'MIT',
  files: [
    { url: `checkpoints/${id}/manifest.json`, name: 'manifest.json', bytes: 0 },
    { url: `checkpoints/${id}/theta.safetensors`, name: 'theta.safetensors', bytes: 0 },
  ],
});

export const catalogue: readonly CatalogueEntry[] = [
  builtin('broad'),
  builtin('mlp'),
  {
    id: 'celo',
    ...checkpointTexts.celo,
    architecture: 'celo',
    origin: 'published',
    licence: 'MIT, © 2025 Abhinav Moudgil',
    files: [
      {
        url: `${CELO}/celo/theta.state`,
        name: 'celo.theta.state',
        bytes: 149_216,
        sha256: '35683c6123069c101d62ec1f8b2e6d70d50a43e67ebe09953b27620a7dcb836b',
      },
    ],
  },
  {
    id: 'celo-adam',
    ...checkpointTexts['celo-adam'],
    architecture: 'celo-adam',
    origin: 'published',
    licence: 'MIT, © 2025 Abhinav Moudgil',
    files: [
      {
        url: `${CELO}/celo_adam/theta.state`,
        name: 'celo_adam.theta.state',
        bytes: 147_803,
        sha256: '99c65fa0218a739c32eac4e8a99523b6fed92e2926d0c5d64e83835637b75d38',
      },
    ],
  },
  {
    id: 'velo',
    ...checkpointTexts.velo,
    architecture: 'velo',
    origin: 'published',
    licence: 'Apache-2.0, weights converted by the PyLO project',
    files: [
      {
        url: 'https://huggingface.co/Pauljanson002/VeLO_RNN/resolve/main/model.safetensors',
        name: 'VeLO_RNN.safetensors',
        bytes: 9_120_000,
      },
      {
        url: 'https://huggingface.co/Pauljanson002/VeLO_MLP/resolve/main/model.safetensors',
        name: 'VeLO_MLP.safetensors',
        bytes: 164_000,
      },
    ],
  },
];

export function findCheckpoint(id: string): CatalogueEntry | undefined {
  return catalogue.find((entry) => entry.id === id);
}

/** Id of a file of the reader's own. */
export const ownCheckpointId = (sha256: string): string => `sha256-${sha256}`;

/** Name of a checkpoint in messages. */
export function checkpointLabel(id: string): string {
  return findCheckpoint(id)?.label ?? (id.startsWith('sha256-') ? ownCheckpointText(id.slice(7, 15)) : id);
}

/** The error of an experiment whose weights are not here, with the way to get them. */
export function missingCheckpoint(id: string, field = 'optimizer.checkpoint'): ConfigError {
  const entry = findCheckpoint(id);
  const way = entry
    ? `fetch it from the list of checkpoints, or choose a file of yours`
    : `choose the file; it is known by its content (${id})`;
  return new ConfigError(field, `the weights of ${checkpointLabel(id)} are not loaded: ${way}`);
}
