/** `npm run new -- task NAME` or `optimizer NAME`: a small one that works, with its test, to be changed. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { command, UsageError } from './lib/command.mjs';
import { root } from './lib/paths.mjs';

const usage = `Usage: npm run new -- task NAME
       npm run new -- optimizer NAME

NAME becomes the id, lower case with hyphens, such as "noisy-bowl". Links carry it, so it is for good. Writes the
files named below, adds the line in the registry and the words in the catalogue, and gives it numbers in links.

Exit code: 0 done, 1 a step failed, 2 unusable arguments.`;

/**
 * Files of each kind from its templates, the registry and the catalogue's room. In paths and contents __id__,
 * __camel__ and __Title__ stand for the name.
 *
 * @type {Record<string, { files: Record<string, string>, registry: string, list: string, room: string, words: string }>}
 */
const kinds = {
  task: {
    files: {
      'task.ts.txt': 'src/tasks/__camel__.ts',
      'kernel.ts.txt': 'src/kernels/__camel__/index.ts',
      'kernel.wgsl.txt': 'src/kernels/__camel__/__camel__.wgsl',
      'task.test.ts.txt': 'tests/tasks/__camel__.test.ts',
    },
    registry: 'src/tasks/index.ts',
    // Its group on the page, until it finds a better one.
    list: 'functions',
    room: 'src/texts/tasks.ts',
    words: 'taskTexts',
  },
  optimizer: {
    files: {
      'optimizer.ts.txt': 'src/optimizers/__camel__.ts',
      'rule.wgsl.txt': 'src/kernels/designed/__camel__.wgsl',
      'optimizer.test.ts.txt': 'tests/optimizers/__camel__.test.ts',
    },
    registry: 'src/optimizers/index.ts',
    list: 'optimizers',
    room: 'src/texts/optimizers.ts',
    words: 'optimizerTexts',
  },
};

await command(usage, {}, async ({ positionals }) => {
  const [name, id, ...rest] = positionals;
  const kind = Object.hasOwn(kinds, name ?? '') ? kinds[name] : undefined;
  if (!kind || id === undefined || rest.length > 0) throw new UsageError(usage);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw new UsageError(
      `"${id}" cannot be an id: lower case letters and digits, with hyphens between words`,
    );
  }
  const camel = id.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
  const filled = (/** @type {string} */ text) =>
    text
      .replaceAll('__id__', id)
      .replaceAll('__camel__', camel)
      .replaceAll('__Title__', id[0].toUpperCase() + id.slice(1).replaceAll('-', ' '));
  const template = (/** @type {string} */ file) =>
    filled(readFileSync(join(root, 'scripts/templates', name, file), 'utf8'));

  const paths = Object.values(kind.files).map(filled);
  const there = paths.find((path) => existsSync(join(root, path)));
  if (there) throw new UsageError(`${there} is there already; choose another name`);
  const registry = edited(kind.registry, (text) => registered(text, kind.list, camel));
  const room = edited(kind.room, (text) => withWords(text, kind.words, id, template('words.txt')));

  for (const [file, path] of Object.entries(kind.files)) write(filled(path), template(file));
  write(kind.registry, registry);
  write(kind.room, room);
  const touched = [...paths, kind.registry, kind.room];
  const sources = touched.filter((path) => path.endsWith('.ts'));
  if (!run('node_modules/@biomejs/biome/bin/biome', 'check', '--write', ...sources)) return 1;
  if (!run('scripts/links.mjs')) return 1;
  console.log(
    `\nWritten:\n${touched.map((path) => `  ${path}`).join('\n')}\n\nNext: npm test -- --only types,unit,gpu`,
  );
  return 0;
});

/** @param {string} path @param {(text: string) => string} edit */
function edited(path, edit) {
  return edit(readFileSync(join(root, path), 'utf8'));
}

/** @param {string} path @param {string} text */
function write(path, text) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** The registry with an import and, at the end of its list, an entry; Biome puts the import in order. */
function registered(/** @type {string} */ text, /** @type {string} */ list, /** @type {string} */ camel) {
  const declared = new RegExp(`((?:export )?const ${list}: readonly [^=]+ = \\[)([^\\]]*)\\]`);
  const imported = text.replace(/^import /m, `import { ${camel} } from './${camel}';\nimport `);
  const grown = imported.replace(declared, (_, head, entries) => {
    const known = entries.trim().replace(/,$/, '');
    return `${head}${known}, ${camel}]`;
  });
  if (grown === imported) throw new Error(`the registry has no list "${list}" as this command knows it`);
  return grown;
}

/** The catalogue's room with the words of one more at the end of an object. */
function withWords(
  /** @type {string} */ text,
  /** @type {string} */ object,
  /** @type {string} */ id,
  /** @type {string} */ words,
) {
  const start = text.indexOf(`export const ${object} = {`);
  const end = text.indexOf('\n} as const;', start);
  if (start < 0 || end < 0) throw new Error(`the catalogue has no "${object}" as this command knows it`);
  const own = text.slice(start, end);
  if (own.includes(`\n  '${id}': {`) || own.includes(`\n  ${id}: {`)) {
    throw new UsageError(`"${id}" is there already; choose another name`);
  }
  return `${text.slice(0, end + 1)}${words}${text.slice(end + 1)}`;
}

/** Runs a script of the project; whether it succeeded. */
function run(/** @type {string} */ script, /** @type {string[]} */ ...args) {
  const { status } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status === 0;
}
