/** Lane keeping as the page draws it: held-out drives, how they are steered and where that leads. */
import { type ParamLayout, tensorOf } from '../../core/paramLayout';
import { type Drive, driveOf, STEERING_UNIT } from '../../data/driving';
import type { FrameSize } from '../../data/driving/camera';
import { curvatureOf, driven, FRAMES } from '../../data/driving/drive';
import type { Pose } from '../../data/driving/road';
import type { Node } from '../../network/graph';
import { evaluate, type Values } from '../../network/reference';
import { ltcForward } from '../ltc/reference';
import { rowValues } from '../network/given';
import { lstmSignals, type Signals } from '../network/signals';
import type { TaskView } from '../types';
import { liquidProblem, type SteeringNetwork } from './network';
import type { Drives } from './rows';

/** Held-out drives that are shown, the first ones. */
export const SHOWN = 3;

/** Metres ahead and to the left, `[x, y, x, y, …]`. */
export type Track = Float32Array<ArrayBuffer>;

/** A held-out drive. */
export interface SeenDrive {
  /** Bytes, `[FRAMES, height, width]`. */
  readonly frames: Uint8Array<ArrayBuffer>;
  /** Degrees of the front wheels, the driver's and the network's, `[FRAMES]` each. */
  readonly driver: Float32Array<ArrayBuffer>;
  readonly answer: Float32Array<ArrayBuffer>;
  /** The centre line, and where the car was at the frames. */
  readonly road: Track;
  readonly way: Track;
  /** Where the network's steering leads from the first frame on, with the same gusts. */
  readonly led: Track;
  readonly signals: Signals;
}

export interface LaneKeepingView extends TaskView {
  readonly kind: 'laneKeeping';
  readonly size: FrameSize;
  readonly units: number;
  readonly drives: readonly SeenDrive[];
}

/** What of a network sees the shown drives. */
export interface Sight {
  /** `[SHOWN, FRAMES, height, width, 1]`. */
  readonly frames: Node<'given'>;
  /** `[SHOWN, FRAMES, features]`. */
  readonly features: Node;
  /** Training drives that batch normalisation has its statistics of. */
  readonly calibration?: Node<'given'> | undefined;
}

/** `values`: of the parameter nodes; `params`: the same, flat. */
export function laneKeepingView(
  steering: SteeringNetwork,
  sight: Sight,
  drives: Drives,
  layout: ParamLayout,
  values: Values,
  params: Float32Array,
): LaneKeepingView {
  const known = new Map(values);
  known.set(sight.frames, inputsOf(drives, 'validation', sight.frames));
  if (sight.calibration) known.set(sight.calibration, inputsOf(drives, 'training', sight.calibration));
  const [features] = evaluate([sight.features], known);
  const { size } = drives;
  const bytes = FRAMES * size.height * size.width;
  const each = features.length / SHOWN;
  const head = steering.head === 'ltc' ? liquidHead : lstmHead;
  return {
    kind: 'laneKeeping',
    size,
    units: steering.head === 'ltc' ? steering.cells : steering.units,
    drives: Array.from({ length: SHOWN }, (_, index) => {
      const own = features.subarray(index * each, (index + 1) * each);
      const { prediction, signals } = head(steering, layout, params, own);
      return {
        frames: drives.part('validation').frames.slice(index * bytes, (index + 1) * bytes),
        ...seen(driveOf('validation', index), prediction),
        signals,
      };
    }),
  };
}

/** The first drives of a part, as the network sees them. */
function inputsOf(drives: Drives, part: 'training' | 'validation', { shape }: Node): Float64Array {
  const rows = drives.frames(part);
  const [count, ...drive] = shape;
  const size = drive.reduce((product, extent) => product * extent, 1);
  const inputs = new Float64Array(count * size);
  for (let row = 0; row < count; row++) inputs.set(rowValues(rows, row), row * size);
  return inputs;
}

interface Answered {
  /** `[FRAMES]`, in units of `STEERING_UNIT`. */
  readonly prediction: ArrayLike<number>;
  readonly signals: Signals;
}

function lstmHead(
  _: SteeringNetwork,
  layout: ParamLayout,
  params: Float32Array,
  features: Float64Array,
): Answered {
  const tensor = (name: string) => tensorOf(params, layout, name);
  const [w, b, readout] = ['1.lstm/w', '1.lstm/b', '2.dense/w'].map(tensor);
  return lstmSignals({ w, b, readout, offset: tensor('2.dense/b')[0] }, features, features.length / FRAMES);
}

function liquidHead(
  steering: SteeringNetwork,
  layout: ParamLayout,
  params: Float32Array,
  features: Float64Array,
): Answered {
  const first = layout.segments.find(({ name }) => name.startsWith('1.ltc/'))!;
  const { output, states } = ltcForward(liquidProblem(steering, features), params.subarray(first.offset));
  return { prediction: output, signals: { potential: Float32Array.from(states) } };
}

/** Angles and tracks of a drive where `prediction` is what the network answers, in units of `STEERING_UNIT`. */
function seen(drive: Drive, prediction: ArrayLike<number>): Omit<SeenDrive, 'frames' | 'signals'> {
  const answer = Float32Array.from(prediction, (value) => value * STEERING_UNIT);
  return {
    driver: Float32Array.from(drive.degrees),
    answer,
    road: track(drive.road),
    way: track(drive.poses),
    led: track(driven(drive, (_, frame) => curvatureOf(answer[frame]))),
  };
}

const track = (poses: readonly Pose[]): Track => Float32Array.from(poses.flatMap(({ x, y }) => [x, y]));
