/**
 * A car on a road, steered to a point of the centre line ahead of it: pure pursuit.
 *
 * Source: Coulter 1992, "Implementation of the pure pursuit path tracking algorithm", CMU-RI-TR-92-01, equation 3.
 */
import { foldIn, type PrngKey, uniform } from '../../core/prng';
import { advanced, type Pose, type Road, SPACING } from './road';

/** Frames of a drive. */
export const FRAMES = 10;
/** Seconds and metres between two frames: 36 km/h. */
export const FRAME_SECONDS = 0.2;
export const FRAME_METRES = 2;
/** Metres of road to the point that is steered to. */
const LOOK_AHEAD = 8;
/** Metres between the axles, which make an angle of the front wheels of a curvature. */
const WHEELBASE = 2.7;
/** Metres of road before the car. */
const FIRST = 4;
/** At the beginning the car is so far beside the centre line at most, metres, and turned so far, tangent of half the angle. */
const ASIDE = 0.8;
const ASKEW = 0.06;
/** Curvature at most that wind and ground add to what is steered, per metre. */
const GUSTS = 0.02;
/** Steps of the path from frame to frame. */
const SUBSTEPS = 4;

/** What a drive is made of. */
export interface Course {
  readonly road: Road;
  readonly start: Pose;
  /** Added to the steered curvature from each frame to the next, per metre. */
  readonly gusts: ArrayLike<number>;
}

/** The drive of a key. */
export function courseOf(key: PrngKey, road: Road): Course {
  const [aside] = uniform(foldIn(key, 3), 1, -ASIDE, ASIDE);
  const [askew] = uniform(foldIn(key, 4), 1, -ASKEW, ASKEW);
  const { x, y, cosine, sine } = road[FIRST / SPACING];
  const turned = advanced({ x: 0, y: 0, cosine, sine }, 2 * askew, 1);
  return {
    road,
    start: { x: x - aside * sine, y: y + aside * cosine, cosine: turned.cosine, sine: turned.sine },
    gusts: uniform(foldIn(key, 5), FRAMES, -GUSTS, GUSTS),
  };
}

/** Poses at all frames where `steered` says the curvature from a frame on, per metre. */
export function driven(
  { start, gusts }: Pick<Course, 'start' | 'gusts'>,
  steered: (pose: Pose, frame: number) => number,
): readonly Pose[] {
  const poses = [start];
  for (let frame = 0; frame + 1 < FRAMES; frame++) {
    const curvature = steered(poses[frame], frame) + gusts[frame];
    let pose = poses[frame];
    for (let step = 0; step < SUBSTEPS; step++) pose = advanced(pose, curvature, FRAME_METRES / SUBSTEPS);
    poses.push(pose);
  }
  return poses;
}

/** Curvature of the circle through a pose, in its direction, to the point of the centre line ahead, per metre. */
export function pursuit(road: Road, pose: Pose): number {
  const goal = road[Math.min(road.length - 1, nearest(road, pose) + LOOK_AHEAD / SPACING)];
  const [x, y] = [goal.x - pose.x, goal.y - pose.y];
  const aside = y * pose.cosine - x * pose.sine;
  return (2 * aside) / (x * x + y * y);
}

/** Place in the road of the point nearest to a pose. */
function nearest(road: Road, { x, y }: Pose): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < road.length; i++) {
    const [dx, dy] = [road[i].x - x, road[i].y - y];
    const distance = dx * dx + dy * dy;
    if (distance < least) [least, best] = [distance, i];
  }
  return best;
}

/** Angle of the front wheels for a curvature, degrees, positive to the left. */
export const wheelAngle = (curvature: number): number => (Math.atan(WHEELBASE * curvature) * 180) / Math.PI;

/** The curvature, per metre, that front wheels at an angle in degrees drive. */
export const curvatureOf = (degrees: number): number => Math.tan((degrees * Math.PI) / 180) / WHEELBASE;
