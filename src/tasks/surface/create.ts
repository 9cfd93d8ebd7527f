/** Surfaces as tasks. */
import { normal } from '../../core/prng';
import { input, mul, unary } from '../../network/expression';
import { gradient } from '../../network/gradient';
import { given, map, reshape, sum } from '../../network/graph';
import type { Parameter } from '../../network/layers/model';
import { ZEROS } from '../../network/starts';
import { networkTask } from '../network';
import type { TaskInstance } from '../types';
import { type SurfaceProblem, sampleSurface } from './problem';
import type { SurfaceView } from './view';

export { surfaceProblem } from './problem';

/** `spread`: standard deviation of starts around the problem's. */
export function createSurface(problem: SurfaceProblem, spread: number): TaskInstance {
  const { dim, start, value } = problem;
  const node = given('x', [dim]);
  const parameter: Parameter = { name: 'x', shape: [dim], node };
  const loss = reshape(value(node), []);
  const [slopes] = gradient(loss, [node]);
  const squares = sum(map(mul(input(0), input(0)), [slopes]), [0]);
  const metric = reshape(map(unary('sqrt', input(0)), [squares]), []);
  const network = networkTask({ parameters: [parameter], start: () => ZEROS, loss, metric, given: [] });
  return {
    ...network,
    path: dim <= 2,
    init: (key) => normal(key, dim).map((z, i) => start[i % 2] + spread * z),
    view: (params): SurfaceView => {
      const { values, slopes: own } = sampleSurface(problem, Float64Array.from(params));
      return {
        kind: 'surface',
        loss: values[0],
        slope: Math.hypot(...own),
        ...(dim <= 2 ? { point: [...params] } : {}),
      };
    },
  };
}
