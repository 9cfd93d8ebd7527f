/**
 * Synthetic driving: drives of ten frames each over roads of random curvature, as a camera sees them, and how the car is steered at
 * every frame. All of it follows from keys, so there is no file, and it is the same everywhere.
 */
import { foldIn, type PrngKey, prngKey } from '../../core/prng';
import { PARTS, type Part } from '../pictures';
import { type FrameSize, photograph } from './camera';
import { type Course, courseOf, driven, FRAMES, pursuit, wheelAngle } from './drive';
import { type Pose, roadOf } from './road';
import { sceneOf } from './scene';

/** Drives of each part: 75 : 10 : 15. */
export const DRIVES: Readonly<Record<Part, number>> = { training: 375, validation: 50, test: 75 };
/** Degrees that a steering of 1 stands for, about the deviation of them all. */
export const STEERING_UNIT = 4;

const KEY = prngKey(0x6c616e65);

/** A drive and the way it was steered. */
export interface Drive extends Course {
  readonly key: PrngKey;
  readonly poses: readonly Pose[];
  /** `[FRAMES]`, degrees of the front wheels, positive to the left. */
  readonly degrees: readonly number[];
}

/** A drive of a part, from 0. */
export function driveOf(part: Part, index: number): Drive {
  const key = foldIn(foldIn(KEY, PARTS.indexOf(part)), index);
  const course = courseOf(key, roadOf(key));
  const poses = driven(course, (pose) => pursuit(course.road, pose));
  return { ...course, key, poses, degrees: poses.map((pose) => wheelAngle(pursuit(course.road, pose))) };
}

/** Frames and steering of drives. */
export interface Driving {
  /** Grey, `[drives, FRAMES, height, width]`. */
  readonly frames: Uint8Array<ArrayBuffer>;
  /** `[drives, FRAMES]`, in units of `STEERING_UNIT`. */
  readonly steering: Float32Array<ArrayBuffer>;
}

/** A part of the data set, by the deviation of the sensor's noise in grey levels. */
export function drivingOf(part: Part, size: FrameSize, noise: number): Driving {
  const pixels = size.height * size.width;
  const count = DRIVES[part];
  const frames = new Uint8Array(count * FRAMES * pixels);
  const steering = new Float32Array(count * FRAMES);
  for (let index = 0; index < count; index++) {
    const { key, road, poses, degrees } = driveOf(part, index);
    const scene = sceneOf(key);
    poses.forEach((pose, frame) => {
      const at = index * FRAMES + frame;
      const out = new Uint8ClampedArray(frames.buffer, at * pixels, pixels);
      photograph(out, size, road, pose, scene, noise, foldIn(key, 16 + frame));
      steering[at] = degrees[frame] / STEERING_UNIT;
    });
  }
  return { frames, steering };
}
