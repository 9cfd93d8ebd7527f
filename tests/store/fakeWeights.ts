import type { CatalogueEntry } from '../../src/checkpoints/catalogue';
import { CheckpointError } from '../../src/core/errors';
import type { WeightSource } from '../../src/store/checkpoints';

/** Weights for tests of the store: one built in, and what a test says is kept or was trained. */
export class FakeWeights implements WeightSource {
  builtins: string[] = ['broad'];
  kept = new Set<string>();
  readonly fetched: string[] = [];
  /** Gate that `obtain` waits for, and how it fails. */
  gate: Promise<void> | null = null;
  failure: Error | null = null;

  obtain: WeightSource['obtain'] = async (entry: CatalogueEntry, { signal, onProgress }) => {
    this.fetched.push(entry.id);
    onProgress({ loaded: 10, total: 20 });
    await this.gate;
    signal.throwIfAborted();
    if (this.failure) throw this.failure;
    return [{ name: entry.id, bytes: new Uint8Array(1) }];
  };
  isKept = async (entry: CatalogueEntry) => this.kept.has(entry.id);
  readOwn: WeightSource['readOwn'] = async (files) => {
    if (files[0].name === 'bad.state') throw new CheckpointError('bad.state is empty');
    return { id: 'sha256-abc', files: [{ name: files[0].name, bytes: new Uint8Array(1) }] };
  };
  /** Trained here and kept. */
  readonly trained = new Map<string, string>();
  storage: Error | null = null;
  recall: WeightSource['recall'] = async (id) => {
    if (this.storage) throw this.storage;
    const name = this.trained.get(id);
    return name ? { name, files: [{ name, bytes: new Uint8Array(1) }] } : null;
  };
  recallable: WeightSource['recallable'] = async () => {
    if (this.storage) throw this.storage;
    return [...this.trained].map(([id, name]) => ({ id, name }));
  };
}
