import { NativeSelect } from '@mantine/core';
import { viewTexts } from '../../texts/views';
import { useArmFaces } from '../arms';
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

/** Which arm a view shows that has room for one: the arm that stands out, else the first. */
export function ArmSelect({ shown }: { readonly shown: string }) {
  const { select } = usePlayground();
  const arms = useArmFaces().filter((arm) => !arm.hidden);
  if (arms.length < 2) return null;
  return (
    <NativeSelect
      size="xs"
      className="small-select"
      aria-label={viewTexts.arm}
      value={shown}
      onChange={(event) => select(event.currentTarget.value)}
      data={arms.map((arm) => ({ value: arm.id, label: arm.label }))}
    />
  );
}
