import type { LtcView } from '../../../tasks/ltc/view';
import { viewTexts } from '../../../texts/views';
import { formatValue } from '../../format';
import { ChartCard } from '../ChartCard';
import { UnitsOverTime } from '../UnitsOverTime';
import type { ShownView } from '../useViews';

/** Cells from top to bottom, time from left to right, the state as colour. */
export function CellStates({ shown }: { readonly shown: ShownView<LtcView> }) {
  const { arm, view } = shown;
  const { states, time, roles } = view;
  const { length: cells } = roles;
  const name = (cell: number) => `${cell} ${viewTexts.layers[roles[cell]]}`;
  return (
    <ChartCard
      title={viewTexts.states}
      subtitle={arm.label}
      className="third"
      label={viewTexts.statesLabel(arm.label)}
      table={() => ({
        head: [viewTexts.time, ...roles.map((_, cell) => name(cell))],
        rows: Array.from({ length: time }, (_, t) => [
          String(t),
          ...roles.map((_, cell) => formatValue(states[t * cells + cell])),
        ]),
      })}
    >
      <UnitsOverTime
        label={viewTexts.statesLabel(arm.label)}
        time={time}
        units={cells}
        values={states}
        name={(cell) => (cells <= 12 ? name(cell) : String(cell))}
      />
    </ChartCard>
  );
}
