import type { EngineStatus } from '../../engine/types';
import { PHASES, type PhaseTimes } from '../../kernels/phases';
import { texts } from '../../texts/page';
import { formatMicroseconds } from '../format';
import type { RunRow } from './runRows';
import './costs.css';

export function costOf(costs: EngineStatus['costs'], armId: string): PhaseTimes | null {
  return costs?.find((cost) => cost.armId === armId) ?? null;
}

/** Cost of a step of an arm, with its parts as a bar. */
export function CostBar({ row: { cost, micros } }: { readonly row: RunRow }) {
  if (!cost) return Number.isNaN(micros) ? texts.runs.none : formatMicroseconds(micros);
  const parts = PHASES.filter((phase) => cost[phase] > 0);
  const said = parts.map((phase) => `${texts.runs.phases[phase]} ${formatMicroseconds(cost[phase])}`);
  return (
    <span className="cost" title={said.join(', ')}>
      {formatMicroseconds(micros)}
      <span className="cost-bar" aria-hidden="true">
        {parts.map((phase) => (
          <i key={phase} data-phase={phase} style={{ flexGrow: cost[phase] / micros }} />
        ))}
      </span>
      <span className="visually-hidden"> {said.join(', ')}</span>
    </span>
  );
}

interface CostKeyProps {
  readonly rows: readonly RunRow[];
  readonly selected: string | null;
}

/** The colours of the bars, with the numbers of the arm that stands out, or of the costliest. */
export function CostKey({ rows, selected }: CostKeyProps) {
  const measured = rows.filter(({ cost }) => cost);
  const shown =
    measured.find(({ id }) => id === selected) ??
    measured.reduce<RunRow | null>((most, row) => (most && most.micros >= row.micros ? most : row), null);
  if (!shown?.cost) return null;
  const { cost } = shown;
  return (
    <p className="small mute keys cost-key">
      <span>{texts.runs.costOf(shown.label)}</span>
      {PHASES.filter((phase) => measured.some((row) => row.cost![phase] > 0)).map((phase) => (
        <span className="key" key={phase}>
          <i data-phase={phase} /> {texts.runs.phases[phase]} {formatMicroseconds(cost[phase])}
        </span>
      ))}
    </p>
  );
}
