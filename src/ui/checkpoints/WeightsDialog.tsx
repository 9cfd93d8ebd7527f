import { Button } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { catalogue } from '../../checkpoints/catalogue';
import { errorMessage } from '../../core/errors';
import { findMethod } from '../../methods';
import type { CheckpointStatus, LearnedChoice } from '../../store/checkpoints';
import { weightsTexts } from '../../texts/weights';
import { usePlayground, usePlaygroundState } from '../context';
import { Dialog } from '../Dialog';
import { FileChooser, type FileChooserProps } from '../FileChooser';
import { formatCount } from '../format';
import { IconFile, IconMetaTrain } from '../icons';
import { openMetaTraining } from '../metaTrainView';
import { CatalogueRow } from './CatalogueRow';
import type { WeightsRequest } from './weightsRequest';
import './checkpoints.css';

interface WeightsDialogProps {
  readonly request: WeightsRequest;
  readonly onChoose: (choice: LearnedChoice) => void;
  readonly onClose: () => void;
}

/** Weights to choose from: those that come with the page, published ones, and the reader's own files. */
export default function WeightsDialog({ request, onChoose, onClose }: WeightsDialogProps) {
  const { store, builtins, lookForCheckpoints, claimWeights, addCheckpointFiles, fetchCheckpoint } =
    usePlayground();
  const checkpoints = usePlaygroundState((state) => state.checkpoints);
  const online = useOnline();
  const [error, setError] = useState<string | null>(null);
  const { label, family } = findMethod(request.optimizerId);
  const only = family === 'learned' ? request.optimizerId : null;
  const fits = (architecture: string) => only === null || architecture === only;

  const noBuiltIn = only === null ? weightsTexts.noBuiltIn : weightsTexts.noBuiltInOf(label);
  const reason = request.reason ?? (request.isForLackOfBuiltIn ? noBuiltIn : undefined);

  const takeFiles = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setError(null);
    const known = store.getState().checkpoints;
    try {
      const { id, architecture } = await addCheckpointFiles(files);
      if (id === request.current && known[id]?.state === 'ready') setError(weightsTexts.alreadyInUse);
      else if (fits(architecture)) onChoose({ optimizer: architecture, checkpoint: id });
      else setError(weightsTexts.otherKind(findMethod(architecture).label, label));
    } catch (thrown) {
      setError(errorMessage(thrown));
    }
  };
  useEffect(() => void lookForCheckpoints(), [lookForCheckpoints]);
  // Files dropped on the page while the dialogue is open are for it.
  useEffect(() => claimWeights(takeFiles));

  // What is trained here is Celo's architecture; of the rest the architecture is known once it is loaded.
  const own = Object.entries(checkpoints).filter(
    ([, status]) =>
      (status.state === 'ready' && status.name !== undefined && fits(status.summary.architecture)) ||
      (status.state === 'kept' && status.name !== undefined && fits('celo')),
  );
  const take = async (id: string) => {
    setError(null);
    await fetchCheckpoint(id);
    const status = store.getState().checkpoints[id];
    if (status?.state === 'ready') onChoose({ optimizer: status.summary.architecture, checkpoint: id });
    else setError(status?.state === 'failed' ? status.reason : weightsTexts.gone);
  };
  return (
    <Dialog onClose={onClose} title={weightsTexts.title(label)} size="lg">
      <div className="weights">
        <p className={reason ? 'weights-reason' : 'mute'} role={reason ? 'alert' : undefined}>
          {reason ?? weightsTexts.hint}
        </p>
        {!online && <p className="weights-reason">{weightsTexts.offline}</p>}
        <ul className="weights-list">
          {catalogue
            .filter(
              ({ id, origin, architecture }) =>
                fits(architecture) && (origin === 'published' || builtins.includes(id)),
            )
            .map((entry) => (
              <CatalogueRow
                key={entry.id}
                entry={entry}
                status={checkpoints[entry.id]}
                current={request.current === entry.id}
                onChoose={() => onChoose({ optimizer: entry.architecture, checkpoint: entry.id })}
              />
            ))}
          {own.map(([id, status]) => (
            <OwnRow
              key={id}
              status={status}
              current={request.current === id}
              onChoose={() => void take(id)}
            />
          ))}
        </ul>
        <OwnFiles error={error} onFiles={takeFiles} onCancel={() => setError(null)} />
        {fits('celo') && <TrainOne onClose={onClose} />}
      </div>
    </Dialog>
  );
}

/** The reader's own files, and why one could not be used. */
function OwnFiles(props: { readonly error: string | null } & Pick<FileChooserProps, 'onFiles' | 'onCancel'>) {
  return (
    <section className="weights-own" aria-label={weightsTexts.ownTitle}>
      <h3>{weightsTexts.ownTitle}</h3>
      <p className="small mute">{weightsTexts.ownHint}</p>
      <FileChooser onFiles={props.onFiles} onCancel={props.onCancel}>
        {(button) => (
          <Button {...button} size="compact-sm" variant="default" leftSection={<IconFile size={14} />}>
            {weightsTexts.pick}
          </Button>
        )}
      </FileChooser>
      <p role="alert" className="bad small">
        {props.error}
      </p>
    </section>
  );
}

/** The way to weights trained on this page. */
function TrainOne({ onClose }: Pick<WeightsDialogProps, 'onClose'>) {
  return (
    <section className="weights-own" aria-label={weightsTexts.trainTitle}>
      <h3>{weightsTexts.trainTitle}</h3>
      <p className="small mute">{weightsTexts.trainHint}</p>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconMetaTrain size={15} />}
        onClick={() => {
          onClose();
          openMetaTraining();
        }}
      >
        {weightsTexts.train}
      </Button>
    </section>
  );
}

interface OwnRowProps {
  readonly status: CheckpointStatus;
  readonly current: boolean;
  readonly onChoose: () => void;
}

/** A file of the reader's, or an optimizer that was trained on this page. */
function OwnRow({ status, current, onChoose }: OwnRowProps) {
  if (status.state !== 'ready' && status.state !== 'kept') return null;
  const { name = '' } = status;
  return (
    <li className="weights-item">
      <div className="weights-text">
        <span>
          <b>{name}</b>{' '}
          <span className="chip">{status.state === 'kept' ? weightsTexts.trained : weightsTexts.own}</span>
        </span>
        {status.state === 'ready' && (
          <span className="small mute">
            {findMethod(status.summary.architecture).label},{' '}
            {weightsTexts.weightsCount(formatCount(status.summary.size))}
          </span>
        )}
      </div>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={current ? weightsTexts.inUseName(name) : weightsTexts.takeName(name)}
        disabled={current}
        onClick={onChoose}
      >
        {current ? weightsTexts.inUse : weightsTexts.use}
      </Button>
    </li>
  );
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('online', changed);
      window.addEventListener('offline', changed);
      return () => {
        window.removeEventListener('online', changed);
        window.removeEventListener('offline', changed);
      };
    },
    () => navigator.onLine,
  );
}
