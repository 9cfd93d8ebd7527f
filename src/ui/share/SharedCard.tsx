import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { type ArmCurves, describeVerdict, type Receipt, type Verdict } from '../../config/receipt';
import { compareShared } from '../../store/comparison';
import { type Shared, sharedProblem } from '../../store/playground/state';
import { texts } from '../../texts/page';
import { shareTexts } from '../../texts/share';
import { ArmSwatch } from '../ArmSwatch';
import { useArms } from '../arms';
import { Card } from '../Card';
import { usePlayground, usePlaygroundState, useSlowState } from '../context';
import { formatCount, formatValue } from '../format';
import { IconButton } from '../IconButton';
import { IconClose } from '../icons';
import { lookOf } from '../palette';
import { DataTable } from '../plots/DataTable';
import { useRecorded } from '../plots/useRecorded';
import { RoundingCheck } from './RoundingCheck';

const words = shareTexts.shared;

interface SharedCardProps {
  readonly shared: Shared;
  /** Where it belongs to the page: without the button that ends the comparison. */
  readonly fixed?: boolean;
}

/** Claim of a link or file about the run, and how the run here compares, optimizer by optimizer. */
export function SharedCard({ shared, fixed = false }: SharedCardProps) {
  const playground = usePlayground();
  const comparable = usePlaygroundState(sharedProblem);
  const showsRecord = usePlaygroundState((state) => state.showsRecord);
  const changed = usePlaygroundState((state) => state.experiment !== shared.experiment);
  const view = useStore(playground.chart);
  const drawsDots = useRecorded(view.quantity === 'loss' ? view.x : 'seconds').length > 0;
  const { receipt, notes, from } = shared;
  return (
    <Card
      title={fixed ? words.recorded : words.titles[from]}
      className="shared-card"
      actions={
        <>
          {changed && (
            <Button
              size="compact-sm"
              variant="default"
              title={words.changedHint}
              onClick={() => playground.openShared(shared)}
            >
              {words.again}
            </Button>
          )}
          {!fixed && (
            <IconButton label={words.close} size={28} onClick={playground.closeShared}>
              <IconClose size={16} />
            </IconButton>
          )}
        </>
      }
    >
      {notes.length > 0 && (
        <ul className="share-warning shared-notes" aria-label={words.notes}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {!receipt ? (
        <p>{words.noReceipt}</p>
      ) : showsRecord ? (
        <p>{words.record}</p>
      ) : comparable ? (
        <Verdicts shared={shared} receipt={receipt} />
      ) : (
        <p>{words.otherProblem}</p>
      )}
      {receipt && (
        <p className="small mute">
          {drawsDots && `${words.dots} `}
          {provenance(receipt)} {shareTexts.promise}
        </p>
      )}
    </Card>
  );
}

const provenance = ({ steps, version, executor, adapter }: Receipt): string =>
  words.provenance(formatCount(steps), version, words.executors[executor], adapter);

const signs = {
  matches: '✓',
  'within rounding': '≈',
  'amplified rounding': '≈',
  departs: '≠',
  replanned: '…',
  unknown: '…',
} as const;

function Verdicts({ shared, receipt }: { readonly shared: Shared; readonly receipt: Receipt }) {
  const { curves } = usePlayground();
  const arms = useArms();
  const slots = usePlaygroundState((state) => state.slots);
  const experiment = usePlaygroundState((state) => state.experiment);
  const marks = usePlaygroundState((state) => state.marks);
  const revision = useSlowState((state) => state.revision, 300);
  const [tried, setTried] = useState<{ of: Shared; curves: readonly ArmCurves[] } | null>(null);
  const nudged = tried?.of === shared ? tried.curves : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of `curves`
  const compared = useMemo(
    () => compareShared({ experiment, marks }, shared, receipt, curves, nudged),
    [experiment, marks, receipt, shared, curves, revision, nudged],
  );
  const rows = compared.map(({ verdict, here, ...row }, index) => {
    const recorded = shared.experiment.arms[index];
    const arm = arms.find(({ id }) => id === recorded.id);
    return {
      ...row,
      label: arm?.label ?? recorded.label ?? recorded.optimizer.id,
      look: arm?.look ?? lookOf(slots[recorded.id]),
      kind: verdict ? kindOf(verdict) : 'unknown',
      said: verdict && describeVerdict(verdict),
      remark: here === 'same' ? '' : words[here],
    };
  });
  const done = rows.every(({ complete }) => complete);
  return (
    <>
      <table className="shared-table">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{words.optimizer}</th>
            <th scope="col">{words.verdict}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, label, look, kind, said, remark }) => (
            <tr key={id}>
              <th scope="row">
                <span className="run-name">
                  <ArmSwatch look={look} small />
                  {label}
                </span>
              </th>
              <td>
                <span className="verdict" data-verdict={kind}>
                  <span aria-hidden="true">{signs[kind]}</span> {said ?? remark}
                </span>
                {said !== null && remark && <span className="small mute"> {remark}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {done && !nudged && rows.some(({ kind, remark }) => kind === 'departs' && remark === '') && (
        <RoundingCheck experiment={shared.experiment} onDone={(curves) => setTried({ of: shared, curves })} />
      )}
      <details className="shared-numbers">
        <summary className="small">{words.numbers}</summary>
        <RecordedTable shared={shared} labels={rows.map(({ label }) => label)} />
      </details>
      <div className="visually-hidden" role="status">
        {done &&
          words.allDone(
            rows.map(({ label, said, remark }) => words.armDone(label, said ?? remark)).join(', '),
          )}
      </div>
    </>
  );
}

interface RecordedTableProps {
  readonly shared: Shared;
  /** Of the optimizers, in the order they came in. */
  readonly labels: readonly string[];
}

/** The dots of the chart as numbers. */
function RecordedTable({ shared, labels }: RecordedTableProps) {
  const ghosts = shared.experiment.arms.map(({ id }) => shared.ghosts[id]);
  const steps = ghosts.find((ghost) => ghost)?.steps ?? [];
  return (
    <DataTable
      caption={words.numbers}
      head={[texts.table.step, ...labels]}
      rows={steps.map((step, row) => [
        formatCount(step),
        ...ghosts.map((ghost) => {
          if (!ghost) return texts.runs.none;
          const [median, low, high] = [ghost.median, ghost.low, ghost.high].map((list) =>
            formatValue(list[row]),
          );
          return `${median} ${texts.loss.band(low, high)}`;
        }),
      ])}
    />
  );
}

/** Nothing compared yet is no verdict. */
function kindOf(verdict: Verdict): Verdict['verdict'] {
  return 'upTo' in verdict && verdict.upTo === 0 && !verdict.complete ? 'unknown' : verdict.verdict;
}
