import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { findOptimizer } from '../../optimizers';
import { type ShownArm, useArms } from '../arms';
import { Card } from '../Card';
import { usePlayground, usePlaygroundState, useSlowState } from '../context';
import { texts } from '../texts';
import { DriveMap } from './DriveMap';
import { Norms } from './Norms';
import { SigmaHistogram } from './SigmaHistogram';
import './hub.css';

/** Who drives each layer of a HUB arm: the one that stands out, or that was last chosen here. */
export default function HubPanel() {
  const { drives } = usePlayground();
  const arms = useArms().filter((arm) => arm.config.optimizer.id === 'hub' && !arm.hidden);
  const selected = usePlaygroundState((state) => state.selected);
  const { first, count } = usePlaygroundState((state) => state.experiment.seeds);
  const seed = usePlaygroundState((state) => state.viewSeed);
  const revision = useSlowState((state) => state.driveRevision, 250);
  const [chosen, setChosen] = useState<string | null>(null);
  const [layerName, setLayer] = useState<string | null>(null);
  const byId = (id: string | null) => arms.find((arm) => arm.id === id);
  const arm = byId(selected) ?? byId(chosen) ?? arms[0];
  if (!arm) return null;
  const drive = drives.arms.get(arm.id);
  const subtitle = texts.drive.subtitle(
    arm.config.label || findOptimizer(arm.config.optimizer.id).label,
    first + Math.min(seed, count - 1),
  );
  const actions = arms.length > 1 && <HubSelect arms={arms} shown={arm.id} onChoose={setChosen} />;
  if (!drive || drive.steps.length === 0 || seed >= drive.seeds) {
    return (
      <Card title={texts.drive.title} subtitle={subtitle} actions={actions}>
        <p className="mute">{texts.drive.waiting}</p>
      </Card>
    );
  }
  // At first the widest layer: there is most to mix.
  const widest = drive.layers.reduce(
    (best, { size }, index, all) => (size > all[best].size ? index : best),
    0,
  );
  const named = drive.layers.findIndex(({ name }) => name === layerName);
  const layer = named >= 0 ? named : widest;
  const shown = { drive, seed, layer, revision };
  return (
    <>
      <DriveMap
        {...shown}
        name={arm.label}
        subtitle={subtitle}
        actions={actions}
        onLayer={(index) => setLayer(drive.layers[index].name)}
      />
      <SigmaHistogram {...shown} arm={arm} onLayer={setLayer} />
      <Norms {...shown} />
    </>
  );
}

interface HubSelectProps {
  readonly arms: readonly ShownArm[];
  readonly shown: string;
  readonly onChoose: (id: string) => void;
}

function HubSelect({ arms, shown, onChoose }: HubSelectProps) {
  const { select } = usePlayground();
  const selected = usePlaygroundState((state) => state.selected);
  return (
    <NativeSelect
      size="xs"
      className="small-select"
      aria-label={texts.drive.arm}
      value={shown}
      onChange={(event) => {
        onChoose(event.currentTarget.value);
        if (selected !== null) select(event.currentTarget.value);
      }}
      data={arms.map((arm) => ({ value: arm.id, label: arm.label }))}
    />
  );
}
