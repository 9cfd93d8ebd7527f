import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { neededFiles } from '../../config/neededFiles';
import { MAX_LINK } from '../../config/shareLink';
import { drawQr, type QrDrawing } from '../../store/exportQr';
import { type Snapshot, type SnapshotOf, snapshotFile } from '../../store/links';
import { shareTexts } from '../../texts/share';
import { useArmFaces } from '../arms';
import { changeList, useChangedSince, useChangedSteps } from '../changedOptions';
import { useSlowState } from '../context';
import { formatCount } from '../format';
import { IconDownload } from '../icons';
import { CopyButton } from './CopyButton';
import { save } from './save';
import { addressOf, useSnapshot } from './useSnapshot';

/** The link, what it holds and what it promises. */
export function LinkTab() {
  const { snapshot, update } = useSnapshot();
  if (!snapshot) return <p className="mute">{shareTexts.link.making}</p>;
  const { link, length, experiment, notes } = snapshot;
  const words = shareTexts.link;
  const own = neededFiles(experiment).length > 0;
  const saveFile = (
    <Button
      size="compact-md"
      {...(link ? { variant: 'default' } : {})}
      leftSection={<IconDownload size={15} />}
      onClick={() => save(`hub-playground-${experiment.task.id}.json`, [snapshotFile(snapshot)])}
    >
      {words.save}
    </Button>
  );
  return (
    <div className="share-panel">
      {link ? (
        <div className="share-link">
          <div className="share-stack">
            <textarea
              className="share-text"
              readOnly
              rows={4}
              spellCheck={false}
              aria-label={words.label}
              value={addressOf(link)}
              onFocus={(event) => event.currentTarget.select()}
            />
            <div className="share-line">
              <CopyButton main text={addressOf(link)} label={words.copy} />
              {saveFile}
              <span className="small mute share-length">
                {words.length(formatCount(addressOf(link).length))}
              </span>
            </div>
          </div>
          <Qr text={addressOf(link)} />
        </div>
      ) : (
        <div className="share-stack">
          <p className="share-warning">{words.tooLong(formatCount(length), formatCount(MAX_LINK))}</p>
          <div className="share-line">{saveFile}</div>
        </div>
      )}
      <ChangedLine snapshot={snapshot} onUpdate={update} />
      {snapshot.of === 'run' && <ReceiptLine snapshot={snapshot} onUpdate={update} />}
      {own && <p>{words.ownFiles}</p>}
      {notes.map((note) => (
        <p key={note} className="share-warning">
          {note}
        </p>
      ))}
      <p className="small mute">{shareTexts.promise}</p>
    </div>
  );
}

interface LineProps {
  readonly snapshot: Snapshot;
  readonly onUpdate: (of?: SnapshotOf) => void;
}

/** Which settings the link has, where they were changed after the run had ended. */
function ChangedLine({ snapshot: { of }, onUpdate }: LineProps) {
  const changed = useChangedSince();
  const steps = useChangedSteps();
  const arms = useArmFaces();
  const words = shareTexts.link;
  if (changed.size === 0 && !steps) return null;
  const labelOf = (id: string) => arms.find((arm) => arm.id === id)?.label ?? id;
  const list = [
    ...(steps ? [words.steps(formatCount(steps.next))] : []),
    ...[...changed].map(([id, changes]) => words.changed(labelOf(id), changeList(changes, 'next'))),
  ];
  return (
    <p>
      {of === 'run' ? words.ofRun(list.join('; ')) : words.ofSettings}{' '}
      <Button size="compact-xs" variant="default" onClick={() => onUpdate(of === 'run' ? 'settings' : 'run')}>
        {of === 'run' ? words.takeSettings : words.takeRun}
      </Button>
    </p>
  );
}

/** How far the receipt goes, and a newer one once the run has gone on. */
function ReceiptLine({ snapshot: { receipt }, onUpdate }: LineProps) {
  const step = useSlowState((state) => state.status.step, 500);
  const words = shareTexts.link;
  const behind = step > (receipt?.steps ?? 0);
  return (
    <p>
      {receipt ? words.withReceipt(formatCount(receipt.steps)) : words.noReceipt}{' '}
      {behind && (
        <>
          {words.behind(formatCount(step))}{' '}
          <Button size="compact-xs" variant="default" onClick={() => onUpdate()}>
            {words.update}
          </Button>
        </>
      )}
    </p>
  );
}

function Qr({ text }: { readonly text: string }) {
  const [drawing, setDrawing] = useState<QrDrawing | null>(null);
  useEffect(() => {
    let gone = false;
    // A text beyond what codes hold has none.
    drawQr(text).then(
      (drawn) => !gone && setDrawing(drawn),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [text]);
  return (
    <div className="share-qr">
      {drawing && (
        <svg viewBox={`0 0 ${drawing.size} ${drawing.size}`} role="img" aria-label={shareTexts.link.qr}>
          <path d={drawing.path} shapeRendering="crispEdges" />
        </svg>
      )}
    </div>
  );
}
