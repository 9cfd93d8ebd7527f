import type { PlaygroundState } from '../../store/playground/state';
import { texts } from '../../texts/page';
import { usePlaygroundState } from '../context';

/** What a view waits for: the first steps, or something that no waiting brings. */
export function waitingFor({
  showsRecord,
  status,
  waiting,
  experiment,
  data,
}: PlaygroundState): keyof typeof texts.views {
  if (showsRecord) return 'record';
  if (status.state === 'failed') return 'failed';
  const lacksFile = experiment.task.data !== undefined && experiment.task.data.hash !== data?.hash;
  return lacksFile || waiting.length === experiment.arms.length ? 'idle' : 'waiting';
}

/** In place of a view until its code and its first message are there. */
export function WaitingView() {
  const reason = usePlaygroundState(waitingFor);
  return <section className="card full view-wait mute">{texts.views[reason]}</section>;
}
