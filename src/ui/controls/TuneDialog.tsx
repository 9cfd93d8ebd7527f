import { Button } from '@mantine/core';
import { type RefObject, useState } from 'react';
import { useStore } from 'zustand';
import { armLabels } from '../../config/armLabels';
import { numberOption } from '../../core/option';
import { sweepable } from '../../store/sweep';
import { problemKey, type SweepResult, type SweptArm, TRIALS } from '../../store/sweepResult';
import { MAX_TUNING_SEEDS, sweepRates } from '../../store/sweepRun';
import { tune } from '../../store/tune';
import { findTask } from '../../tasks';
import { tuneTexts } from '../../texts/tune';
import { usePlayground, usePlaygroundState } from '../context';
import { Dialog } from '../Dialog';
import { formatCount, formatExact, formatValue } from '../format';
import { NumberControl } from './NumberControl';
import './tune.css';

const seedsSpec = numberOption({
  label: tuneTexts.seeds,
  help: tuneTexts.seedsHelp,
  default: 3,
  min: 1,
  max: MAX_TUNING_SEEDS,
  scale: 'linear',
  integer: true,
});

interface TuneDialogProps {
  readonly opener: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

/** The equal-budget sweep: what it will do, how far it is, and what it found. */
export default function TuneDialog({ opener, onClose }: TuneDialogProps) {
  const playground = usePlayground();
  const experiment = usePlaygroundState((state) => state.experiment);
  const { going, result, error } = useStore(playground.sweep.store);
  const [seeds, setSeeds] = useState(seedsSpec.default);
  const arms = sweepable(experiment);
  const labels = armLabels(experiment.arms);
  const refusal = experiment.task.data ? tuneTexts.ownData : null;
  return (
    <Dialog opener={opener} onClose={onClose} title={tuneTexts.title} size="xl">
      <div className="tune">
        <p>{tuneTexts.what(TRIALS)}</p>
        <p className="mute">{tuneTexts.why}</p>
        {arms.length < experiment.arms.length && <p className="mute">{tuneTexts.learned}</p>}
        {refusal && <p className="bad">{refusal}</p>}
        {going ? (
          <Going {...going} onStop={playground.sweep.stop} />
        ) : (
          <>
            <div className="tune-seeds">
              <NumberControl spec={seedsSpec} value={seeds} live onChange={setSeeds} />
            </div>
            <ul className="tune-arms small">
              {arms.map((arm) => {
                const rates = sweepRates(arm.optimizer.id, experiment.task.id);
                return (
                  <li key={arm.id}>
                    {labels.get(arm.id)}
                    <span className="mute">
                      {' '}
                      {tuneTexts.range(formatExact(rates[0]), formatExact(rates[rates.length - 1]))}
                    </span>
                  </li>
                );
              })}
            </ul>
            <div className="tune-start">
              <Button
                disabled={refusal !== null || arms.length === 0}
                onClick={() => tune(playground, seeds)}
              >
                {result ? tuneTexts.again : tuneTexts.start}
              </Button>
              <span className="small mute">
                {tuneTexts.budget(
                  arms.length,
                  TRIALS,
                  seeds,
                  formatCount(experiment.steps),
                  formatCount(arms.length * TRIALS * seeds),
                )}
              </span>
            </div>
          </>
        )}
        {error && (
          <p className="bad" role="alert">
            {tuneTexts.failed(error)}
          </p>
        )}
        {!going && result && (
          <Result
            result={result}
            holds={result.problem === problemKey(experiment)}
            onForget={playground.sweep.clear}
          />
        )}
      </div>
    </Dialog>
  );
}

interface GoingProps {
  readonly taskId: string;
  readonly done: number;
  readonly total: number;
  readonly label: string;
  readonly onStop: () => void;
}

function Going({ taskId, done, total, label, onStop }: GoingProps) {
  const name = label && `${findTask(taskId).label}, ${label}`;
  return (
    <div className="tune-start">
      <progress className="bar" aria-label={tuneTexts.progress} max={total} value={done} />
      <span className="small">{tuneTexts.going(name, Math.floor((100 * done) / total))}</span>
      <Button size="compact-sm" variant="default" onClick={onStop}>
        {tuneTexts.stop}
      </Button>
    </div>
  );
}

interface ResultProps {
  readonly result: SweepResult;
  /** Whether it is of the present task and length. */
  readonly holds: boolean;
  readonly onForget: () => void;
}

function Result({ result, holds, onForget }: ResultProps) {
  const { first, count } = result.seeds;
  const warnings = result.arms.flatMap(({ label, best, trials }) =>
    best < 0
      ? [tuneTexts.none(label)]
      : best === 0 || best === trials.length - 1
        ? [tuneTexts.edge(label)]
        : [],
  );
  return (
    <div className="tune-result">
      <p className="small mute">
        {tuneTexts.result(count, first, first + count - 1, formatCount(result.steps))}{' '}
        {!holds && tuneTexts.other}
      </p>
      <div className="table-scroll">
        <table>
          <caption className="visually-hidden">{tuneTexts.caption}</caption>
          <tbody>
            {result.arms.map((arm) => (
              <ResultRow key={arm.armId} arm={arm} />
            ))}
          </tbody>
        </table>
      </div>
      {warnings.map((warning) => (
        <p className="small" key={warning}>
          {warning}
        </p>
      ))}
      <Button size="compact-sm" variant="subtle" onClick={onForget}>
        {tuneTexts.forget}
      </Button>
    </div>
  );
}

function ResultRow({ arm }: { readonly arm: SweptArm }) {
  return (
    <tr>
      <th scope="row">{arm.label}</th>
      {arm.trials.map(({ rate, final }, index) => (
        <td key={rate} data-best={index === arm.best || undefined}>
          <span className="small mute">{tuneTexts.rate(formatExact(rate))}</span>
          <br />
          {final === null ? (
            <span className="bad" title={tuneTexts.divergedLong}>
              {tuneTexts.diverged}
            </span>
          ) : (
            formatValue(final)
          )}
          {index === arm.best && <span className="visually-hidden"> {tuneTexts.best}</span>}
        </td>
      ))}
    </tr>
  );
}
