/** Lane keeping as a task: frames of drawn drives in, the driver's steering as target. */
import { type AnyOptions, readOptions } from '../../core/option';
import { paramLayout } from '../../core/paramLayout';
import { DRIVES, STEERING_UNIT } from '../../data/driving';
import type { FrameSize } from '../../data/driving/camera';
import { FRAMES } from '../../data/driving/drive';
import { abs, type Expression, input, less, sub } from '../../network/expression';
import { concat, given as givenTensor, map, type Node, reshape, slice } from '../../network/graph';
import { type LayerSpec, network } from '../../network/layers';
import { mean, scaled, standardised } from '../../network/layers/arithmetic';
import { Model } from '../../network/layers/model';
import { loss } from '../../network/loss';
import { type HeldOut, type NetworkProblem, networkTask } from '../network';
import { leafValues } from '../network/given';
import { Recalled } from '../network/recalled';
import type { TaskInstance } from '../types';
import { eyeLayers, headLayers, liquidStart, type SteeringNetwork, startOf } from './network';
import { options } from './options';
import { Drives } from './rows';
import { laneKeepingView, SHOWN } from './view';

/** Degrees from the driver's steering that count as right. */
const TOLERANCE = 1;

const SIZES: Readonly<Record<'coarse' | 'fine', FrameSize>> = {
  coarse: { height: 24, width: 48 },
  fine: { height: 48, width: 96 },
};

/** Held-out drives looked at together, a divisor of them all. */
const AT_ONCE = { coarse: 10, fine: 2 } as const;
/** Training drives, the first ones, whose statistics batch normalisation has in evaluations. */
const CALIBRATION = 25;
/** The same in views, which are computed in double precision on the CPU. */
const CALIBRATION_OF_VIEWS = 5;

/** Throws `ConfigError`. */
export function createLaneKeeping(given: AnyOptions): TaskInstance {
  const values = readOptions(options, given, 'task.options');
  const drives = new Drives(SIZES[values.frame], values.noise);
  const model = new Model();
  const problem: NetworkProblem = {
    ...trainingProblem(values, drives, values.batch, model),
    heldOut: heldOutDrives(values, drives, AT_ONCE[values.frame], model),
  };
  const task = { ...networkTask(problem), ...viewing(values, drives, problem, model) };
  const liquid = task.layout.segments.find(({ name }) => /ltc\//.test(name));
  if (!liquid) return task;
  return {
    ...task,
    init(key) {
      const params = task.init(key);
      params.set(liquidStart(values, key), liquid.offset);
      return params;
    },
  };
}

/** What the page draws of it. */
function viewing(
  steering: SteeringNetwork,
  drives: Drives,
  problem: NetworkProblem,
  model: Model,
): Required<Pick<TaskInstance, 'view'>> {
  const { x: frames } = nodes(drives.size, SHOWN);
  const eye = evaluated(steering, eyeLayers(steering), model, frames, CALIBRATION_OF_VIEWS);
  const sight = { frames, features: eye.output, calibration: eye.calibration };
  const layout = paramLayout(problem.parameters);
  return {
    view: (params) => laneKeepingView(steering, sight, drives, layout, leafValues(problem, params), params),
  };
}

/** Mean squared error over batches of so many training drives. */
function trainingProblem(
  steering: SteeringNetwork,
  drives: Drives,
  batch: number,
  model: Model,
): NetworkProblem {
  const { x, target } = nodes(drives.size, batch);
  const output = seen(layersOf(steering), x, model);
  return {
    parameters: model.parameters,
    start: startOf,
    loss: loss({ type: 'meanSquaredError' }, output, target),
    metric: scaled(average(distance, output, target), STEERING_UNIT),
    given: [
      { kind: 'rows', node: x, rows: drives.frames('training'), draw: 0 },
      { kind: 'rows', node: target, rows: drives.steering('training'), draw: 0 },
    ],
  };
}

/** Validation by batches of so many drives; accuracy is the share of frames within the tolerance. */
function heldOutDrives(steering: SteeringNetwork, drives: Drives, count: number, model: Model): HeldOut {
  const { x, target } = nodes(drives.size, count);
  const { output, calibration } = evaluated(steering, layersOf(steering), model, x, CALIBRATION);
  return {
    loss: loss({ type: 'meanSquaredError' }, output, target),
    accuracy: average(less(distance, TOLERANCE / STEERING_UNIT), output, target),
    given: [
      { node: x, rows: drives.frames('validation') },
      { node: target, rows: drives.steering('validation') },
      ...(calibration ? [{ node: calibration, rows: drives.frames('training'), fixed: true } as const] : []),
    ],
    batches: DRIVES.validation / count,
  };
}

/**
 * Layers as they are evaluated, on drives `x`: batch normalisation has the statistics of `calibration`, the first training
 * drives, at the present parameters ("precise BN", Wu and Johnson 2021, arXiv:2105.07576, section 3).
 */
function evaluated(
  { norm }: SteeringNetwork,
  layers: readonly LayerSpec[],
  model: Model,
  x: Node<'given'>,
  rows: number,
): { readonly output: Node; readonly calibration?: Node<'given'> } {
  if (norm === 'none') return { output: seen(layers, x, new Recalled(model)) };
  const [count, ...drive] = x.shape;
  const calibration = givenTensor('calibration', [rows, ...drive]);
  const recalled = new Recalled(model, { rows, of: rows + count });
  const together = seen(layers, concat([calibration, x], 0), recalled);
  return { output: slice(together, 0, rows, count), calibration };
}

const layersOf = (steering: SteeringNetwork): readonly LayerSpec[] => [
  ...eyeLayers(steering),
  ...headLayers(steering),
];

/** Layers on frames `[n, FRAMES, height, width, 1]`, each brought to mean 0 and variance 1, as by automatic exposure. */
const seen = (layers: readonly LayerSpec[], x: Node, model: Model): Node =>
  network(layers, standardised(x, [2, 3, 4], 1e-5), model);

/** Of so many drives. */
const nodes = ({ height, width }: FrameSize, count: number) => ({
  x: givenTensor('frames', [count, FRAMES, height, width, 1]),
  target: givenTensor('steering', [count, FRAMES, 1]),
});

const distance = abs(sub(input(0), input(1)));

/** Mean of an expression over all entries of two tensors: a scalar. */
const average = (of: Expression, output: Node, target: Node): Node =>
  reshape(mean(map(of, [output, target]), [0, 1, 2]), []);
