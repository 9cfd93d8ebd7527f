import { texts } from '../../texts/page';
import { usePlayground, useSlowState } from '../context';
import { formatCount, formatDuration } from '../format';
import { runProgress } from './runProgress';

/** How far the run is, and how long it will still take at the present rate. */
export function Progress() {
  const playground = usePlayground();
  const status = useSlowState((state) => state.status, 250);
  const planned = useSlowState((state) => state.experiment.steps, 250);
  const fresh = useSlowState(() => playground.curves.veiled, 250);
  const { step, steps, remaining, state } = runProgress(status, planned, fresh);
  const tail = Number.isNaN(remaining)
    ? texts.transport.states[state]
    : texts.transport.left(formatDuration(remaining));
  const text = texts.transport.stepOf(formatCount(step), formatCount(steps));
  return (
    <div className="progress">
      <progress className="bar" aria-label={texts.transport.progress} max={steps} value={step} />
      <span className="progress-text">
        {text} <span className="dot mute">· </span>
        <span className="mute">{tail}</span>
      </span>
    </div>
  );
}
