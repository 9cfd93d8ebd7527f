/** A task whose gradient is its batch: loss = sum(w * x), so that what a network is given can be read from an executor. */
import type { PictureExtents } from '../../src/data/pictures';
import { input, mul } from '../../src/network/expression';
import { given, map, reshape, sum } from '../../src/network/graph';
import { Model } from '../../src/network/layers/model';
import { ZEROS } from '../../src/network/starts';
import { type NetworkProblem, networkTask, type Rows } from '../../src/tasks/network';
import type { Augmentation } from '../../src/tasks/network/augment';

export function batchAsGradient(rows: Rows, extents: PictureExtents, drawn: number, augment?: Augmentation) {
  const { height, width, channels } = extents;
  const shape = [drawn, height, width, channels];
  const model = new Model();
  const w = model.at('').parameter('w', shape);
  const x = given('pictures', shape);
  const problem: NetworkProblem = {
    parameters: model.parameters,
    start: () => ZEROS,
    loss: reshape(sum(map(mul(input(0), input(1)), [w, x]), [0, 1, 2, 3]), []),
    given: [{ kind: 'rows', node: x, rows, draw: 0, ...(augment ? { augment } : {}) }],
  };
  return { problem, task: networkTask(problem) };
}

/** Bytes, or the same as floats, of so many pictures. */
export function examplePixels(
  { height, width, channels }: PictureExtents,
  count: number,
  bytes: boolean,
): Rows {
  const values = Uint8Array.from(
    { length: count * height * width * channels },
    (_, i) => (i * 89 + (i >> 5)) % 256,
  );
  return { values: bytes ? values : Float32Array.from(values), count, scale: 1 / 255 };
}
