/**
 * Loss and gradient of a small network, written out: one thread computes an example, time loops included, with all values
 * and the sums over its examples in registers.
 */
import { gradient } from '../gradient';
import { type Node, sizeOf } from '../graph';
import { scalarsOf } from './scalars';
import { type Style, straightText } from './text';
import { type Block, type Entries, Values } from './values';

/** A loss that is a mean over examples, of one of them. */
export interface StraightProblem {
  /** Trained tensors, in the order of the flat parameters. */
  readonly parameters: readonly Node<'given'>[];
  /** Tensors that all examples share. */
  readonly shared: readonly Node<'given'>[];
  /** Tensors of the example. */
  readonly example: readonly Node<'given'>[];
  /** Scalars. */
  readonly loss: Node;
  readonly metric?: Node;
}

/** Texts of entries: of parameters, and of shared tensors, laid end to end; of each tensor of an example. */
export interface StraightSources {
  readonly parameter: (index: string) => string;
  readonly shared: (index: string) => string;
  readonly example: (tensor: number, index: string) => string;
  /** Of the program's constants, where there is a buffer for them. */
  readonly constant?: (index: string) => string;
}

export interface StraightProgram {
  /** Statements before the first example. */
  readonly before: readonly string[];
  /** Statements for an example, which add to `loss`, to `metric`, and to `g0`, `g1`, ..., one per parameter. */
  readonly each: readonly string[];
  /** Parameters. */
  readonly size: number;
  /** Entries of the constants that are read. */
  readonly constants: readonly number[];
  /** Floats of a thread's own memory; see `Style`. */
  readonly scratch: number;
}

/** Throws `TooLargeError`. */
export function straightProgram(
  { parameters, shared, example, loss, metric }: StraightProblem,
  sources: StraightSources,
  style: Style,
): StraightProgram {
  const values = new Values(sources.constant, style.most);
  const each = values.block(values.top);
  const leaves = new Map<Node, Entries>();
  const lay = (nodes: readonly Node[], block: Block, entry: (index: string) => string): number => {
    const range = values.buffer(block, entry);
    let next = 0;
    for (const node of nodes) {
      leaves.set(
        node,
        Array.from({ length: sizeOf(node.shape) }, () => values.at(range, next++)),
      );
    }
    return next;
  };
  const size = lay(parameters, values.top, sources.parameter);
  lay(shared, values.top, sources.shared);
  example.forEach((node, tensor) => lay([node], each, (index) => sources.example(tensor, index)));
  const roots = [loss, ...(metric ? [metric] : []), ...gradient(loss, parameters)];
  const sums = scalarsOf(values, roots, leaves, values.top).flat();
  const names = ['loss', ...(metric ? ['metric'] : []), ...Array.from({ length: size }, (_, i) => `g${i}`)];
  const text = straightText(
    sums.map((scalar) => ({ scalar, block: each })),
    style,
  );
  const before = text.statements(values.top);
  const inside = text.statements(each);
  const added = sums.flatMap((scalar, index) =>
    scalar.kind === 'number' && scalar.value === 0 ? [] : [`${names[index]} += ${text.text(scalar)};`],
  );
  return {
    before: [...text.declarations, ...before],
    each: [...inside, ...added],
    size,
    constants: values.constants,
    scratch: text.scratch,
  };
}
