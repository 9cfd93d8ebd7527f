import { NativeSelect } from '@mantine/core';
import { useCallback } from 'react';
import { MAX_SEEDS, MAX_STEPS, MIN_VALIDATE_EVERY } from '../../config/experiment';
import { VALIDATE_EVERY } from '../../config/presets';
import { numberOption, type OptionValue } from '../../core/option';
import { findTask } from '../../tasks';
import { texts } from '../../texts/page';
import { Card } from '../Card';
import { usePlayground, usePlaygroundState } from '../context';
import { HowPlace } from '../how/HowPlace';
import { IconButton } from '../IconButton';
import { IconDice } from '../icons';
import { DataPicker } from './DataPicker';
import { checkNumber, NumberControl } from './NumberControl';
import { NumberField } from './NumberField';
import { OptionLabel } from './OptionLabel';
import { OptionList } from './OptionList';
import { SizeNote } from './SizeNote';
import { StartChecksum } from './StartChecksum';
import { targetSpecOf } from './targetSpec';

const seedsSpec = numberOption({
  label: texts.experiment.seeds,
  help: texts.experiment.seedsHelp,
  default: 5,
  min: 1,
  max: MAX_SEEDS,
  scale: 'linear',
  integer: true,
});
const firstSeedSpec = numberOption({
  label: texts.experiment.firstSeed,
  help: texts.experiment.firstSeedHelp,
  default: 0,
  min: 0,
  max: 2 ** 32 - 1 - MAX_SEEDS,
  scale: 'linear',
  integer: true,
});
const stepsSpec = numberOption({
  label: texts.experiment.steps,
  help: texts.experiment.stepsHelp,
  default: 400,
  min: 10,
  max: MAX_STEPS,
  scale: 'log',
  integer: true,
});
const validateSpec = numberOption({
  label: texts.experiment.validateEvery,
  help: texts.experiment.validateEveryHelp,
  unit: texts.experiment.validateUnit,
  default: 0,
  min: MIN_VALIDATE_EVERY,
  max: 10_000,
  scale: 'log',
  integer: true,
  allowZero: true,
  zero: texts.option.off,
});
/** The dice gives seeds that are short enough to be read aloud. */
const DICE = 10_000;

/** Settings that all arms share: seeds, length, target and the task's own options. */
export function ExperimentCard() {
  const playground = usePlayground();
  // Part by part: options of arms change at every move of a slider.
  const { id, options } = usePlaygroundState((state) => state.experiment.task);
  const seeds = usePlaygroundState((state) => state.experiment.seeds);
  const steps = usePlaygroundState((state) => state.experiment.steps);
  const target = usePlaygroundState((state) => state.experiment.target);
  const validateEvery = usePlaygroundState((state) => state.experiment.validateEvery ?? 0);
  const { setTaskOptions } = playground;
  const setOption = useCallback(
    (name: string, value: OptionValue) => setTaskOptions({ [name]: value }),
    [setTaskOptions],
  );
  const task = findTask(id);
  return (
    <Card title={texts.experiment.title} subtitle={task.label}>
      <div className="options">
        <p className="small mute">{task.summary}</p>
        {task.variants && <VariantSelect />}
        {task.data && <DataPicker data={task.data} />}
        <OptionList specs={task.options} values={options} live={false} onChange={setOption} />
        <HowPlace path="seeds" topic="seeds">
          <NumberControl
            spec={seedsSpec}
            value={seeds.count}
            live={false}
            onChange={(count) => playground.setSeeds({ count })}
          />
        </HowPlace>
        <div className="option-line">
          <OptionLabel spec={firstSeedSpec} />
          <IconButton
            label={texts.experiment.dice}
            size={26}
            onClick={() => playground.setSeeds({ first: Math.floor(Math.random() * DICE) })}
          >
            <IconDice size={15} />
          </IconButton>
          <NumberField
            whole
            value={seeds.first}
            label={texts.option.exact(firstSeedSpec.label)}
            description={firstSeedSpec.help}
            check={(value) => checkNumber(firstSeedSpec, value)}
            onCommit={(first) => playground.setSeeds({ first })}
            nudge={(value, by) => Math.min(firstSeedSpec.max, Math.max(0, value + by))}
          />
        </div>
        <SizeNote />
        <StartChecksum />
        <HowPlace path="steps" topic="steps">
          <NumberControl
            spec={stepsSpec}
            value={steps}
            live={false}
            resetTo={task.suggested.steps}
            onChange={playground.setSteps}
          />
        </HowPlace>
        {task.validates && (
          <NumberControl
            spec={validateSpec}
            value={validateEvery}
            live={false}
            resetTo={VALIDATE_EVERY}
            onChange={playground.setValidateEvery}
          />
        )}
        <HowPlace path="target" topic="target">
          <NumberControl
            spec={targetSpecOf(task, options)}
            value={target}
            live
            resetTo={task.suggested.target}
            onChange={playground.setTarget}
          />
        </HowPlace>
      </div>
    </Card>
  );
}

/** What the task's tab opens with, where that is no variant. */
const OPENED = 'opened';

/** Named sets of task options; what none of them is shows as own settings. */
function VariantSelect() {
  const { setTaskOptions, opened } = usePlayground();
  const { id, options } = usePlaygroundState((state) => state.experiment.task);
  const task = findTask(id);
  const full = (name: string) => {
    const variant = name === OPENED ? opened(id).task.options : task.variants![name].options;
    return Object.fromEntries(
      Object.entries(task.options).map(([key, spec]) => [key, variant[key] ?? spec.default]),
    );
  };
  const isShown = (name: string) => JSON.stringify(full(name)) === JSON.stringify(options);
  const names = Object.keys(task.variants ?? {});
  const current = [...names, OPENED].find(isShown) ?? '';
  return (
    <NativeSelect
      size="xs"
      label={texts.experiment.variants}
      value={current}
      onChange={(event) => setTaskOptions(full(event.currentTarget.value))}
      data={[
        ...(current === '' ? [{ value: '', label: texts.experiment.custom, disabled: true }] : []),
        ...(current === OPENED ? [{ value: OPENED, label: texts.experiment.opened }] : []),
        ...names.map((name) => ({ value: name, label: task.variants![name].label })),
      ]}
    />
  );
}
