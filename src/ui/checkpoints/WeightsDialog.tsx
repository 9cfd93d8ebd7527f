import { Button, FileButton, Modal } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { errorMessage } from '../../core/errors';
import { catalogue } from '../../learned/catalogue';
import { findOptimizer } from '../../optimizers';
import type { CheckpointStatus, LearnedChoice } from '../../store/checkpoints';
import { usePlayground, usePlaygroundState } from '../context';
import { formatCount } from '../format';
import { IconFile } from '../icons';
import { texts } from '../texts';
import { weightsTexts } from '../texts/weights';
import type { WeightsRequest } from './AskWeights';
import { CatalogueRow } from './CatalogueRow';
import './checkpoints.css';

interface WeightsDialogProps {
  readonly request: WeightsRequest;
  readonly onChoose: (choice: LearnedChoice) => void;
  readonly onClose: () => void;
}

/** Weights to choose from: those that come with the page, published ones, and the reader's own files. */
export default function WeightsDialog({ request, onChoose, onClose }: WeightsDialogProps) {
  const { builtins, lookForCheckpoints, claimWeights, addCheckpointFiles } = usePlayground();
  const checkpoints = usePlaygroundState((state) => state.checkpoints);
  const online = useOnline();
  const [error, setError] = useState<string | null>(null);
  const { label, family } = findOptimizer(request.optimizerId);
  const only = family === 'learned' ? request.optimizerId : null;
  const fits = (architecture: string) => only === null || architecture === only;

  const noBuiltIn = only === null ? weightsTexts.noBuiltIn : weightsTexts.noBuiltInOf(label);
  const reason = request.reason ?? (request.isForLackOfBuiltIn ? noBuiltIn : undefined);

  const takeFiles = async (files: readonly File[]) => {
    if (files.length === 0) return;
    setError(null);
    try {
      const { id, architecture } = await addCheckpointFiles(files);
      if (fits(architecture)) onChoose({ optimizer: architecture, checkpoint: id });
      else setError(weightsTexts.otherKind(findOptimizer(architecture).label, label));
    } catch (thrown) {
      setError(errorMessage(thrown));
    }
  };
  useEffect(() => void lookForCheckpoints(), [lookForCheckpoints]);
  // Files dropped on the page while the dialogue is open are for it.
  useEffect(() => claimWeights(takeFiles));

  const own = Object.entries(checkpoints).flatMap(([id, status]) =>
    status.state === 'ready' && status.name !== undefined && fits(status.summary.architecture)
      ? [{ id, status, name: status.name }]
      : [],
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={weightsTexts.title(label)}
      size="lg"
      closeButtonProps={{ 'aria-label': texts.dialog.close }}
    >
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
          {own.map(({ id, status, name }) => (
            <li className="weights-item" key={id}>
              <OwnHead name={name} status={status} />
              <Button
                size="compact-sm"
                variant="default"
                aria-label={weightsTexts.takeName(name)}
                disabled={request.current === id}
                onClick={() => onChoose({ optimizer: status.summary.architecture, checkpoint: id })}
              >
                {request.current === id ? weightsTexts.inUse : weightsTexts.use}
              </Button>
            </li>
          ))}
        </ul>
        <section className="weights-own" aria-label={weightsTexts.ownTitle}>
          <h3>{weightsTexts.ownTitle}</h3>
          <p className="small mute">{weightsTexts.ownHint}</p>
          <FileButton multiple onChange={takeFiles}>
            {(props) => (
              <Button {...props} size="compact-sm" variant="default" leftSection={<IconFile size={14} />}>
                {weightsTexts.pick}
              </Button>
            )}
          </FileButton>
          <p role="alert" className="bad small">
            {error}
          </p>
        </section>
      </div>
    </Modal>
  );
}

type Ready = Extract<CheckpointStatus, { state: 'ready' }>;

function OwnHead({ name, status }: { readonly name: string; readonly status: Ready }) {
  const { architecture, size } = status.summary;
  return (
    <div className="weights-text">
      <span>
        <b>{name}</b> <span className="chip">{weightsTexts.own}</span>
      </span>
      <span className="small mute">
        {findOptimizer(architecture).label}, {weightsTexts.weightsCount(formatCount(size))}
      </span>
    </div>
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
