/** `npm run pretrain`: trains a body on the drawn pictures in a headless browser and writes it with its manifest. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { command, countOption, UsageError } from './lib/command.mjs';
import { root } from './lib/paths.mjs';
import { openSession } from './lib/session.mjs';
import { importSource } from './lib/source.mjs';
import { progressLine } from './lib/table.mjs';

const usage = `Usage: npm run pretrain -- NAME [options]

Trains a network of the digits task on drawn letters and shapes, by Adam with a cosine schedule, and writes its
body, all but its last layer, as NAME.safetensors with the manifest NAME.json. NAME is cnn or vit. On one adapter
the same command gives the same file, bit for bit.

  --out DIR     folder of the files (default public/pretrained)
  --steps N     training steps (default 800 for cnn, 2000 for vit)
  --seed N      default 0`;

const options = { out: { type: 'string' }, steps: { type: 'string' }, seed: { type: 'string' } };

const LEARNING_RATE = 0.002;
/** What is enough; attention takes longer to see anything. */
const PLANS = { cnn: { steps: 800, batch: 64 }, vit: { steps: 2000, batch: 32 } };

await command(usage, options, async ({ values, positionals }) => {
  const [model] = positionals;
  if (positionals.length !== 1 || !Object.hasOwn(PLANS, model)) throw new UsageError(usage);
  const steps = countOption(values, 'steps') ?? PLANS[model].steps;
  const seed = values.seed === undefined ? 0 : Number(values.seed);
  if (!Number.isInteger(seed) || seed < 0)
    throw new UsageError(`--seed must be a whole number, got "${values.seed}"`);
  const folder = resolve(values.out ?? join(root, 'public/pretrained'));
  const trained = await train(experimentOf(model, steps, seed));
  const { bytes, manifest } = await bodyOf(model, trained, { seed, steps });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${model}.safetensors`), bytes);
  writeFileSync(join(folder, `${model}.json`), `${JSON.stringify(manifest, null, 2)}\n`);
  const { accuracy } = manifest.validation;
  console.log(`${join(folder, model)}: ${bytes.length} bytes, ${(100 * accuracy).toFixed(1)} % right`);
  console.log(`SHA-256 ${manifest.sha256}`);
  return 0;
});

function experimentOf(model, steps, seed) {
  return {
    task: { id: 'digits', options: { source: 'drawn', model, batch: PLANS[model].batch } },
    arms: [
      {
        id: 'body',
        label: '',
        optimizer: { id: 'adam', options: { learningRate: LEARNING_RATE, schedule: 'cosine' } },
        clipNorm: 0,
      },
    ],
    seeds: { first: seed, count: 1 },
    steps,
    target: 0,
    validateEvery: 500,
  };
}

async function train(experiment) {
  const bar = progressLine('pre-training');
  const onProgress = ({ step, steps }) => bar.update(step, steps);
  const session = await openSession({ serve: 'source', onProgress });
  try {
    return await session.page.evaluate(
      async ({ url, experiment }) => {
        const { trainToEnd } = await import(`${url}src/engine/pretrain.ts`);
        return trainToEnd(experiment, globalThis.hubReport);
      },
      { url: session.url, experiment },
    );
  } finally {
    bar.end();
    await session.close();
  }
}

/** The file of all tensors but the last layer's, and what is to be known of it. */
async function bodyOf(model, { segments, params, validation, adapter }, { seed, steps }) {
  const { writeSafetensors } = await importSource('src/checkpoints/formats/safetensors.ts');
  const { sha256Hex } = await importSource('src/core/sha256.ts');
  const { drawnHash, loadDrawn } = await importSource('src/data/drawn/index.ts');
  const { split, classes } = loadDrawn();
  const head = segments.at(-1).module;
  const values = Float32Array.from(params);
  const tensors = segments
    .filter(({ module }) => module !== head)
    .map(({ name, shape, offset, size }) => [name, { shape, values: values.slice(offset, offset + size) }]);
  const bytes = writeSafetensors(tensors);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = {
    format: 'hub-playground-body',
    version: 1,
    name: model,
    bytes: bytes.length,
    sha256: await sha256Hex(bytes),
    tensors: tensors.map(([name, { shape }]) => ({ name, shape })),
    data: {
      name: 'drawn',
      classes,
      training: split.training.labels.length,
      validation: split.validation.labels.length,
      sha256: await drawnHash(),
    },
    seed,
    steps,
    batch: PLANS[model].batch,
    optimizer: 'adam',
    learningRate: LEARNING_RATE,
    schedule: 'cosine',
    validation,
    adapter,
    appVersion: version,
  };
  return { bytes, manifest };
}
