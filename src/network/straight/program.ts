/**
 * Loss and gradient of a small network, written out: one thread computes an example, time loops included, with all values
 * and the sums over its examples in registers.
 */
import { gradient } from '../gradient';
import { type Node, sizeOf } from '../graph';
import { type Entries, scalarsOf } from './scalars';
import { type Style, straightText } from './text';
import { type Block, Values } from './values';

/** A loss that is a mean over examples, of one of them. */
export interface StraightProblem {
  /** Trained tensors, in the order of the flat parameters. */
  readonly parameters: readonly Node<'given'>[];
  /** Tensors that all examples share. */
  readonly shared: readonly Node<'given'>[];
  /** Tensors of the example. */
  readonly example: readonly Node<'given'>[];
  /** A scalar. */
  readonly loss: Node;
}

/** Texts of entries: of parameters, and of shared tensors, laid end to end; of each tensor of an example. */
export interface StraightSources {
  readonly parameter: (index: string) => string;
  readonly shared: (index: string) => string;
  readonly example: (tensor: number, index: string) => string;
}

export interface StraightProgram {
  /** Statements before the first example. */
  readonly before: readonly string[];
  /** Statements for an example, which add to `loss` and to `g0`, `g1`, ..., one per parameter. */
  readonly each: readonly string[];
  /** Parameters. */
  readonly size: number;
}

/** Throws `TooLargeError`. */
export function straightProgram(
  { parameters, shared, example, loss }: StraightProblem,
  sources: StraightSources,
  style: Style,
): StraightProgram {
  const values = new Values();
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
  const [[total], ...slopes] = scalarsOf(values, [loss, ...gradient(loss, parameters)], leaves, values.top);
  const sums = [total, ...slopes.flat()];
  const text = straightText(
    sums.map((scalar) => ({ scalar, block: each })),
    style,
  );
  const before = text.statements(values.top);
  const inside = text.statements(each);
  const added = sums.flatMap((scalar, index) =>
    scalar.kind === 'number' && scalar.value === 0
      ? []
      : [`${index === 0 ? 'loss' : `g${index - 1}`} += ${text.text(scalar)};`],
  );
  return { before: [...text.declarations, ...before], each: [...inside, ...added], size };
}
