import { texts } from '../../texts/page';

/** In place of a view until its code and its first message are there. */
export function WaitingView() {
  return <section className="card full view-wait mute">{texts.views.waiting}</section>;
}
