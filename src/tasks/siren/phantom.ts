/**
 * The three-dimensional Shepp-Logan head phantom, the test volume of tomography.
 *
 * Source: ellipsoids of Kak & Slaney 1988, "Principles of Computerized Tomographic Imaging", table 3.2, in
 * three dimensions and with the contrast of Toft 1996 ("The Radon Transform", PhD thesis, Technical
 * University of Denmark), as tabulated in M. Schabel's `phantom3d` (MATLAB Central 9416), "Modified
 * Shepp-Logan". Its Euler angles phi and psi both turn about z where theta is 0; their sum stands here.
 */
import type { GridData } from '../types';

/** Grey value, semi-axes a b c along x y z, centre x0 y0 z0, turn about z in degrees; grey values add. */
const ELLIPSOIDS: readonly (readonly number[])[] = [
  [1.0, 0.69, 0.92, 0.81, 0, 0, 0, 0], // skull
  [-0.8, 0.6624, 0.874, 0.78, 0, -0.0184, 0, 0], // brain
  [-0.2, 0.11, 0.31, 0.22, 0.22, 0, 0, -8], // ventricles
  [-0.2, 0.16, 0.41, 0.28, -0.22, 0, 0, 28],
  [0.1, 0.21, 0.25, 0.41, 0, 0.35, -0.15, 0],
  [0.1, 0.046, 0.046, 0.05, 0, 0.1, 0.25, 0], // tumours
  [0.1, 0.046, 0.046, 0.05, 0, -0.1, 0.25, 0],
  [0.1, 0.046, 0.023, 0.05, -0.08, -0.605, 0, 0],
  [0.1, 0.023, 0.023, 0.02, 0, -0.606, 0, 0],
  [0.1, 0.023, 0.046, 0.02, 0.06, -0.605, 0, 0],
];

/** The phantom's grey value at a point of [-1, 1]^3, in [0, 1]. */
export function phantomAt(x: number, y: number, z: number): number {
  let grey = 0;
  for (const [value, a, b, c, x0, y0, z0, degrees] of ELLIPSOIDS) {
    const turn = (degrees * Math.PI) / 180;
    const dx = x - x0;
    const dy = y - y0;
    const along = dx * Math.cos(turn) + dy * Math.sin(turn);
    const across = dy * Math.cos(turn) - dx * Math.sin(turn);
    if ((along / a) ** 2 + (across / b) ** 2 + ((z - z0) / c) ** 2 <= 1) grey += value;
  }
  return Math.min(1, Math.max(0, grey));
}

/** The phantom on an `n`^3 grid in 8 bits; axes z, y (from the top of the head down), x. */
export function phantomVolume(n = 64): GridData {
  const values = new Float32Array(n ** 3);
  const at = (index: number) => (2 * index) / (n - 1) - 1;
  for (let z = 0, i = 0; z < n; z++) {
    for (let y = 0; y < n; y++) {
      for (let x = 0; x < n; x++, i++) values[i] = Math.round(255 * phantomAt(at(x), -at(y), at(z)));
    }
  }
  return {
    name: 'Shepp-Logan phantom',
    hash: '',
    shape: [n, n, n],
    values,
    peak: 255,
    dtype: 'uint8',
    bytes: values.length,
  };
}
