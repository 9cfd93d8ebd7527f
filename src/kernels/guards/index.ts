/** Kernels of the guards: those that decide write one word per member (`action.wgsl`), the others carry it out. */
import { defineKernel } from '../defineKernel';
import math from '../math.wgsl?raw';
import action from './action.wgsl?raw';
import bestParamsText from './bestParams.wgsl?raw';
import clearRowsText from './clearRows.wgsl?raw';
import copyRowsText from './copyRows.wgsl?raw';
import extendHorizonText from './extendHorizon.wgsl?raw';
import holdUpdateText from './holdUpdate.wgsl?raw';
import lgl2oAdoptText from './lgl2oAdopt.wgsl?raw';
import lgl2oDecideText from './lgl2oDecide.wgsl?raw';
import lgl2oTallyText from './lgl2oTally.wgsl?raw';
import pickProposalText from './pickProposal.wgsl?raw';
import reinitWatchText from './reinitWatch.wgsl?raw';
import restartHorizonText from './restartHorizon.wgsl?raw';
import setGuardedText from './setGuarded.wgsl?raw';
import stopWatchText from './stopWatch.wgsl?raw';
import switchDriverText from './switchDriver.wgsl?raw';

/** For kernels that ask whether a loss is finite. */
const checked = (text: string): string => [math, action, text].join('\n');
const plain = (text: string): string => [action, text].join('\n');

/** Bits of an action by which state rows are copied or cleared, as in `action.wgsl`. */
export const Action = { keep: 1, fresh: 8, whole: 16, clearLearned: 256, clearDesigned: 512 } as const;

/** Min-Loss Reinit: keep, restart or neither. */
export const reinitWatch = defineKernel({
  label: 'reinitWatch',
  phase: 'mixing',
  shader: checked(reinitWatchText),
  storage: {
    table: 'read',
    status: 'read',
    hypers: 'read',
    loss: 'read',
    scheduler: 'read',
    memory: 'read_write',
    guarded: 'read_write',
    action: 'read_write',
  },
  uniforms: { members: 'u32', rows: 'u32', stride: 'u32' },
  step: true,
});

/** Planned length of a learned optimizer after a restart. */
export const restartHorizon = defineKernel({
  label: 'restartHorizon',
  phase: 'mixing',
  shader: plain(restartHorizonText),
  storage: { table: 'read', hypers: 'read', action: 'read', scheduler: 'read_write' },
  uniforms: { members: 'u32', rows: 'u32', stride: 'u32' },
  step: true,
});

/** Early stopping: keep, stop, stay or none of them. */
export const stopWatch = defineKernel({
  label: 'stopWatch',
  phase: 'mixing',
  shader: checked(stopWatchText),
  storage: {
    table: 'read',
    status: 'read',
    hypers: 'read',
    loss: 'read',
    memory: 'read_write',
    guarded: 'read_write',
    action: 'read_write',
  },
  uniforms: { members: 'u32', rows: 'u32' },
  step: true,
});

/** Keeps or restores parameters. */
export const bestParams = defineKernel({
  label: 'bestParams',
  phase: 'mixing',
  shader: plain(bestParamsText),
  storage: { table: 'read', action: 'read', params: 'read_write', best: 'read_write', events: 'read_write' },
  uniforms: { size: 'u32' },
});

/** Copies state rows of some members. */
export const copyRows = defineKernel({
  label: 'copyRows',
  phase: 'mixing',
  shader: copyRowsText,
  storage: { action: 'read', source: 'read', rows: 'read_write' },
  uniforms: { words: 'u32', mask: 'u32' },
});

/** Sets state rows of some members to 0. */
export const clearRows = defineKernel({
  label: 'clearRows',
  phase: 'mixing',
  shader: clearRowsText,
  storage: { action: 'read', rows: 'read_write' },
  uniforms: { words: 'u32', mask: 'u32' },
});

/** An update of 0 for some members. */
export const holdUpdate = defineKernel({
  label: 'holdUpdate',
  phase: 'mixing',
  shader: plain(holdUpdateText),
  storage: { table: 'read', action: 'read', update: 'read_write' },
  uniforms: { size: 'u32' },
});

/** Increase Steps. */
export const extendHorizon = defineKernel({
  label: 'extendHorizon',
  phase: 'mixing',
  shader: checked(extendHorizonText),
  storage: {
    table: 'read',
    status: 'read',
    hypers: 'read',
    loss: 'read',
    memory: 'read_write',
    scheduler: 'read_write',
    events: 'read_write',
  },
  uniforms: { members: 'u32', rows: 'u32', stride: 'u32' },
  step: true,
});

/** Who drives after a switch. */
export const switchDriver = defineKernel({
  label: 'switchDriver',
  phase: 'mixing',
  shader: plain(switchDriverText),
  storage: { table: 'read', status: 'read', hypers: 'read', memory: 'read_write', events: 'read_write' },
  uniforms: { members: 'u32', rows: 'u32' },
  step: true,
});

/** The driver's proposal. */
export const pickProposal = defineKernel({
  label: 'pickProposal',
  phase: 'mixing',
  shader: pickProposalText,
  storage: { table: 'read', memory: 'read', designed: 'read', update: 'read_write' },
  uniforms: { size: 'u32' },
});

/** LGL2O: losses of a check batch. */
export const lgl2oTally = defineKernel({
  label: 'lgl2oTally',
  phase: 'mixing',
  shader: checked(lgl2oTallyText),
  storage: {
    table: 'read',
    companions: 'read',
    status: 'read',
    hypers: 'read',
    loss: 'read',
    tally: 'read_write',
  },
  uniforms: { members: 'u32', rows: 'u32', check: 'u32' },
  step: true,
});

/** LGL2O: who wins a check. */
export const lgl2oDecide = defineKernel({
  label: 'lgl2oDecide',
  phase: 'mixing',
  shader: checked(lgl2oDecideText),
  storage: {
    table: 'read',
    companions: 'read',
    status: 'read',
    hypers: 'read',
    tally: 'read',
    memory: 'read_write',
    guarded: 'read_write',
    action: 'read_write',
  },
  uniforms: { members: 'u32', rows: 'u32' },
  step: true,
});

/** LGL2O: the winner's parameters for both. */
export const lgl2oAdopt = defineKernel({
  label: 'lgl2oAdopt',
  phase: 'mixing',
  shader: plain(lgl2oAdoptText),
  storage: {
    table: 'read',
    companions: 'read',
    action: 'read',
    params: 'read_write',
    events: 'read_write',
  },
  uniforms: { size: 'u32' },
});

/** Marks lanes whose guard deals with losses that are not finite. */
export const setGuarded = defineKernel({
  label: 'setGuarded',
  phase: 'mixing',
  shader: setGuardedText,
  storage: { table: 'read', guarded: 'read_write' },
  uniforms: { members: 'u32' },
});
