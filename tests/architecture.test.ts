/** The folders' one-way flow. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test, vi } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** Folders by height; an import goes down or stays level. */
const heights: Record<string, number> = {
  // Below everything: the catalogue imports nothing, and whoever has a text takes it from there.
  texts: 0,
  core: 1,
  kernels: 2,
  checkpoints: 2,
  data: 2,
  network: 3,
  tasks: 4,
  optimizers: 5,
  guards: 6,
  'methods.ts': 7,
  config: 8,
  engine: 9,
  metatrain: 10,
  store: 11,
  ui: 12,
  'main.tsx': 13,
};

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** File within `src`, or null for a package. */
  readonly to: string | null;
  readonly kind: 'type' | 'static' | 'dynamic';
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
  .sort();
const imports = files.flatMap(importsOf);

/** Every import of a module, in whichever form it is written. */
function importsOf(file: string): Import[] {
  const code = readFileSync(join(src, file), 'utf8');
  const { module } = parseSync(file, code);
  const found: [string, Import['kind']][] = [];
  for (const { moduleRequest, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every(({ isType }) => isType);
    found.push([moduleRequest.value, typeOnly ? 'type' : 'static']);
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push([moduleRequest.value, isType ? 'type' : 'static']);
    }
  }
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^['"`](.*)['"`]$/.exec(code.slice(moduleRequest.start, moduleRequest.end));
    if (literal) found.push([literal[1], 'dynamic']);
  }
  for (const [, path] of code.matchAll(/new URL\(\s*['"](\.[^'"]+)['"],\s*import\.meta\.url/g)) {
    found.push([path, 'dynamic']);
  }
  return found.map(([specifier, kind]) => ({ from: file, specifier, to: fileOf(file, specifier), kind }));
}

function fileOf(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  const base = resolve(src, dirname(from), specifier.replace(/\?.*$/, ''));
  const file = ['', '.ts', '.tsx', '/index.ts', '/index.tsx']
    .map((ending) => base + ending)
    .find((path) => existsSync(path) && statSync(path).isFile());
  // A path without a file is the type checker's to report.
  return file ? relative(src, file).replaceAll('\\', '/') : null;
}

const folderOf = (file: string) => file.split('/')[0];
const shown = ({ from, specifier }: Import) => `src/${from} imports ${specifier}`;
const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe('Imports', () => {
  test('start and end in folders that have a place in the order', () => {
    expect(files.filter((file) => heights[folderOf(file)] === undefined)).toEqual([]);
  });

  test('are in the order that docs/architecture.md tells', () => {
    const guide = readFileSync(resolve(src, '../docs/architecture.md'), 'utf8');
    const rows = [...guide.matchAll(/^\| `src\/([\w.]+)` \|/gm)].map(([, name]) => name);
    expect(rows.slice().sort()).toEqual(Object.keys(heights).sort());
    expect(rows.map((name) => heights[name])).toEqual(
      rows.map((name) => heights[name]).sort((a, b) => a - b),
    );
  });

  test('run one way, types included', () => {
    const upward = imports.filter(
      ({ from, to }) => to !== null && heights[folderOf(to)] > heights[folderOf(from)],
    );
    expect(upward.map(shown)).toEqual([]);
  });

  test('form no cycle, of files or of folders; types and dynamic imports count', () => {
    const ofFiles = new Map<string, string[]>(files.map((file) => [file, []]));
    const ofFolders = new Map<string, string[]>(files.map((file) => [folderOf(file), []]));
    for (const { from, to } of imports) {
      if (!to) continue;
      ofFiles.get(from)?.push(to);
      if (folderOf(to) !== folderOf(from)) ofFolders.get(folderOf(from))?.push(folderOf(to));
    }
    expect(cycles(ofFiles)).toEqual([]);
    expect(cycles(ofFolders)).toEqual([]);
  });

  test('that form a cycle are found', () => {
    const edges = new Map([
      ['a', ['b']],
      ['b', ['c', 'd']],
      ['c', ['a']],
      ['d', []],
    ]);
    expect(cycles(edges)).toEqual(['a -> b -> c -> a']);
  });

  test('of React, Mantine and Plotly stay in the user interface', () => {
    const ui = /^(react|react-dom|@mantine\/.*|@tabler\/icons-react|plotly\.js.*)$/;
    const strays = imports.filter(
      ({ from, specifier }) => ui.test(packageOf(specifier)) && !/^(ui\/|main\.tsx$)/.test(from),
    );
    expect(strays.map(shown)).toEqual([]);
  });

  test('of TensorFlow.js backends stay in two files', () => {
    const strays = imports.filter(
      ({ from, specifier }) =>
        specifier.startsWith('@tensorflow/tfjs-backend') &&
        !['kernels/interop.ts', 'engine/backend.ts'].includes(from),
    );
    expect(strays.map(shown)).toEqual([]);
  });

  test('of TensorFlow.js itself are types only below the engine, so that nothing loads it early', () => {
    const strays = imports.filter(
      ({ from, specifier, kind }) =>
        specifier.startsWith('@tensorflow/tfjs-core') &&
        kind === 'static' &&
        !from.startsWith('engine/') &&
        from !== 'kernels/interop.ts',
    );
    expect(strays.map(shown)).toEqual([]);
  });
});

/** The first cycle through each file that has one, as "a -> b -> a". */
function cycles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push([...path.slice(start), file].join(' -> '));
      return;
    }
    if (done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}

describe('Everything below the user interface', () => {
  const modules = import.meta.glob(['../src/**/*.ts', '!../src/ui/**', '!../src/**/*.d.ts']);
  // A worker's entry talks to its page as soon as it is loaded, so it needs one.
  const loadable = Object.entries(modules).filter(([path]) => !/[wW]orker\.ts$/.test(path));

  test('loads in Node without React', async () => {
    for (const name of ['react', 'react-dom', 'react-dom/client', '@mantine/core', '@mantine/hooks']) {
      vi.doMock(name, () => {
        throw new Error(`${name} was loaded from below the user interface`);
      });
    }
    expect(loadable.length).toBeGreaterThan(20);
    for (const [, load] of loadable) await load();
  });
});
