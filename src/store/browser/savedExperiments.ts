/** The experiment and those left on other tabs, over a reload. Without storage nothing survives, quietly. */
import * as v from 'valibot';
import { readExperiment } from '../../config/experiment';
import type { Experiment } from '../../config/types';
import { anyRecord, anything, exactly, fields } from '../../core/schema';
import { findTask } from '../../tasks';
import { asksForData } from '../../tasks/asksForData';
import { setData } from '../edit';
import type { KeyValueStorage } from './storage';

export interface Saved {
  readonly experiment: Experiment;
  /** Experiments left behind on other tasks' tabs. */
  readonly stash: Readonly<Record<string, Experiment>>;
}

const KEY = 'hub-playground';
const VERSION = 1;

export function save(storage: KeyValueStorage | null, saved: Saved): void {
  try {
    storage?.setItem(KEY, JSON.stringify({ version: VERSION, ...saved }));
  } catch {
    // Full or forbidden: the page works without.
  }
}

const savedSchema = fields({ version: exactly(VERSION), experiment: anything, stash: v.nullish(anyRecord) });

/** The experiments saved, or null where nothing usable was: one unreadable experiment does not spoil the others. */
export function restore(storage: KeyValueStorage | null): Saved | null {
  try {
    const saved = v.parse(savedSchema, JSON.parse(storage?.getItem(KEY) ?? 'null'));
    const stash = Object.entries(saved.stash ?? {}).flatMap(([id, input]) => {
      try {
        return [[id, withoutData(readExperiment(input))] as const];
      } catch {
        return [];
      }
    });
    return { experiment: withoutData(readExperiment(saved.experiment)), stash: Object.fromEntries(stash) };
  } catch {
    return null;
  }
}

/** Files of the reader's are not kept over a reload, so an experiment on one goes back to built-in data. */
function withoutData(experiment: Experiment): Experiment {
  const { id, options } = experiment.task;
  return asksForData(findTask(id), options) ? setData(experiment, null) : experiment;
}
