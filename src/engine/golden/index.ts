/**
 * Golden files: reference results of other programs, replayed through the executors. The layouts are the
 * contract; any file that keeps to one can be replayed.
 */
import { ConfigError } from '../../core/errors';
import type { BackendName, ExecutorKind } from '../types';
import { type Bench, openBench } from './bench';
import { object } from './fields';
import { type LoptFile, readLoptFile } from './loptFile';
import { LTC_FORMAT, type LtcFile, readLtcFile } from './ltcFile';
import type { Measurement } from './measure';
import { type NetworkFile, readNetworkFile } from './networkFile';

export { withWeights } from './weights';

export type GoldenFile = LtcFile | LoptFile | NetworkFile;

export interface GoldenReport {
  readonly name: string;
  readonly measurements: readonly Measurement[];
  /** Why the case was not replayed. */
  readonly skipped?: string;
  readonly wallMs: number;
}

/** Checks a parsed file of any layout; throws `ConfigError`. */
export function readGolden(input: unknown): GoldenFile {
  const { format, kind } = object(input, 'file');
  if (kind === 'network') return readNetworkFile(input);
  if (format === LTC_FORMAT) return readLtcFile(input);
  if (format === 1) return readLoptFile(input);
  throw new ConfigError(
    'format',
    `format must be "${LTC_FORMAT}" or 1, or kind "network", got ${JSON.stringify(format)}`,
  );
}

/** Names of what can be replayed one by one: cases of a cell or of networks, or "task/run" of optimizers. */
export function caseNames(file: GoldenFile): string[] {
  return file.kind !== 'lopt'
    ? file.cases.map(({ name }) => name)
    : file.tasks.flatMap(({ runs }) => runs.map(({ name }) => name));
}

/** Replays files on one device or backend. */
export class GoldenRunner {
  readonly bench: Bench;

  private constructor(bench: Bench) {
    this.bench = bench;
  }

  static async open(kind: ExecutorKind, backend: BackendName): Promise<GoldenRunner> {
    return new GoldenRunner(await openBench(kind, backend));
  }

  /** Measures one case. `maxUpdates` cuts long trainings short. */
  async run(
    file: GoldenFile,
    name: string,
    options: { onProgress?: (done: number, total: number) => void; maxUpdates?: number } = {},
  ): Promise<GoldenReport> {
    const started = performance.now();
    const outcome = await this.#measure(file, name, options);
    return { name, ...outcome, wallMs: performance.now() - started };
  }

  async #measure(
    file: GoldenFile,
    name: string,
    options: { onProgress?: (done: number, total: number) => void; maxUpdates?: number },
  ): Promise<{ measurements: Measurement[]; skipped?: string }> {
    if (file.kind === 'ltc') {
      const golden = file.cases.find((candidate) => candidate.name === name);
      if (!golden) throw new ConfigError('case', `there is no case "${name}"`);
      const { measureLtcCase } = await import('./ltcRun');
      return { measurements: await measureLtcCase(this.bench, golden, file.adam, options) };
    }
    if (file.kind === 'network') {
      const golden = file.cases.find((candidate) => candidate.name === name);
      if (!golden) throw new ConfigError('case', `there is no case "${name}"`);
      const { measureNetworkCase } = await import('./networkRun');
      return { measurements: await measureNetworkCase(this.bench, golden, options.onProgress) };
    }
    for (const task of file.tasks) {
      const run = task.runs.find((candidate) => candidate.name === name);
      if (!run) continue;
      const { measureLoptRun, whySkipped } = await import('./loptRun');
      const reason = whySkipped(file, task, run);
      if (reason) return { measurements: [], skipped: reason };
      return { measurements: await measureLoptRun(this.bench, file, task, run, options.onProgress) };
    }
    throw new ConfigError('case', `there is no run "${name}"`);
  }

  close(): void {
    this.bench.close();
  }
}
