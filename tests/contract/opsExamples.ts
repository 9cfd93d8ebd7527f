/** Examples of every operation of the network floor, for its contract in double precision and on the GPU. */
import * as e from '../../src/network/expression';
import * as g from '../../src/network/graph';
import type { operations } from '../../src/network/ops/table';

/** Sizes around those at which kernels are cut. */
export const SIZES = [1, 3, 63, 64, 65, 257];

export interface Example {
  readonly shapes: readonly g.Shape[];
  build(...leaves: g.Node[]): g.Node;
}

const [x, y] = [e.input(0), e.input(1)];

/** Examples of an operation with some extent of `n`. */
export const examples: Readonly<Record<keyof typeof operations | 'scan', (n: number) => Example[]>> = {
  map: (n) => [
    ...Object.keys(e.UNARY)
      .filter((name) => !['log', 'sqrt'].includes(name))
      .map(
        (name): Example => ({
          shapes: [[n]],
          build: (a) => g.map(e.unary(name as e.UnaryName, x), [a]),
        }),
      ),
    ...(['log', 'sqrt'] as const).map(
      (name): Example => ({ shapes: [[n]], build: (a) => g.map(e.unary(name, e.add(1, e.mul(x, x))), [a]) }),
    ),
    ...Object.keys(e.BINARY).map(
      (name): Example => ({
        shapes: [[n], [n]],
        // A divisor stays away from 0, around which no difference is a derivative.
        build: (a, b) =>
          g.map(
            e.binary(
              name as e.BinaryName,
              x,
              name === 'div' ? e.add(1, e.mul(y, y)) : e.add(y, e.mul(0.1, x)),
            ),
            [a, b],
          ),
      }),
    ),
    // Repeated over axes, on either side and on both.
    { shapes: [[2, n], [n]], build: (a, b) => g.map(e.mul(x, e.unary('tanh', y)), [a, b]) },
    { shapes: [[n, 1], [1, 3], []], build: (a, b, c) => g.map(e.add(e.mul(x, y), e.input(2)), [a, b, c]) },
    { shapes: [[n]], build: (a) => g.broadcast(a, [3, n]) },
  ],
  sum: (n) => [
    { shapes: [[n]], build: (a) => g.sum(a, [0]) },
    { shapes: [[2, n, 3]], build: (a) => g.sum(a, [0, 2]) },
    { shapes: [[n, 2]], build: (a) => g.sum(a, [1]) },
  ],
  // No derivative goes through it, so of what is left after subtracting it that of a softmax is right.
  max: (n) => [
    {
      shapes: [[2, n]],
      build(a) {
        const powers = g.map(e.unary('exp', e.sub(x, y)), [a, g.max(a, [1])]);
        return g.map(e.div(x, y), [powers, g.sum(powers, [1])]);
      },
    },
  ],
  matmul: (n) =>
    [false, true].flatMap((ta) =>
      [false, true].flatMap((tb): Example[] => [
        {
          shapes: [ta ? [n, 2] : [2, n], tb ? [3, n] : [n, 3]],
          build: (a, b) => g.matmul(a, b, [ta, tb]),
        },
        {
          shapes: [ta ? [2, 3, n] : [2, n, 3], tb ? [2, 2, 3] : [2, 3, 2]],
          build: (a, b) => g.matmul(a, b, [ta, tb]),
        },
      ]),
    ),
  conv: (n) => {
    const side = Math.min(n, 9);
    const kernel = Math.min(side, 3);
    return [1, 2, 3].flatMap((stride): Example[] => [
      {
        shapes: [
          [2, side, side + 1, 2],
          [kernel, kernel, 2, 3],
        ],
        build: (a, b) => g.conv(a, b, { stride }),
      },
      {
        shapes: [
          [1, side, side, 1],
          [2, 3, 1, 2],
        ],
        build: (a, b) =>
          g.conv(a, b, {
            stride,
            padding: [
              [0, 1],
              [1, 1],
            ],
          }),
      },
    ]);
  },
  pool: (n) => {
    const side = Math.min(n, 9) + 1;
    return (['max', 'mean'] as const).flatMap((kind) =>
      [1, 2].map(
        (stride): Example => ({
          shapes: [[2, side, side + 1, 2]],
          build: (a) => g.pool(a, kind, { size: 2, stride }),
        }),
      ),
    );
  },
  // Comes about as the gradient of `pool`.
  unpool: () => [],
  reshape: (n) => [{ shapes: [[n, 6]], build: (a) => g.reshape(a, [3, n, 2]) }],
  transpose: (n) => [{ shapes: [[2, n, 3]], build: (a) => g.transpose(a, [1, 2, 0]) }],
  slice: (n) => [
    { shapes: [[2, n + 2]], build: (a) => g.slice(a, 1, 1, n) },
    { shapes: [[n + 1, 3]], build: (a) => g.slice(a, 0, 0, n) },
  ],
  pad: (n) => [{ shapes: [[2, n]], build: (a) => g.pad(a, 1, 2, 1) }],
  concat: (n) => [
    {
      shapes: [
        [2, n],
        [2, 3],
        [2, 1],
      ],
      build: (...all) => g.concat(all, 1),
    },
  ],
  scan: (n) =>
    [false, true].map(
      (backwards): Example => ({
        shapes: [[2], [Math.min(n, 65), 2], [2, 2]],
        build(start, sequence, weights) {
          const [carry, entry, shared] = [g.given('carry', [2]), g.given('entry', [2]), g.given('w', [2, 2])];
          const product = g.reshape(g.matmul(g.reshape(carry, [1, 2]), shared), [2]);
          const next = g.map(e.unary('tanh', e.add(e.mul(0.4, x), y)), [product, entry]);
          const body = {
            carries: [carry],
            entries: [entry],
            shared: [shared],
            next: [next],
            made: [g.map(e.mul(x, y), [next, entry])],
          };
          const steps = sequence.shape[0];
          const { carried, made } = g.scan(body, [start], [sequence], [weights], steps, backwards);
          return g.concat([carried[0], g.reshape(made[0], [2 * steps])], 0);
        },
      }),
    ),
};
