/**
 * The unroll: many training steps of many small networks in one dispatch, put together from a task's text
 * and an optimizer's.
 */
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import threefry from '../threefry.wgsl?raw';
import constantScale from './constantScale.wgsl?raw';
import designed from './designed.wgsl?raw';
import draw from './draw.wgsl?raw';
import learned from './learned.wgsl?raw';
import pathologicalTask from './pathologicalTask.wgsl?raw';
import quadraticTask from './quadraticTask.wgsl?raw';
import scheduler from './scheduler.wgsl?raw';
import unroll from './unroll.wgsl?raw';

/** Words of a lane's record, in the order of `Lane` in unroll.wgsl. */
export const LANE_WORDS = 8;

/** The text of a task, for GPUs or for software adapters, where other things cost time. */
export interface UnrollTaskText {
  /** Unique by text. */
  readonly id: string;
  readonly text: (software: boolean) => string;
}

const optimizers = {
  designed,
  learned: `${constantScale}\n${learned}`,
  scheduled: `${learned}\n${scheduler}`,
} as const;

/** `learned` is Celo without a scheduler, `scheduled` with one. */
export type UnrollOptimizer = keyof typeof optimizers;

export const quadraticText: UnrollTaskText = { id: 'quadratic', text: () => quadraticTask };
export const pathologicalText: UnrollTaskText = { id: 'pathological', text: () => pathologicalTask };

/** The kernel of a task and an optimizer; their constants come with its compilation. */
export const unrollKernel = (task: UnrollTaskText, optimizer: UnrollOptimizer, software: boolean) =>
  defineKernel({
    label: `unroll ${task.id} ${optimizer}`,
    phase: 'rest',
    shader: [math, threefry, draw, unroll, task.text(software), optimizers[optimizer]].join('\n'),
    storage: {
      lanes: 'read',
      theta: 'read',
      data: 'read',
      tables: 'read',
      params: 'read_write',
      state: 'read_write',
      losses: 'read_write',
    },
  });
