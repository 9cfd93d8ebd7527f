/** `npm run links:tables`: appends what the registries have besides to the newest version's link tables. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { command, UsageError } from './lib/command.mjs';
import { root } from './lib/paths.mjs';
import { importSource } from './lib/source.mjs';

const usage = `Usage: npm run links:tables [-- --unreleased]

Links name tasks, optimizers and options by their place in frozen tables (docs/links.md). This appends new
ones to the newest version's tables; it refuses when something changed that old links depend on.

  --unreleased   freezes the newest version anew from the registries and writes its golden links again;
                 right only while no release has that version

Exit code: 0 done, 1 something changed, 2 unusable arguments.`;

await command(usage, { unreleased: { type: 'boolean' } }, async ({ values, positionals }) => {
  if (positionals.length > 0) throw new UsageError(usage);
  const { LINK_VERSION, linkTables, registryTables, appended } =
    await importSource('src/config/link/tables.ts');
  const { tasks } = await importSource('src/tasks/index.ts');
  const { methods } = await importSource('src/methods.ts');
  const { catalogue } = await importSource('src/checkpoints/catalogue.ts');
  const frozen = linkTables[LINK_VERSION];
  const live = registryTables(
    tasks,
    methods,
    catalogue.map(({ id }) => id),
  );
  const next = values.unreleased ? { ...frozen, ...live } : appended(frozen, live);
  const path = join(root, `src/config/link/version${LINK_VERSION}.json`);
  if (values.unreleased) next.dictionary = await dictionaryOf(next);
  const before = readFileSync(path, 'utf8');
  const after = `${JSON.stringify(next, null, 2)}\n`;
  writeFileSync(path, after);
  spawnSync(
    process.execPath,
    [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'format', '--write', path],
    {
      stdio: 'ignore',
    },
  );
  console.log(before === readFileSync(path, 'utf8') ? `${path} is up to date` : `${path} is written`);
  if (values.unreleased) await rewriteGolden(LINK_VERSION);
  return 0;
});

/**
 * Words that links repeat: names of tensors (for weightings per block), words of labels, packed presets. The
 * likeliest last, where matches are cheapest.
 */
async function dictionaryOf(tables) {
  const { pack } = await importSource('src/config/link/pack.ts');
  const { toBase64Url } = await importSource('src/config/link/bytes.ts');
  const { presets } = await importSource('src/config/presets.ts');
  const { tasks } = await importSource('src/tasks/index.ts');
  const { optionDefaults } = await importSource('src/core/option.ts');
  const tensors = tasks.flatMap((task) =>
    task.create(optionDefaults(task.options)).layout.segments.map(({ name }) => name),
  );
  const labels = [
    'copy',
    'tuned',
    'default',
    'without',
    'with',
    'learning rate',
    'clipped',
    'inverted',
    'HUB(',
  ];
  const words = new TextEncoder().encode([...new Set([...tensors, ...labels])].join(''));
  const packed = presets.map(({ experiment }) => pack(experiment, tables)).reverse();
  return toBase64Url(Uint8Array.from([...words, ...packed.flatMap((bytes) => [...bytes])]));
}

/** The same experiments and receipts, linked by the new tables. */
async function rewriteGolden(version) {
  const { encodeLink } = await importSource('src/config/shareLink.ts');
  const { readExperiment } = await importSource('src/config/experiment.ts');
  const path = join(root, `tests/golden/links-v${version}.json`);
  const golden = JSON.parse(readFileSync(path, 'utf8'));
  const links = golden.links.map(({ name, experiment, receipt }) => {
    const checked = readExperiment(experiment);
    const link = encodeLink(checked, receipt);
    return { name, link, experiment: checked, ...(receipt ? { receipt } : {}) };
  });
  writeFileSync(path, `${JSON.stringify({ ...golden, links }, null, 1)}\n`);
  console.log(`${path} is written`);
}
