import { Button, FileButton } from '@mantine/core';
import type { TaskDataSpec } from '../../tasks/types';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';
import { formatBytes } from '../format';
import { IconFile } from '../icons';

/** Chooses a file of the reader's to train on. */
export function DataPicker({ data: { accepts, hint } }: { readonly data: TaskDataSpec }) {
  const { addData, removeData } = usePlayground();
  const chosen = usePlaygroundState((state) => state.experiment.task.data);
  const data = usePlaygroundState((state) => state.data);
  return (
    <div className="data-picker">
      <div className="option-line">
        <span className="option-label plain-label">{texts.data.title}</span>
        <FileButton accept={accepts} onChange={(file) => file && addData(file)}>
          {(props) => (
            <Button {...props} size="compact-xs" variant="default" leftSection={<IconFile size={14} />}>
              {texts.data.pick}
            </Button>
          )}
        </FileButton>
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
        <p className="small mute">{texts.data.hint(hint)}</p>
      )}
    </div>
  );
}
