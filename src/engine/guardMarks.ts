/** Acts of guards and measurements of optimizers, out of an executor's results, and as marks on a curve. */
import type { ArmConfig } from '../config/types';
import type { ParamLayout } from '../core/paramLayout';
import { GuardEvent } from '../guards/types';
import { layersOf } from '../optimizers/hub/shares';
import { engineTexts } from '../texts/engine';
import type { LaneProbes, StepResults } from './executor';
import type { ArmProbes, GuardAction, GuardReport, RunMark } from './types';

/** Marks of guards per arm at most; then one says how many more there are. */
export const MAX_GUARD_MARKS = 100;

const ACTIONS: readonly (GuardAction | null)[] = Object.entries(GuardEvent)
  .sort(([, a], [, b]) => a - b)
  .map(([name]) => (name === 'none' ? null : (name as GuardAction)));

/** The events of the lanes from `first` on, `seeds` of them, in order of steps. */
export function guardReports(
  parts: readonly StepResults[],
  lanes: number,
  first: number,
  seeds: number,
): GuardReport[] {
  return parts.flatMap(({ events, firstStep, count }) => {
    const reports: GuardReport[] = [];
    for (let row = 0; events && row < count; row++) {
      for (let seed = 0; seed < seeds; seed++) {
        const action = ACTIONS[events[row * lanes + first + seed]];
        if (action) reports.push({ seed, step: firstStep + row, action });
      }
    }
    return reports;
  });
}

/** The measurements of an arm's lanes, or null where its optimizer makes none. */
export function armProbes(
  probes: readonly LaneProbes[] | undefined,
  { id, optimizer }: ArmConfig,
  layout: ParamLayout,
  first: number,
  seeds: number,
): ArmProbes | null {
  const own = (probes ?? []).filter(({ lane }) => lane >= first && lane < first + seeds);
  if (own.length < seeds) return null;
  const { names } = own[0];
  const module = optimizer.options.layer === 'module';
  const layers = layersOf(layout, module ? 'module' : 'tensor').map((members) => ({
    name: module ? layout.segments[members[0]].module : layout.segments[members[0]].name,
    size: members.reduce((sum, index) => sum + layout.segments[index].size, 0),
  }));
  const length = layers.length * names.length;
  const values = new Float32Array(seeds * length);
  for (const { lane, values: all } of own) values.set(all.subarray(0, length), (lane - first) * length);
  return { armId: id, names, layers, seeds, values };
}

/** Turns reports into marks, at most `MAX_GUARD_MARKS` per arm and one for the rest. */
export class GuardMarks {
  readonly #counts = new Map<string, number>();

  /** Forgets these arms, or all. */
  clear(armIds: readonly string[] = [...this.#counts.keys()]): void {
    for (const id of armIds) this.#counts.delete(id);
  }

  /** `names` are the seeds by index. */
  marks(armId: string, reports: readonly GuardReport[], names: readonly number[]): RunMark[] {
    if (reports.length === 0) return [];
    const before = this.#counts.get(armId) ?? 0;
    const after = before + reports.length;
    this.#counts.set(armId, after);
    const shown = reports.slice(0, Math.max(0, MAX_GUARD_MARKS - before));
    const marks = shown.map(({ seed, step, action }): RunMark => {
      const kind = action === 'reinit' ? 'reinit' : 'guard';
      const text = engineTexts.guards[action](names[seed]);
      return { id: `guard ${armId} ${seed} ${step}`, kind, armId, seed, step, text };
    });
    if (after > MAX_GUARD_MARKS) {
      const { step } = reports[reports.length - 1];
      const text = engineTexts.moreGuards(after - MAX_GUARD_MARKS);
      marks.push({ id: `guard more ${armId}`, kind: 'guard', armId, step, text });
    }
    return marks;
  }
}
