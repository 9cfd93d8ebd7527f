import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { CatalogueEntry } from '../../checkpoints/catalogue';
import type { CheckpointStatus } from '../../store/checkpoints';
import { weightsTexts } from '../../texts/weights';
import { usePlayground } from '../context';
import { formatBytes } from '../format';

interface CatalogueRowProps {
  readonly entry: CatalogueEntry;
  readonly status?: CheckpointStatus;
  /** Whether these weights are in use already. */
  readonly current: boolean;
  readonly onChoose: () => void;
}

/** A checkpoint with a name: what it is, what it costs, and the button that brings it. */
export function CatalogueRow({ entry, status = { state: 'absent' }, current, onChoose }: CatalogueRowProps) {
  const { fetchCheckpoint, cancelCheckpoint } = usePlayground();
  const { id, label, origin, note, licence, files } = entry;
  const wanted = useRef(false);
  const isReady = status.state === 'ready';
  // Chosen before it was here: taken when it has come.
  useEffect(() => {
    if (!isReady || !wanted.current) return;
    wanted.current = false;
    onChoose();
  });
  const choose = () => {
    if (isReady) return onChoose();
    wanted.current = true;
    void fetchCheckpoint(id);
  };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const size = weightsTexts.size(
    formatBytes(bytes),
    files.every((file) => file.sha256 !== undefined),
  );
  const needsDownload = origin === 'published' && !isReady && status.state !== 'kept';
  return (
    <li className="weights-item">
      <div className="weights-text">
        <span>
          <b>{label}</b>{' '}
          <span className="chip">
            {origin === 'builtin'
              ? weightsTexts.builtIn
              : isReady
                ? weightsTexts.loaded
                : status.state === 'kept'
                  ? weightsTexts.kept
                  : weightsTexts.published}
          </span>
        </span>
        <span className="small">{note}</span>
        <span className="small mute">
          {origin === 'published' && `${size}, ${weightsTexts.from(new URL(files[0].url).host)} · `}
          {weightsTexts.licence(licence)}
        </span>
        {status.state === 'failed' && (
          <span className="small bad" role="alert">
            {status.reason}
          </span>
        )}
      </div>
      {status.state === 'loading' ? (
        <div className="weights-progress">
          <progress
            className="bar"
            aria-label={weightsTexts.progress(label)}
            max={Math.max(1, status.total)}
            value={status.loaded}
          />
          <span className="small mute">
            {weightsTexts.loading(formatBytes(status.loaded), formatBytes(status.total))}
          </span>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={weightsTexts.cancelName(label)}
            onClick={() => {
              wanted.current = false;
              cancelCheckpoint(id);
            }}
          >
            {weightsTexts.cancel}
          </Button>
        </div>
      ) : (
        <Button
          size="compact-sm"
          variant={needsDownload ? undefined : 'default'}
          disabled={current && isReady}
          aria-label={
            needsDownload
              ? weightsTexts.downloadName(label, size)
              : current && isReady
                ? weightsTexts.inUseName(label)
                : weightsTexts.takeName(label)
          }
          onClick={choose}
        >
          {needsDownload ? weightsTexts.download : current && isReady ? weightsTexts.inUse : weightsTexts.use}
        </Button>
      )}
    </li>
  );
}
