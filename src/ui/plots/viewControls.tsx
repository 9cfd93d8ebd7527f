import { NativeSelect, SegmentedControl } from '@mantine/core';
import { viewTexts } from '../../texts/views';
import { type ArmFace, useArmFaces } from '../arms';
import { usePlayground, usePlaygroundState } from '../context';

/** Which seed's lane the task views show. */
export function SeedSelect() {
  const { setViewSeed } = usePlayground();
  const { first, count } = usePlaygroundState((state) => state.experiment.seeds);
  const seed = usePlaygroundState((state) => state.viewSeed);
  if (count === 1) return null;
  return (
    <NativeSelect
      size="xs"
      className="small-select"
      aria-label={viewTexts.seed}
      value={String(seed)}
      onChange={(event) => setViewSeed(Number(event.currentTarget.value))}
      data={Array.from({ length: count }, (_, index) => ({
        value: String(index),
        label: viewTexts.seedName(first + index),
      }))}
    />
  );
}

/** How much of a map is shown: all of it, or what lies near the points. */
export type MapPart = 'whole' | 'near';

interface ExtentSelectProps {
  readonly part: MapPart;
  readonly onPart: (part: MapPart) => void;
}

export const ExtentSelect = ({ part, onPart }: ExtentSelectProps) => (
  <SegmentedControl
    size="xs"
    aria-label={viewTexts.extent}
    value={part}
    onChange={(value) => onPart(value as MapPart)}
    data={[
      { value: 'whole', label: viewTexts.whole },
      { value: 'near', label: viewTexts.near },
    ]}
  />
);

/** Which arm a view shows that has room for one: the arm that stands out, else the first. */
export function ArmSelect({ shown }: { readonly shown: string }) {
  const { select } = usePlayground();
  const arms = useArmFaces().filter((arm) => !arm.hidden);
  if (arms.length < 2) return null;
  return <ArmNames label={viewTexts.arm} arms={arms} shown={shown} onChoose={select} />;
}

interface ArmNamesProps {
  readonly label: string;
  readonly arms: readonly ArmFace[];
  readonly shown: string;
  readonly onChoose: (id: string) => void;
}

/** A choice among arms, with room for their names; a name that is longer still is its title. */
export function ArmNames({ label, arms, shown, onChoose }: ArmNamesProps) {
  return (
    <NativeSelect
      size="xs"
      className="small-select arm-select"
      aria-label={label}
      title={arms.find(({ id }) => id === shown)?.label}
      value={shown}
      onChange={(event) => onChoose(event.currentTarget.value)}
      data={arms.map((arm) => ({ value: arm.id, label: arm.label }))}
    />
  );
}
