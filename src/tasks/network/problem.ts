/** What a task on a network consists of; `networkTask` makes the rest of it. */
import type { Node } from '../../network/graph';
import type { Parameter } from '../../network/layers/model';
import type { Start } from '../../network/starts';
import type { Augmentation } from './augment';

export interface NetworkProblem {
  /** Trained tensors, in order; see `Model`. */
  readonly parameters: readonly Parameter[];
  /** Where a tensor begins. */
  readonly start: (parameter: Parameter) => Start;
  /** A scalar. */
  readonly loss: Node;
  /** A second scalar per step, where the task has a metric that does not follow from the loss. */
  readonly metric?: Node;
  /** Whatever else loss and metric rest on. */
  readonly given: readonly Given[];
  /** Where rows are drawn and loss and metric are means over them: the same of one row. */
  readonly example?: ExampleProblem;
  readonly nonNegative?: readonly string[];
  readonly heldOut?: HeldOut;
}

/** The network on one example, by the same parameter nodes (see `Recalled`). */
export interface ExampleProblem {
  readonly loss: Node;
  readonly metric?: Node;
  /** One row of each of the problem's given tensors, `[1, ...row]`. */
  readonly given: readonly Node<'given'>[];
}

/**
 * The network on examples that are held out, by the same parameter nodes (see `Recalled`): loss and accuracy of a batch, both
 * scalars, whose means over all batches are told. Batch b takes rows b * n to (b + 1) * n - 1 of each data set, n being the
 * first extent of its node; of one that is `fixed`, the first n rows every time.
 */
export interface HeldOut {
  readonly loss: Node;
  readonly accuracy: Node;
  readonly given: readonly { readonly node: Node<'given'>; readonly rows: Rows; readonly fixed?: true }[];
  /** At least 1. */
  readonly batches: number;
}

/** How a given tensor comes about in a step. */
export type Given = RowsGiven | NoisyGiven | BoxGiven;

/**
 * Rows of a data set, `node` being `[drawn, ...row]`: without replacement, anew in every step. Those of the same `draw`
 * belong together, as pictures and their classes do: the same rows of each.
 */
export interface RowsGiven {
  readonly kind: 'rows';
  readonly node: Node<'given'>;
  readonly rows: Rows;
  /** Number of the draw, from 0; its key is the step's folded with it. */
  readonly draw: number;
  /** Given where rows are pictures that are moved as they are drawn. */
  readonly augment?: Augmentation;
}

/** A data set `[count, size]`, row-major; an entry x means `scale` x + `shift`. */
export interface Rows {
  readonly values: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
  readonly count: number;
  /** Default 1. */
  readonly scale?: number;
  /** Default 0. */
  readonly shift?: number;
}

/** Fixed values with normal noise; its key is the step's. */
export interface NoisyGiven {
  readonly kind: 'noisy';
  readonly node: Node<'given'>;
  readonly values: Float32Array<ArrayBuffer>;
  readonly deviation: number;
  /** Whether one draw holds for a whole run. */
  readonly once: boolean;
}

/** The mask of a box that is drawn in every step, `[1, height, width, 1]`: see `cutmix.ts`. */
export interface BoxGiven {
  readonly kind: 'box';
  readonly node: Node<'given'>;
}
