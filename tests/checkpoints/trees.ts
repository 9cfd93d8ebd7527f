/** Nested lists and maps of the golden numbers as named tensors; free of Node, so that browser tests can use it. */
import type { FileTensor } from '../../src/checkpoints/formats/tensors';

type Nested = number | readonly Nested[];
export interface Tree {
  readonly [key: string]: Tree | readonly Nested[];
}

const isTree = (node: Tree | readonly Nested[]): node is Tree => !Array.isArray(node);

function extents(value: Nested): number[] {
  return Array.isArray(value) ? [value.length, ...extents(value[0])] : [];
}

export function fileTensor(nested: readonly Nested[]): FileTensor {
  return { shape: extents(nested), values: Float32Array.from((nested as Nested[]).flat(9) as number[]) };
}

/** The leaves of a tree of nested lists, named as `readFlax` names them. */
export function flattenTree(tree: Tree, path: readonly string[] = []): Map<string, FileTensor> {
  const out = new Map<string, FileTensor>();
  for (const [key, node] of Object.entries(tree)) {
    const own = [...path, key];
    if (isTree(node)) for (const [name, tensor] of flattenTree(node, own)) out.set(name, tensor);
    else out.set(own.join(' / '), fileTensor(node));
  }
  return out;
}
