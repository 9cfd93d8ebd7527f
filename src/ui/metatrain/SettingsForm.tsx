import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { numberOption } from '../../core/option';
import { families, findFamily } from '../../metatrain/families';
import type { MetaRunSettings } from '../../store/metaTraining/state';
import { metaTrainTexts } from '../../texts/metaTraining';
import { texts as pageTexts } from '../../texts/page';
import { Card } from '../Card';
import { checkNumber, NumberControl } from '../controls/NumberControl';
import { NumberField } from '../controls/NumberField';
import { OptionLabel } from '../controls/OptionLabel';
import { IconButton } from '../IconButton';
import { IconDice, IconMetaTrain } from '../icons';
import { useTraining, useTrainingState } from './metaTraining';

const texts = metaTrainTexts.settings;

const minutesSpec = numberOption({
  label: texts.minutes,
  help: texts.minutesHelp,
  unit: texts.minutesUnit,
  default: 2,
  min: 0.1,
  max: 240,
  scale: 'log',
});
const lanesSpec = numberOption({
  label: texts.lanes,
  help: texts.lanesHelp,
  default: 48,
  min: 4,
  max: 256,
  scale: 'linear',
  step: 2,
  integer: true,
});
const seedSpec = numberOption({
  label: texts.seed,
  help: texts.seedHelp,
  default: 0,
  min: 0,
  max: 2 ** 32 - 1,
  scale: 'linear',
  integer: true,
});
/** The dice gives seeds that are short enough to be read aloud. */
const DICE = 10_000;

const initial: MetaRunSettings = { family: families[0].id, minutes: 2, lanes: 48, seed: 0 };

/** Settings of a run: family, length, number of copies. */
export function SettingsForm() {
  const training = useTraining();
  const last = useTrainingState((state) => state.settings);
  const hasGpu = useTrainingState((state) => state.hasGpu);
  const [settings, setSettings] = useState(last ?? initial);
  const change = (part: Partial<MetaRunSettings>) => setSettings({ ...settings, ...part });
  return (
    <Card title={texts.title}>
      <div className="options">
        <NativeSelect
          size="xs"
          label={texts.family}
          value={settings.family}
          onChange={(event) => change({ family: event.currentTarget.value })}
          data={families.map(({ id, label }) => ({ value: id, label }))}
        />
        <p className="small mute">{findFamily(settings.family).summary}</p>
        <NumberControl
          spec={minutesSpec}
          value={settings.minutes}
          live
          onChange={(minutes) => change({ minutes: Number(minutes.toPrecision(2)) })}
        />
        <NumberControl
          spec={lanesSpec}
          value={settings.lanes}
          live
          // Lanes come in pairs.
          onChange={(lanes) => change({ lanes: 2 * Math.round(lanes / 2) })}
        />
        <div className="option-line">
          <OptionLabel spec={seedSpec} />
          <IconButton
            label={texts.dice}
            size={26}
            onClick={() => change({ seed: Math.floor(Math.random() * DICE) })}
          >
            <IconDice size={15} />
          </IconButton>
          <NumberField
            whole
            value={settings.seed}
            label={pageTexts.option.exact(seedSpec.label)}
            description={seedSpec.help}
            check={(value) => checkNumber(seedSpec, value)}
            onCommit={(seed) => change({ seed })}
            nudge={(value, by) => Math.min(seedSpec.max, Math.max(0, value + by))}
          />
        </div>
        <Button
          leftSection={<IconMetaTrain size={17} />}
          disabled={!hasGpu}
          onClick={() => void training.start(settings)}
        >
          {texts.start}
        </Button>
        <p className="small mute">{texts.experiment}</p>
      </div>
    </Card>
  );
}
