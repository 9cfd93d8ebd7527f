import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { findMethod } from '../../methods';
import { presentArms } from '../../store/playground/inForce';
import type { ArmDrive } from '../../store/probes';
import { driveTexts } from '../../texts/hub';
import { type ArmFace, isMix, type ShownArm, useArmFaces } from '../arms';
import { Card } from '../Card';
import { usePlayground, usePlaygroundState, useSlowState } from '../context';
import { ArmNames } from '../plots/viewControls';
import { Anatomy, useAnatomy } from './Anatomy';
import { DriveMap } from './DriveMap';
import { Norms } from './Norms';
import { steepestWithin } from './parameter';
import { SigmaHistogram } from './SigmaHistogram';
import './hub.css';

/** Who drives each layer of a HUB arm: the one that stands out, or that was last chosen here. */
export default function HubPanel() {
  const { drives } = usePlayground();
  const mixes = useMixes();
  const selected = usePlaygroundState((state) => state.selected);
  const { first, count } = usePlaygroundState((state) => state.experiment.seeds);
  const seed = usePlaygroundState((state) => state.viewSeed);
  const showsRecord = usePlaygroundState((state) => state.showsRecord);
  const revision = useSlowState((state) => state.driveRevision, 250);
  const [chosen, setChosen] = useState<string | null>(null);
  const [layerName, setLayer] = useState<string | null>(null);
  const byId = (id: string | null) => mixes.find((mix) => mix.id === id);
  const face = byId(selected) ?? byId(chosen) ?? mixes[0];
  const config = usePlaygroundState(({ experiment }) => experiment.arms.find(({ id }) => id === face?.id));
  const inForce = usePlaygroundState((state) => state.inForce);
  const arm = useMemo(() => {
    if (!face || !config) return null;
    const [present] = presentArms([config], inForce);
    return { ...face, config, present };
  }, [face, config, inForce]);
  if (!arm) return null;
  const drive = drives.arms.get(arm.id);
  const subtitle = driveTexts.subtitle(
    arm.config.label || findMethod(arm.config.optimizer.id).label,
    first + Math.min(seed, count - 1),
  );
  const actions = mixes.length > 1 && <HubSelect arms={mixes} shown={arm.id} onChoose={setChosen} />;
  if (!drive || drive.steps.length === 0 || seed >= drive.seeds) {
    return (
      <Card title={driveTexts.title} subtitle={subtitle} actions={actions}>
        <p className="mute">{showsRecord ? driveTexts.record : driveTexts.waiting}</p>
      </Card>
    );
  }
  return <DrivenArm {...{ arm, drive, seed, revision, subtitle, actions, layerName }} onLayer={setLayer} />;
}

/** Visible arms that are mixes. */
function useMixes(): readonly ArmFace[] {
  const faces = useArmFaces();
  const ids = usePlaygroundState(({ experiment }) =>
    JSON.stringify(experiment.arms.filter(({ optimizer }) => isMix(optimizer)).map(({ id }) => id)),
  );
  return useMemo(() => {
    const mixes: readonly string[] = JSON.parse(ids);
    return faces.filter(({ id, hidden }) => mixes.includes(id) && !hidden);
  }, [faces, ids]);
}

interface DrivenArmProps {
  readonly arm: ShownArm;
  readonly drive: ArmDrive;
  readonly seed: number;
  readonly revision: number;
  readonly subtitle: string;
  readonly actions: ReactNode;
  /** As last chosen. */
  readonly layerName: string | null;
  readonly onLayer: (name: string) => void;
}

function DrivenArm({ arm, subtitle, actions, layerName, onLayer, ...measured }: DrivenArmProps) {
  const { drive, seed } = measured;
  // At first the widest layer: there is most to mix.
  const widest = drive.layers.reduce(
    (best, { size }, index, all) => (size > all[best].size ? index : best),
    0,
  );
  const named = drive.layers.findIndex(({ name }) => name === layerName);
  const layer = named >= 0 ? named : widest;
  const { name } = drive.layers[layer];
  const shown = { ...measured, layer };
  /** The weight looked at: its place in a layer. */
  const [weight, setWeight] = useState<{ layer: string; index: number } | null>(null);
  const pick = useCallback((index: number) => setWeight({ layer: name, index }), [name]);
  const anatomy = useAnatomy(arm.id, seed, layer);
  return (
    <>
      <DriveMap
        {...shown}
        name={arm.label}
        subtitle={subtitle}
        actions={actions}
        onLayer={(index) => onLayer(drive.layers[index].name)}
      />
      <SigmaHistogram
        {...shown}
        arm={arm}
        onLayer={onLayer}
        chosen={anatomy?.sigma}
        onBin={(from, to) => {
          const index = anatomy && steepestWithin(anatomy, from, to);
          if (typeof index === 'number') pick(index);
        }}
      />
      <Anatomy
        arm={arm}
        seed={seed}
        layer={layer}
        layers={drive.layers}
        index={weight?.layer === name ? weight.index : null}
        onPick={pick}
      />
      <Norms {...shown} />
    </>
  );
}

interface HubSelectProps {
  readonly arms: readonly ArmFace[];
  readonly shown: string;
  readonly onChoose: (id: string) => void;
}

function HubSelect({ arms, shown, onChoose }: HubSelectProps) {
  const { select } = usePlayground();
  const selected = usePlaygroundState((state) => state.selected);
  return (
    <ArmNames
      label={driveTexts.arm}
      arms={arms}
      shown={shown}
      onChoose={(id) => {
        onChoose(id);
        if (selected !== null) select(id);
      }}
    />
  );
}
