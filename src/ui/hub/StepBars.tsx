import { driveTexts } from '../../texts/hub';
import { formatValue } from '../format';
import { reachOf } from './parameter';

interface StepBarsProps {
  /** Weighted parts of the step; 0 where a proposal was left out. */
  readonly hand: number;
  readonly learned: number;
  readonly update: number;
}

/** Both parts of a step end to end, and the step they make. */
export function StepBars({ hand, learned, update }: StepBarsProps) {
  const words = driveTexts.anatomy;
  const [low, high] = reachOf(hand, hand + learned, update);
  const percent = (value: number) => (100 * (value - low)) / (high - low);
  const rows = [
    { tone: 'hand', label: words.handPart, from: 0, value: hand },
    { tone: 'learned', label: words.learnedPart, from: hand, value: learned },
    { tone: 'strong', label: words.together, from: 0, value: update },
  ];
  return (
    <div className="step-bars">
      {rows.map(({ tone, label, from, value }) => {
        const ends = [percent(from), percent(from + value)];
        return (
          <div key={tone} className={`term ${tone}`}>
            <span className="mute">{label}</span>
            <span className="step-track">
              <i style={{ left: `${percent(0)}%` }} />
              {ends.every(Number.isFinite) && (
                <b style={{ left: `${Math.min(...ends)}%`, width: `${Math.abs(ends[1] - ends[0])}%` }} />
              )}
            </span>
            <span className="value">{formatValue(value)}</span>
          </div>
        );
      })}
    </div>
  );
}
