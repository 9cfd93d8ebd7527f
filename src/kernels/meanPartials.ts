/** The last of a task's kernels: means of partial sums. */
import { defineKernel } from './defineKernel';
import shader from './meanPartials.wgsl?raw';

/** Threads of a workgroup. */
export const MEAN_THREADS = 64;

/** Loss and gradient, and perhaps a metric, from partial sums `[lanes of a dispatch, rows, width]`. */
export const meanPartials = defineKernel({
  label: 'meanPartials',
  phase: 'task',
  shader,
  storage: {
    partials: 'read',
    status: 'read',
    grads: 'read_write',
    loss: 'read_write',
    metric: 'read_write',
  },
  uniforms: { firstLane: 'u32', rows: 'u32', size: 'u32', width: 'u32', inverse: 'f32', slope: 'f32' },
});
