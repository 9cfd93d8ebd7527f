/** Whole training runs on held-out tasks: learned optimizers and hand-designed ones on the same draws. */
import { foldIn, prngKey } from '../core/prng';
import { GpuRuntime } from '../kernels/runtime';
import { drawEpisode } from './draw';
import type { TaskFamily } from './types';
import { Unroll, type UnrollRule } from './unroll';

/** Steps of one dispatch: long enough to hide its cost, far below what a driver kills. */
const CHUNK = 20;

/** First words of the keys tasks are drawn with; training has keys of its own. */
export const TaskSet = { tuning: 0x74756e65, reporting: 0x74657374, watching: 0x77617463 } as const;

export interface EvaluationPlan {
  readonly family: TaskFamily;
  readonly rule: UnrollRule;
  /** One row of weights or of a hand-designed rule for every optimizer compared. */
  readonly rows: readonly Float32Array[];
  readonly taskSet: number;
  /** Tasks drawn, spread evenly over the family's variants. */
  readonly tasks: number;
  /** Updates made; also the planned length. */
  readonly steps: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Losses `[rows][tasks]`, each `[steps + 1]`: entry t is the loss after t updates, on the batch of step t. */
export async function evaluate(device: GPUDevice, plan: EvaluationPlan): Promise<Float32Array[][]> {
  const { family, rows, tasks, steps } = plan;
  const curves = rows.map(() => Array.from({ length: tasks }, () => new Float32Array(steps + 1)));
  const { variants } = family;
  for (const [index, variant] of variants.entries()) {
    const members = Array.from({ length: tasks }, (_, task) => task).filter(
      (task) => task % variants.length === index,
    );
    if (members.length === 0) continue;
    const runtime = new GpuRuntime(device);
    try {
      const lanes = members.length * rows.length;
      const sizes = { lanes, tasks: members.length, rows: rows.length, most: CHUNK };
      const unroll = await Unroll.create(runtime, variant, plan.rule, sizes);
      const keys = place(unroll, plan, members);
      for (let first = 0; first <= steps; first += CHUNK) {
        plan.signal?.throwIfAborted();
        const count = Math.min(CHUNK, steps + 1 - first);
        unroll.order(
          Array.from({ length: lanes }, (_, lane) => ({
            task: lane % members.length,
            row: Math.floor(lane / members.length),
            first,
            count,
            horizon: steps,
            key: keys[lane % members.length],
          })),
        );
        const losses = await advance(runtime, unroll);
        for (let lane = 0; lane < lanes; lane++) {
          const curve = curves[Math.floor(lane / members.length)][members[lane % members.length]];
          curve.set(losses.subarray(lane * CHUNK, lane * CHUNK + count), first);
        }
        plan.onProgress?.(index * (steps + 1) + first + count, variants.length * (steps + 1));
      }
    } finally {
      runtime.dispose();
    }
  }
  return curves;
}

/** Uploads tasks, starts and rows; returns the tasks' batch keys. */
function place(unroll: Unroll, { rows, taskSet }: EvaluationPlan, members: readonly number[]) {
  const keys = members.map((task, slot) => {
    const episode = drawEpisode(unroll.variant, foldIn(prngKey(taskSet), task));
    unroll.setTask(slot, episode.task.data, episode.scales);
    rows.forEach((_, row) => {
      unroll.setParams(row * members.length + slot, episode.start);
    });
    return episode.key;
  });
  const all = new Float32Array(rows.length * rows[0].length);
  rows.forEach((row, index) => {
    all.set(row, index * row.length);
  });
  unroll.setTheta(all);
  return keys;
}

async function advance(runtime: GpuRuntime, unroll: Unroll): Promise<Float32Array> {
  const encoder = runtime.device.createCommandEncoder({ label: 'evaluation' });
  const pass = encoder.beginComputePass({ label: 'evaluation' });
  unroll.encode(pass);
  pass.end();
  runtime.submit(encoder);
  return runtime.readFloats(unroll.buffers.losses);
}
