import { Button, FileButton } from '@mantine/core';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';
import { formatBytes } from '../format';
import { IconFile } from '../icons';

/** What the decoder understands; the file dialogue's filter, not a check. */
const ACCEPTED = '.png,.jpg,.jpeg,.tif,.tiff,.npy,.nii,.nii.gz,.gz,image/png,image/jpeg,image/tiff';

/** Chooses a picture or volume of the reader's to train on. */
export function DataPicker() {
  const { addData, removeData } = usePlayground();
  const chosen = usePlaygroundState((state) => state.experiment.task.data);
  const data = usePlaygroundState((state) => state.data);
  return (
    <div className="data-picker">
      <div className="option-line">
        <span className="option-label plain-label">{texts.data.title}</span>
        <FileButton accept={ACCEPTED} onChange={(file) => file && addData(file)}>
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
        <p className="small mute">{texts.data.hint}</p>
      )}
    </div>
  );
}
