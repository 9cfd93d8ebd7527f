/** Rules that both executors share: how lanes start and which arms can be served together. */
import { bitsAt, foldIn, Purpose, prngKey } from '../core/prng';
import type { OptimizerConfig } from '../optimizers/types';
import type { ExecutorSetup } from './executor';

/** Start of every lane, `[lanes, size]`: the setup's, else the task's by seed, equal for all arms. */
export function initialParams({
  task,
  arms,
  seeds,
  initialParams,
}: ExecutorSetup): Float32Array<ArrayBuffer> {
  const { size } = task.layout;
  const lanes = arms.length * seeds.length;
  if (initialParams) {
    if (initialParams.length !== lanes * size) {
      throw new Error(
        `initialParams has ${initialParams.length} values, ${lanes} lanes of ${size} need ${lanes * size}`,
      );
    }
    return initialParams;
  }
  const params = new Float32Array(lanes * size);
  seeds.forEach((seed, index) => {
    const start = task.init(foldIn(prngKey(seed), Purpose.init));
    for (let arm = 0; arm < arms.length; arm++) params.set(start, (arm * seeds.length + index) * size);
  });
  return params;
}

/** Draws which way a start is nudged. */
const NUDGE = prngKey(0x6e756467);

/** Starts one unit in the last place away, up or down, equal for all lanes of `size` parameters; zeros stay. */
export function nudged(starts: Float32Array<ArrayBuffer>, size: number): Float32Array<ArrayBuffer> {
  const bits = new Int32Array(starts.slice().buffer);
  for (let i = 0; i < bits.length; i++) {
    if (starts[i] !== 0) bits[i] += bitsAt(NUDGE, i % size) & 1 ? 1 : -1;
  }
  return new Float32Array(bits.buffer);
}

/** Equal for optimizers that differ in option values alone: they can share kernels and be changed live. */
export function structureOf(config: OptimizerConfig): string {
  const parts = Object.entries(config.parts ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, part]) => `${name}=${structureOf(part)}`);
  // A weighting listed per tensor is no option, so a change of it within a run could not be repeated.
  const blocks = Object.entries(config.blocks ?? {}).map((entry) => entry.join(':'));
  const listed = blocks.length > 0 ? `[${blocks.sort().join(',')}]` : '';
  return `${config.id}${config.checkpoint ? `@${config.checkpoint}` : ''}${listed}(${parts.join(',')})`;
}

/** Name under which a snapshot keeps a companion's parameters. */
export const COMPANION = 'companion.params';
