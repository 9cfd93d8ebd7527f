import { type FrameSize, onFrame } from '../../../data/driving/camera';
import { curvatureOf } from '../../../data/driving/drive';

/** Metres ahead that a track is drawn between. */
const NEAR = 3.5;
const FAR = 14;
const POINTS = 12;
/** Beyond these angles wheels do not turn, and a circle is too small to be seen. */
const MOST = 30;

/** The track of front wheels at an angle in degrees, as points of an SVG polyline on a frame; none where the angle is no number. */
export function steeredTrack(degrees: number, size: FrameSize): string {
  if (!Number.isFinite(degrees)) return '';
  const curvature = curvatureOf(Math.max(-MOST, Math.min(MOST, degrees)));
  return Array.from({ length: POINTS }, (_, i) => {
    const ahead = NEAR + ((FAR - NEAR) * i) / (POINTS - 1);
    return onFrame(ahead, (curvature * ahead * ahead) / 2, size)
      .map((value) => value.toFixed(2))
      .join(',');
  }).join(' ');
}
