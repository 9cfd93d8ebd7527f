/** Every golden case that is shipped, through both executors. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  caseNames,
  type GoldenFile,
  GoldenRunner,
  readGolden,
  withWeights,
} from '../../../src/engine/golden';
import { passes } from '../../../src/engine/golden/measure';
import type { BackendName, ExecutorKind } from '../../../src/engine/types';
import { publishedWeights } from '../../checkpoints/browserWeights';
import lopt from '../../golden/lopt-golden.json';
import ltc from '../../golden/ltc-golden.json';
import networks from '../../golden/network-golden.json';

const files: { label: string; file: GoldenFile }[] = [
  { label: 'the LTC cell', file: readGolden(ltc) },
  { label: 'networks', file: readGolden(networks) },
  { label: 'optimizers', file: await withPublished(readGolden(lopt)) },
];

/** Runs of published weights are replayed where the weights lie beside the repository, and else skipped by name. */
async function withPublished(file: GoldenFile): Promise<GoldenFile> {
  if (file.kind !== 'lopt') return file;
  const found: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const { id, file: path } of file.checkpoints) {
    const bytes = await publishedWeights(path.split('/').at(-1)!);
    if (bytes) found[id] = bytes;
  }
  return withWeights(file, found);
}

const places: { kind: ExecutorKind; backend: BackendName }[] = [
  { kind: 'fused', backend: 'webgpu' },
  // Stock operations of an LTC take seconds a step on WebGPU, a tenth on the plain CPU.
  { kind: 'portable', backend: 'cpu' },
];

describe.each(places)('The $kind executor on $backend', ({ kind, backend }) => {
  let runner: GoldenRunner;
  beforeAll(async () => {
    runner = await GoldenRunner.open(kind, backend);
  });
  afterAll(() => runner.close());

  const cases = files.flatMap(({ label, file }) => caseNames(file).map((name) => ({ label, file, name })));
  test.for(cases)('repeats $name of the golden numbers of $label', async ({ file, name }, { skip }) => {
    // The long training of case "a" adds nothing on the slow executor that 50 updates do not show.
    const report = await runner.run(file, name, { maxUpdates: kind === 'fused' ? undefined : 50 });
    if (report.skipped) skip(report.skipped);
    expect(report.measurements.length).toBeGreaterThan(0);
    expect(report.measurements.filter((measurement) => !passes(measurement))).toEqual([]);
  });
});
