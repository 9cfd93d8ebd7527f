import { Button } from '@mantine/core';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';
import { IconButton } from '../IconButton';
import { IconPause, IconPlay, IconReset, IconStep } from '../icons';
import { useRunState } from '../useRunState';
import { Progress } from './Progress';
import { RunMenu } from './RunMenu';

/** Start, pause, step, reset, and how far the run is. */
export function Transport() {
  return (
    <section className="transport" aria-label={texts.transport.group}>
      <TransportButtons />
      <Progress />
    </section>
  );
}

export function TransportButtons() {
  const playground = usePlayground();
  const state = useRunState();
  const begun = usePlaygroundState((s) => s.status.step > 0);
  const running = state === 'running';
  const busy = state === 'empty' || state === 'preparing' || state === 'failed';
  const again = async () => {
    await playground.reset();
    await playground.start();
  };
  return (
    <div className="transport-buttons">
      {state === 'finished' ? (
        <Button className="main-button" leftSection={<IconReset size={16} />} onClick={again}>
          {texts.transport.again}
        </Button>
      ) : (
        <Button
          className="main-button"
          disabled={busy}
          leftSection={running ? <IconPause size={16} /> : <IconPlay size={16} />}
          onClick={() => playground.toggle()}
        >
          {running ? texts.transport.pause : begun ? texts.transport.resume : texts.transport.start}
        </Button>
      )}
      <IconButton
        label={texts.transport.step}
        disabled={busy || state === 'finished'}
        onClick={() => playground.stepOnce()}
      >
        <IconStep size={17} />
      </IconButton>
      <IconButton label={texts.transport.reset} disabled={busy} onClick={() => playground.reset()}>
        <IconReset size={17} />
      </IconButton>
      <RunMenu />
    </div>
  );
}
