/** How the run shown compares with the receipt of a link or file, and what the reader has changed since it came. */
import { plansAhead } from '../config/plansAhead';
import { type ArmCurves, compareReceipt, type Receipt, type Verdict } from '../config/receipt';
import type { ArmConfig } from '../config/types';
import type { RunMark } from '../engine/types';
import type { Curves } from './curves';
import { armCurves } from './exportRecord';
import { plannedBy } from './playground/inForce';
import type { PlaygroundState, Shared } from './playground/state';

/** One arm of the experiment as it came. */
export interface ComparedArm {
  readonly id: string;
  /** Null where it departs and the reader has changed it, which says all. */
  readonly verdict: Verdict | null;
  /** What the reader did to it. */
  readonly here: 'same' | 'changed' | 'removed';
  /** Whether nothing more can come of this run. */
  readonly complete: boolean;
}

/** `nudged`: the experiment as it came, from a nudged start; it tells nothing of arms that were changed. */
export function compareShared(
  state: Pick<PlaygroundState, 'experiment' | 'marks'>,
  { experiment }: Shared,
  receipt: Receipt,
  curves: Curves,
  nudged: readonly ArmCurves[] = [],
): ComparedArm[] {
  const changes = experiment.arms.map((arm) => changeOf(arm, state, experiment, receipt));
  const twins = experiment.arms.map((_, index) => (changes[index] === 'same' && nudged[index]) || null);
  const verdicts = compareReceipt(receipt, armCurves(experiment, curves), twins);
  return experiment.arms.map(({ id }, index) => {
    const verdict = verdicts[index];
    const here = changes[index];
    return {
      id,
      verdict: verdict.verdict === 'departs' && here !== 'same' ? null : verdict,
      here,
      complete: !('complete' in verdict) || verdict.complete,
    };
  });
}

function changeOf(
  arm: ArmConfig,
  { experiment, marks }: Pick<PlaygroundState, 'experiment' | 'marks'>,
  came: Shared['experiment'],
  receipt: Receipt,
): ComparedArm['here'] {
  const now = experiment.arms.find(({ id }) => id === arm.id);
  if (!now) return 'removed';
  const ahead = plansAhead(arm, came.interventions);
  // What was changed within the run, though it be set back since; not what came after all that is compared.
  const within = ({ armId, step, kind, change, planned }: RunMark) =>
    armId === arm.id &&
    step < receipt.steps &&
    (kind === 'length'
      ? ahead && planned !== came.steps
      : change !== undefined && !plannedBy({ armId, step, change }, came));
  const same = trains(now) === trains(arm) && !(ahead && experiment.steps !== came.steps);
  return same && !marks.some(within) ? 'same' : 'changed';
}

/** The part of an arm that trains; its name does not. */
const trains = ({ optimizer, clipNorm }: ArmConfig): string => JSON.stringify([optimizer, clipNorm]);
