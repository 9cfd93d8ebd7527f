import { texts } from '../../texts/page';
import { ArmSwatch } from '../ArmSwatch';
import { usePlayground, usePlaygroundState } from '../context';
import type { ChartArm } from './lossChartData';

interface LossLegendProps {
  readonly arms: readonly ChartArm[];
  readonly seeds: number;
  /** Whether every seed has a line of its own. */
  readonly members: boolean;
}

/** The arms by their line and marker, each a button that lets it stand out; and what the band is. */
export function LossLegend({ arms, seeds, members }: LossLegendProps) {
  const { select } = usePlayground();
  const selected = usePlaygroundState((state) => state.selected);
  return (
    <ul className="keys loss-legend" aria-label={texts.loss.legend}>
      {arms.map(({ id, label, look }) => (
        <li key={id}>
          <button
            type="button"
            className="plain legend-arm"
            aria-pressed={selected === id}
            title={texts.runs.select(label)}
            onClick={() => select(selected === id ? null : id)}
          >
            <ArmSwatch look={look} />
            {label}
          </button>
        </li>
      ))}
      {seeds > 1 && (
        <li className="key small mute">
          <i className="band-key" /> {texts.loss.bandKey(seeds)}
        </li>
      )}
      {seeds > 1 && members && <li className="small mute">{texts.loss.membersKey}</li>}
    </ul>
  );
}
