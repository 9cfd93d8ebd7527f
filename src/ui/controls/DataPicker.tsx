import { Button } from '@mantine/core';
import type { TaskDataSpec } from '../../tasks/types';
import { texts } from '../../texts/page';
import { weightsTexts } from '../../texts/weights';
import { usePlayground, usePlaygroundState } from '../context';
import { FileChooser } from '../FileChooser';
import { formatBytes } from '../format';
import { IconFile } from '../icons';
import { oneFile } from './oneFile';

/** Chooses a file of the reader's to train on. */
export function DataPicker({ data: spec }: { readonly data: TaskDataSpec }) {
  const { addData, removeData, notify } = usePlayground();
  const chosen = usePlaygroundState((state) => state.experiment.task.data);
  const data = usePlaygroundState((state) => state.data);
  const take = async (files: readonly File[]) => {
    const file = await oneFile(spec, files);
    if (file) await addData(file);
    else notify('warning', weightsTexts.dropTooMany, 'file');
  };
  return (
    <div className="data-picker">
      <div className="option-line">
        <span className="option-label plain-label">{texts.data.title}</span>
        <FileChooser accept={spec.accepts} onFiles={take}>
          {(props) => (
            <Button {...props} size="compact-xs" variant="default" leftSection={<IconFile size={14} />}>
              {texts.data.pick}
            </Button>
          )}
        </FileChooser>
      </div>
      {chosen ? (
        <p className="small data-name">
          <b>{chosen.name}</b>
          {data?.hash === chosen.hash && (
            <span className="mute">
              {' '}
              {texts.data.shape(data.shape)}, {data.dtype}, {formatBytes(data.bytes)}
            </span>
          )}{' '}
          <Button size="compact-xs" variant="subtle" onClick={() => removeData()}>
            {texts.data.remove}
          </Button>
        </p>
      ) : (
        <p className="small mute">{texts.data.hint(spec.hint)}</p>
      )}
    </div>
  );
}
