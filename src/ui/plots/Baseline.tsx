import { TextInput } from '@mantine/core';
import { useStore } from 'zustand';
import { problemOf } from '../../engine/sameness';
import { keepCurve } from '../../store/keptCurve';
import { MAX_PINNED_NAME, type PinnedArm, type PinnedRun } from '../../store/pinned';
import type { PlaygroundState } from '../../store/playground/state';
import { texts } from '../../texts/page';
import { ArmSwatch } from '../ArmSwatch';
import { armSummary } from '../armSummary';
import { usePlayground, usePlaygroundState } from '../context';
import { formatCount } from '../format';
import { IconButton } from '../IconButton';
import { IconPin, IconPinned } from '../icons';
import { baselineLookOf } from '../palette';
import { useRunState } from '../useRunState';
import { secondsBasis } from './armClock';
import { costOf } from './Costs';
import type { ChartArm } from './lossChartData';
import { pinnedFigures, runRow } from './runRows';
import { useBaseline } from './useBaseline';
import './baseline.css';

/** Puts the run shown aside as a baseline, or lets go of the one of this problem. */
export function PinButton({ arms }: { readonly arms: readonly ChartArm[] }) {
  const { pinned, store } = usePlayground();
  const held = useBaseline() !== null;
  const other = useStore(pinned, ({ run }) => run?.name ?? null);
  const begun = usePlaygroundState(({ status }) => status.step > 0);
  const still = useRunState() !== 'running' && begun;
  if (held) {
    return (
      <IconButton
        label={texts.loss.unpin}
        size={28}
        aria-pressed
        onClick={() => pinned.setState({ run: null })}
      >
        <IconPinned size={16} />
      </IconButton>
    );
  }
  return (
    <IconButton
      label={other === null ? texts.loss.pin : texts.loss.pinInstead(other)}
      size={28}
      aria-pressed={false}
      disabled={!still || arms.length === 0}
      onClick={() => pinned.setState({ run: pinnedRun(store.getState(), arms) })}
    >
      <IconPin size={16} />
    </IconButton>
  );
}

function pinnedRun(state: PlaygroundState, arms: readonly ChartArm[]): PinnedRun {
  const { experiment, slots, status, trained } = state;
  const { target } = experiment;
  const basis = secondsBasis(state);
  return {
    name: texts.loss.baseline,
    problem: problemOf(experiment),
    steps: status.step,
    target,
    basis,
    arms: arms.map(({ id, label, evaluations, curve, secondsAt }): PinnedArm => {
      const cost = costOf(status.costs, id);
      const row = runRow(id, label, curve, target, curve.seeds, evaluations, cost, basis);
      const made = trained[id] ?? experiment.arms.find((arm) => arm.id === id);
      return {
        label,
        ...(made ? { summary: armSummary(made) } : {}),
        slot: slots[id],
        evaluations,
        micros: Number.isNaN(row.micros) ? null : row.micros,
        figures: pinnedFigures(row),
        curve: keepCurve(curve, secondsAt),
      };
    }),
  };
}

/** What the curves of the baseline are, by its name, which can be changed; or that there is one of another problem. */
export function BaselineNote() {
  const { pinned } = usePlayground();
  const held = useStore(pinned, (state) => state.run);
  const run = useBaseline();
  if (!held) return null;
  if (!run) return <p className="small mute loss-note">{texts.loss.pinnedElsewhere(held.name)}</p>;
  return (
    <div className="small mute loss-note">
      <TextInput
        size="xs"
        className="baseline-name"
        aria-label={texts.loss.baselineName}
        maxLength={MAX_PINNED_NAME}
        value={run.name}
        onChange={(event) => pinned.setState({ run: { ...run, name: event.currentTarget.value } })}
        onBlur={() =>
          run.name.trim() === '' && pinned.setState({ run: { ...run, name: texts.loss.baseline } })
        }
      />
      <span>{texts.loss.pinned(formatCount(run.steps))}</span>
      {run.arms.map(({ slot, label, summary = '' }) => (
        <span className="baseline-key" key={`${slot} ${label}`}>
          <ArmSwatch look={baselineLookOf(slot)} small /> {label}
          {summary && ` · ${summary}`}
        </span>
      ))}
    </div>
  );
}
