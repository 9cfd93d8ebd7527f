import { lackingOf, type PlaygroundState } from '../../store/playground/state';
import { texts } from '../../texts/page';
import { usePlaygroundState } from '../context';

/** What a view waits for: the first steps, or something that no waiting brings. */
export function waitingFor(state: PlaygroundState): keyof typeof texts.views {
  if (state.showsRecord) return 'record';
  if (state.status.state === 'failed') return 'failed';
  return lackingOf(state) ? 'idle' : 'waiting';
}

/** In place of a view until its code and its first message are there. */
export function WaitingView() {
  const reason = usePlaygroundState(waitingFor);
  return <section className="card full view-wait mute">{texts.views[reason]}</section>;
}
