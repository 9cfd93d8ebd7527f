import { texts } from '../../texts';
import { usePlayground, useSlowState } from '../context';
import { formatCount, formatDuration } from '../format';

/** How far the run is, and how long it will still take at the present rate. */
export function Progress() {
  const playground = usePlayground();
  const status = useSlowState((state) => state.status, 250);
  const planned = useSlowState((state) => state.experiment.steps, 250);
  const steps = status.steps || planned;
  // What is still being prepared has taken no step; the run before it had.
  const fresh = useSlowState(() => playground.curves.veiled, 250);
  const { state, stepsPerSecond } = status;
  const step = fresh ? 0 : status.step;
  const remaining = stepsPerSecond > 0 ? (steps - step) / stepsPerSecond : Number.NaN;
  const tail =
    state === 'running' && Number.isFinite(remaining)
      ? texts.transport.left(formatDuration(remaining))
      : texts.transport.states[state];
  const text = texts.transport.stepOf(formatCount(step), formatCount(steps));
  return (
    <div className="progress">
      <progress
        className="bar"
        aria-label={texts.transport.progress}
        max={steps}
        value={Math.min(step, steps)}
      />
      <span className="progress-text">
        {text} <span className="mute">· {tail}</span>
      </span>
    </div>
  );
}
