import { Button } from '@mantine/core';
import { useState } from 'react';
import { errorMessage } from '../../core/errors';
import { filesOf, type TrainedOptimizer } from '../../store/browser/trainedOptimizers';
import { metaTrainTexts } from '../../texts/metaTraining';
import { Card } from '../Card';
import { usePlayground } from '../context';
import { formatCount } from '../format';
import { IconButton } from '../IconButton';
import { IconCopy, IconDownload, IconTrash } from '../icons';
import { useTraining, useTrainingState } from './metaTraining';
import { addAsArm, download } from './useOptimizer';

const texts = metaTrainTexts.result;

/** Ways to use an optimizer; `get` makes that of the run as it is now. */
function useActions(get: () => Promise<TrainedOptimizer>, onUsed: () => void) {
  const playground = usePlayground();
  const [told, setTold] = useState<string | null>(null);
  const doing =
    (act: (optimizer: TrainedOptimizer) => Promise<string | null> | string | null) => async () => {
      setTold(null);
      try {
        setTold(await act(await get()));
      } catch (error) {
        setTold(errorMessage(error));
      }
    };
  return {
    told,
    use: doing(async (optimizer) => {
      const refusal = await addAsArm(playground, optimizer);
      if (refusal === null) onUsed();
      return refusal;
    }),
    weights: doing((optimizer) => {
      download(filesOf(optimizer)[0]);
      return texts.files;
    }),
    manifest: doing((optimizer) => {
      download(filesOf(optimizer)[1]);
      return texts.files;
    }),
    copy: doing(({ manifest }) =>
      navigator.clipboard.writeText(manifest).then(
        () => texts.copied,
        () => texts.notCopied,
      ),
    ),
  };
}

interface ResultsProps {
  /** An optimizer has become part of the experiment. */
  readonly onUsed: () => void;
}

/** The optimizer of the present run, as it is now. */
export function Result({ onUsed }: ResultsProps) {
  const training = useTraining();
  const done = useTrainingState((state) => state.progress?.done ?? 0);
  const stage = useTrainingState((state) => state.stage);
  const { told, use, weights, manifest, copy } = useActions(training.optimizer, onUsed);
  if (done === 0 || stage === 'preparing') return null;
  return (
    <Card title={texts.title} subtitle={metaTrainTexts.heldOut.subtitle(formatCount(done))}>
      <div className="options">
        <Button variant={stage === 'running' ? 'default' : undefined} onClick={use}>
          {texts.use}
        </Button>
        <p className="small mute">{texts.useHint}</p>
        <div className="meta-buttons">
          <FileButtons name={texts.title} weights={weights} manifest={manifest} copy={copy} />
        </div>
        <p className="small" role="status">
          {told}
        </p>
      </div>
    </Card>
  );
}

/** Optimizers of earlier runs. */
export function TrainedList({ onUsed }: ResultsProps) {
  const trained = useTrainingState((state) => state.trained);
  if (trained.length === 0) return null;
  return (
    <Card title={texts.kept}>
      <ul className="meta-trained">
        {[...trained].reverse().map((optimizer) => (
          <TrainedRow key={optimizer.id} optimizer={optimizer} onUsed={onUsed} />
        ))}
      </ul>
    </Card>
  );
}

function TrainedRow({ optimizer, onUsed }: ResultsProps & { readonly optimizer: TrainedOptimizer }) {
  const training = useTraining();
  const { told, use, weights, manifest, copy } = useActions(async () => optimizer, onUsed);
  const { id, name } = optimizer;
  return (
    <li>
      <span className="meta-trained-name">{name}</span>
      <div className="meta-buttons">
        <Button size="compact-sm" variant="default" aria-label={texts.useName(name)} onClick={use}>
          {texts.useShort}
        </Button>
        <FileButtons name={name} weights={weights} manifest={manifest} copy={copy} />
        <IconButton label={texts.remove(name)} size={26} onClick={() => void training.remove(id)}>
          <IconTrash size={15} />
        </IconButton>
      </div>
      {told && (
        <p className="small" role="status">
          {told}
        </p>
      )}
    </li>
  );
}

interface FileButtonsProps {
  readonly name: string;
  readonly weights: () => void;
  readonly manifest: () => void;
  readonly copy: () => void;
}

function FileButtons({ name, weights, manifest, copy }: FileButtonsProps) {
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={14} />}
        aria-label={texts.weightsName(name)}
        onClick={weights}
      >
        {texts.weights}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={14} />}
        aria-label={texts.manifestName(name)}
        onClick={manifest}
      >
        {texts.manifest}
      </Button>
      <IconButton label={texts.copyName(name)} size={26} onClick={copy}>
        <IconCopy size={15} />
      </IconButton>
    </>
  );
}
