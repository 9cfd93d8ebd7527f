import { texts } from '../../texts/page';
import { usePlayground, useSlowState } from '../context';
import { formatCount, formatRemaining } from '../format';
import { type RunProgress, runProgress } from './runProgress';

/** How far the run is, and how long it will still take at the present rate. */
export function Progress() {
  const { curves } = usePlayground();
  const progress = useSlowState((state) => runProgress(state, curves), 250);
  const { step, steps } = progress;
  const text = texts.transport.stepOf(formatCount(step), formatCount(steps));
  const tail = tailOf(progress);
  return (
    <div className="progress">
      <progress className="bar" aria-label={texts.transport.progress} max={steps} value={step} />
      <span className="progress-text" title={`${text} · ${tail}`}>
        {text} <span className="dot mute">· </span>
        <span className="mute">{tail}</span>
      </span>
    </div>
  );
}

function tailOf({ remaining, state }: RunProgress): string {
  const { left, catchesUp, states } = texts.transport;
  if (Number.isNaN(remaining)) return states[state];
  const duration = formatRemaining(remaining);
  return state === 'catchingUp' ? catchesUp(duration) : left(duration);
}
