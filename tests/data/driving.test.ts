import { describe, expect, test } from 'vitest';
import { prngKey } from '../../src/core/prng';
import { sha256Hex } from '../../src/core/sha256';
import { DRIVES, driveOf, drivingOf, STEERING_UNIT } from '../../src/data/driving';
import { onFrame, photograph } from '../../src/data/driving/camera';
import { curvatureOf, driven, FRAMES, pursuit, wheelAngle } from '../../src/data/driving/drive';
import { advanced, ORIGIN, type Pose, roadOf, SPACING } from '../../src/data/driving/road';
import { type Scene, sceneOf } from '../../src/data/driving/scene';
import { PARTS } from '../../src/data/pictures';

const SIZE = { height: 24, width: 48 };
const PIXELS = SIZE.height * SIZE.width;
const validation = drivingOf('validation', SIZE, 8);

const frameOf = (road: readonly Pose[], pose: Pose, scene: Scene, noise = 0) => {
  const frame = new Uint8ClampedArray(PIXELS);
  photograph(frame, SIZE, road, pose, scene, noise, prngKey(1));
  return frame;
};

const mirrored = ({ x, y, cosine, sine }: Pose): Pose => ({ x, y: -y, cosine, sine: -sine });

describe('driving', () => {
  test('is split 75 : 10 : 15, and all parts differ', () => {
    expect(PARTS.map((part) => DRIVES[part])).toEqual([375, 50, 75]);
    expect(validation.frames).toHaveLength(50 * FRAMES * PIXELS);
    expect(validation.steering).toHaveLength(50 * FRAMES);
    const [a, b, c] = PARTS.map((part) => driveOf(part, 0).degrees);
    expect(a).not.toEqual(b);
    expect(b).not.toEqual(c);
  });

  test('has the same bytes everywhere', async () => {
    const again = drivingOf('validation', SIZE, 8);
    const hash = await sha256Hex(validation.frames);
    expect(await sha256Hex(again.frames)).toBe(hash);
    expect(hash).toBe('fd6ed64117ae8ff0386ca023a208ea77ff1f1c6729c2771d8dfcdc5869642b2f');
  });

  test('is steered about as far to either side, by about a unit', () => {
    const { steering } = validation;
    const mean = steering.reduce((sum, value) => sum + value, 0) / steering.length;
    const square = steering.reduce((sum, value) => sum + value * value, 0) / steering.length;
    expect(Math.abs(mean)).toBeLessThan(0.2);
    expect(Math.sqrt(square)).toBeGreaterThan(0.6);
    expect(Math.sqrt(square)).toBeLessThan(1.4);
    expect(steering[3]).toBe(Math.fround(driveOf('validation', 0).degrees[3] / STEERING_UNIT));
  });

  test('of a mirrored road shows mirrored frames and is steered the other way', () => {
    const { key, road, poses } = driveOf('training', 4);
    const scene = { ...sceneOf(key), grain: 0 };
    const other = { ...scene, left: scene.right, right: scene.left, across: -scene.across };
    const opposite = road.map(mirrored);
    for (const pose of poses) {
      expect(pursuit(opposite, mirrored(pose))).toBeCloseTo(-pursuit(road, pose), 12);
      const frame = frameOf(road, pose, scene);
      const reflected = frameOf(opposite, mirrored(pose), other);
      for (let i = 0; i < PIXELS; i++) {
        const column = i % SIZE.width;
        const twin = reflected[i - column + SIZE.width - 1 - column];
        // A sum in another order may round to the next grey level.
        expect(Math.abs(frame[i] - twin)).toBeLessThanOrEqual(1);
      }
    }
  });

  test('shows where the road goes: its markings are where the projection says', () => {
    const road: Pose[] = [ORIGIN];
    for (let i = 1; i < 151; i++) road.push(advanced(road[i - 1], 0.02, SPACING));
    const side = { marking: { dashed: false, worn: 0, phase: 0 }, shoulder: 3 };
    const scene: Scene = {
      left: side,
      right: side,
      asphalt: 60,
      paint: 190,
      grass: 60,
      sky: 60,
      grain: 0,
      across: 0,
      down: 0,
    };
    const frame = frameOf(road, ORIGIN, scene);
    // The left marking 8 m ahead: 1.6 m beside a circle of 50 m, whose centre line is 8² / 100 m to the left there.
    const angle = Math.asin(8 / (50 - 1.6));
    const left = 50 - (50 - 1.6) * Math.cos(angle);
    const [column, row] = onFrame(8, left, SIZE);
    const line = frame.subarray(Math.floor(row) * SIZE.width, Math.floor(row) * SIZE.width + 24);
    const brightest = line.indexOf(Math.max(...line));
    expect(Math.abs(brightest + 0.5 - column)).toBeLessThan(1.5);
  });

  test('knows angles of wheels and curvatures as one another’s inverse', () => {
    for (const degrees of [-20, -1, 0, 0.5, 13])
      expect(wheelAngle(curvatureOf(degrees))).toBeCloseTo(degrees, 12);
  });

  test('led by the driver’s own steering goes where the driver went', () => {
    const drive = driveOf('validation', 2);
    const led = driven(drive, (_, frame) => curvatureOf(drive.degrees[frame]));
    led.forEach(({ x, y }, frame) => {
      expect(Math.hypot(x - drive.poses[frame].x, y - drive.poses[frame].y)).toBeLessThan(1e-9);
    });
  });

  test('keeps the car in its lane', () => {
    for (let index = 0; index < 50; index++) {
      const { road, poses } = driveOf('training', index);
      for (const { x, y } of poses) {
        expect(Math.min(...road.map((point) => Math.hypot(point.x - x, point.y - y)))).toBeLessThan(1.6);
      }
    }
  });

  test('turns as a circle does', () => {
    let pose = ORIGIN;
    for (let i = 0; i < 100; i++) pose = advanced(pose, 0.02, 0.5);
    // 50 m of a circle of 50 m: 1 rad, less the error of the Cayley turn.
    expect(pose.x).toBeCloseTo(50 * Math.sin(1), 2);
    expect(pose.y).toBeCloseTo(50 * (1 - Math.cos(1)), 2);
    expect(roadOf(prngKey(3))).toHaveLength(151);
  });
});
