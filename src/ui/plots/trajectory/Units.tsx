import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { SignalName, Signals } from '../../../tasks/network/signals';
import { viewTexts } from '../../../texts/views';
import type { ArmFace } from '../../arms';
import { formatValue } from '../../format';
import { ChartCard } from '../ChartCard';
import { UnitsOverTime } from '../UnitsOverTime';
import { ArmSelect } from '../viewControls';

/** Signals that are opened and closed: from 0 to 1. */
const GATES: readonly SignalName[] = ['input', 'forget', 'output'];

interface UnitsProps {
  readonly arm: ArmFace;
  readonly time: number;
  readonly units: number;
  readonly signals: Signals;
  /** What a place along the time is called. */
  readonly timeName?: string;
}

/** What the units of one arm's network do over time. */
export function Units({ arm, time, units, signals, timeName = viewTexts.time }: UnitsProps) {
  const names = Object.keys(signals) as SignalName[];
  const [wanted, setWanted] = useState<SignalName>('hidden');
  const signal = names.includes(wanted) ? wanted : names[0];
  const values = signals[signal]!;
  const label = viewTexts.unitsLabel(viewTexts.signals[signal], arm.label);
  return (
    <ChartCard
      title={viewTexts.units}
      subtitle={names.length > 1 ? undefined : viewTexts.signals[signal]}
      className="third"
      actions={
        <>
          {names.length > 1 && (
            <NativeSelect
              size="xs"
              className="small-select"
              aria-label={viewTexts.signal}
              value={signal}
              onChange={(event) => setWanted(event.currentTarget.value as SignalName)}
              data={names.map((name) => ({ value: name, label: viewTexts.signals[name] }))}
            />
          )}
          <ArmSelect shown={arm.id} />
        </>
      }
      label={label}
      table={() => ({
        head: [timeName, ...Array.from({ length: units }, (_, unit) => viewTexts.unit(unit))],
        rows: Array.from({ length: time }, (_, t) => [
          String(t),
          ...Array.from({ length: units }, (_, unit) => formatValue(values[t * units + unit])),
        ]),
      })}
    >
      <UnitsOverTime
        label={label}
        time={time}
        units={units}
        values={values}
        shares={GATES.includes(signal)}
        name={(unit) => String(unit + 1)}
      />
    </ChartCard>
  );
}
