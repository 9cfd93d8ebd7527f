/** Losses: one number from a network's output and what it should be. */
import { abs, input, mul, sub } from './expression';
import { map, type Node, reshape, ShapeError, sameShape, shapeWords } from './graph';
import { logSoftmax, mean, scaled } from './layers/arithmetic';

export type LossSpec =
  | { readonly type: 'meanSquaredError' | 'meanAbsoluteError' }
  | { readonly type: 'softmaxCrossEntropy'; readonly labelSmoothing?: number };

/** `target` has the output's shape; for classes it is one-hot. A scalar. */
export function loss(spec: LossSpec, output: Node, target: Node): Node {
  if (!sameShape(output.shape, target.shape)) {
    throw new ShapeError(
      `an output of ${shapeWords(output.shape)} cannot meet targets of ${shapeWords(target.shape)}`,
    );
  }
  const all = output.shape.map((_, axis) => axis);
  const [x, y] = [input(0), input(1)];
  const of = (each: Node) => reshape(mean(each, all), []);
  switch (spec.type) {
    case 'meanSquaredError':
      return of(map(mul(sub(x, y), sub(x, y)), [output, target]));
    case 'meanAbsoluteError':
      return of(map(abs(sub(x, y)), [output, target]));
    case 'softmaxCrossEntropy': {
      const classes = output.shape.at(-1)!;
      const { labelSmoothing: smoothing = 0 } = spec;
      const wanted = {
        kind: 'binary',
        name: 'add',
        x: mul(1 - smoothing, y),
        y: { kind: 'constant', value: smoothing / classes },
      } as const;
      // The mean is over examples, not over entries.
      return scaled(of(map(mul(x, wanted), [logSoftmax(output), target])), -classes);
    }
  }
}
