/**
 * Weights made by hand, whose learned optimizers do something known: no training, no files.
 */

import { registerTheta } from '../../src/checkpoints/registry';
import { type Architecture, mlpLayout, type Theta, thetaLayout } from '../../src/checkpoints/theta';
import { segmentOf } from '../../src/core/paramLayout';

/** An MLP whose direction is `gain` times its first feature, the gradient normalised over its tensor. */
function gradientMlp(gain: number): Float32Array {
  const bank = new Float32Array(mlpLayout.size);
  const put = (name: string, row: number, columns: number, column: number, value: number) => {
    bank[segmentOf(mlpLayout, name).offset + row * columns + column] = value;
  };
  // Two relu units carry its positive and its negative part.
  put('w0', 0, 4, 0, 1);
  put('w0', 0, 4, 1, -1);
  put('w1', 0, 4, 0, 1);
  put('w1', 1, 4, 1, 1);
  put('w2', 0, 3, 0, gain);
  put('w2', 1, 3, 0, -gain);
  return bank;
}

/**
 * Descent along the gradient: Celo (without a scheduler, so S = 1) and VeLO (S = 1, one bank) step by
 * `gain` / 1000 times rms(p) g / rms(g) per tensor, Celo-Adam by 1e-6 `gain` times Adam's direction. A negative
 * `gain` climbs; 1e6 multiplies the parameters by a thousand at every step, until they overflow.
 */
function handTheta(architecture: Architecture, gain: number): Theta {
  const shape = {
    celo: { architecture, hidden: 0, banks: 1 },
    'celo-adam': { architecture, hidden: 1, banks: 0 },
    velo: { architecture, hidden: 1, banks: 1 },
  }[architecture];
  const layout = thetaLayout(shape);
  const values = new Float32Array(layout.size);
  const put = (name: string, content: ArrayLike<number>) =>
    values.set(content, segmentOf(layout, name).offset);
  if (architecture === 'celo-adam') {
    // S = 0.1 exp(s), and Adam's step size is 0.001 S.
    put('scale/b', [Math.log(Math.abs(gain) / 100)]);
    return { ...shape, values };
  }
  put('mlp', gradientMlp(gain));
  if (architecture === 'velo') {
    put('scale/b', [1]);
    // VeLO's MLP is 100 times the banks weighted by the controls.
    put('controls/b', [0.01]);
  }
  return { ...shape, values };
}

/** Registers a hand-made theta and returns its id. */
export function handCheckpoint(architecture: Architecture, gain: number): string {
  const id = `by-hand-${architecture}-${gain}`;
  registerTheta(id, handTheta(architecture, gain));
  return id;
}
