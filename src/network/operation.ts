/** What every operation says of itself, besides its shapes, which `graph.ts` finds. */
import type * as TF from '@tensorflow/tfjs-core';
import type { Node, OperationName, Shape } from './graph';

export type Tf = typeof TF;

export interface Operation<O extends OperationName> {
  /** Entries of the node's tensor from those of its inputs, row-major, of one lane. */
  float64(node: Node<O>, inputs: readonly Float64Array[]): Float64Array;
  /**
   * The node in TensorFlow.js, tensors with a leading axis of lanes, or of extent 1 where all are equal; absent where an
   * operation only comes about in gradients, which TensorFlow.js finds by itself.
   */
  tf?(tf: Tf, node: Node<O>, inputs: readonly TF.Tensor[]): TF.Tensor;
  /**
   * Cotangents of the inputs from that of the node: products of the transposed Jacobian. Null: none goes there. Throws where
   * an operation, made for gradients, has none of its own.
   */
  vjp(node: Node<O>, cotangent: Node): readonly (Node | null)[];
}

/** Distance in entries between neighbours along every axis. */
export function stridesOf(shape: Shape): readonly number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/**
 * For every entry of `shape`, row-major, the place `start` + sum of index times stride. What is read through a tensor of
 * another shape: repeated axes have stride 0.
 */
export function places(shape: Shape, strides: readonly number[], start = 0): Int32Array {
  let all = Int32Array.of(start);
  shape.forEach((extent, axis) => {
    const next = new Int32Array(all.length * extent);
    for (let i = 0; i < all.length; i++) {
      for (let j = 0; j < extent; j++) next[i * extent + j] = all[i] + j * strides[axis];
    }
    all = next;
  });
  return all;
}

/** Strides by which a tensor of `shape` is read as one of `over`, to which it is broadcast. */
export function broadcastStrides(shape: Shape, over: Shape): readonly number[] {
  const own = stridesOf(shape);
  return over.map((_, axis) => {
    const at = axis - over.length + shape.length;
    return at < 0 || shape[at] === 1 ? 0 : own[at];
  });
}

export const NO_SECOND_DERIVATIVE = 'a gradient of a gradient goes through an operation that has none';
