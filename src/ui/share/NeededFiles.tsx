import { Button } from '@mantine/core';
import { useState } from 'react';
import { askFor, mismatch, type NeededFile, neededFiles } from '../../config/neededFiles';
import { errorMessage } from '../../core/errors';
import type { CheckpointSummary } from '../../engine/types';
import type { CheckpointStatus } from '../../store/checkpoints';
import { findTask } from '../../tasks';
import { shareTexts } from '../../texts/share';
import { weightsTexts } from '../../texts/weights';
import { Card } from '../Card';
import { usePlayground, usePlaygroundState } from '../context';
import { oneFile } from '../controls/oneFile';
import { FileChooser } from '../FileChooser';
import { IconFile } from '../icons';

const words = shareTexts.needed;

/** Whether nobody has them: not while it is looked for what the browser kept. */
const isMissing = (status: CheckpointStatus | undefined): boolean =>
  status?.state === 'absent' || status?.state === 'failed';

/** Asks for the files that the experiment names and the page does not have. */
export function NeededFiles() {
  const experiment = usePlaygroundState((state) => state.experiment);
  const data = usePlaygroundState((state) => state.data);
  const checkpoints = usePlaygroundState((state) => state.checkpoints);
  const showsRecord = usePlaygroundState((state) => state.showsRecord);
  const missing = neededFiles(experiment).filter((file) =>
    file.kind === 'data' ? data?.hash !== file.hash : isMissing(checkpoints[file.id]),
  );
  if (missing.length === 0 || showsRecord) return null;
  return (
    <Card title={words.title} className="needed-card">
      <ul className="share-stack">
        {missing.map((file) =>
          file.kind === 'data' ? (
            <DataRow key={file.hash} file={file} />
          ) : (
            <WeightsNeeded key={file.id} file={file} />
          ),
        )}
      </ul>
    </Card>
  );
}

interface RowProps {
  readonly file: NeededFile;
  readonly onFiles: (files: readonly File[]) => void;
  /** Fault of the file given, and the way to use it in spite of that. */
  readonly warning: string | null;
  readonly onUse?: () => void;
}

function Row({ file, onFiles, warning, onUse }: RowProps) {
  return (
    <li className="share-stack">
      <p>{askFor(file)}</p>
      {warning && (
        <p className="share-warning" role="alert">
          {warning}
        </p>
      )}
      <div className="share-line">
        <FileChooser onFiles={onFiles}>
          {(props) => (
            <Button {...props} size="compact-md" leftSection={<IconFile size={15} />}>
              {words.pick}
            </Button>
          )}
        </FileChooser>
        {warning && onUse && (
          <Button size="compact-md" variant="default" onClick={onUse}>
            {words.useOther}
          </Button>
        )}
      </div>
    </li>
  );
}

function DataRow({ file }: { readonly file: NeededFile }) {
  const { addData, notify, useOtherData } = usePlayground();
  const other = usePlaygroundState((state) => state.otherData);
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const take = async (files: readonly File[]) => {
    const whole = await oneFile(findTask(taskId).data, files);
    if (whole) await addData(whole);
    else notify('warning', weightsTexts.dropTooMany, 'file');
  };
  return <Row file={file} onFiles={take} warning={other && mismatch(file, other)} onUse={useOtherData} />;
}

function WeightsNeeded({ file }: { readonly file: Extract<NeededFile, { kind: 'checkpoint' }> }) {
  const playground = usePlayground();
  const [other, setOther] = useState<CheckpointSummary | null>(null);
  const [warning, setWarning] = useState<string | null>(null);
  const use = (summary: CheckpointSummary) =>
    playground.replaceWeights(file.id, { optimizer: summary.architecture, checkpoint: summary.id });
  const take = async (files: readonly File[]) => {
    setOther(null);
    setWarning(null);
    try {
      const summary = await playground.addCheckpointFiles(files);
      if (summary.id === file.id) return;
      const name = files.map((one) => one.name).join(', ');
      const wrong = mismatch(file, { name, hash: summary.id.replace(/^sha256-/, '') });
      if (!wrong) return use(summary);
      setOther(summary);
      setWarning(wrong);
    } catch (error) {
      setWarning(errorMessage(error));
    }
  };
  return <Row file={file} onFiles={take} warning={warning} {...(other ? { onUse: () => use(other) } : {})} />;
}
