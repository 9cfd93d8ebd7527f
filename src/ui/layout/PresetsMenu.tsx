import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { type Preset, presets } from '../../config/presets';
import { findTask } from '../../tasks';
import { usePlayground } from '../context';
import { IconChevron } from '../icons';
import { texts } from '../texts';

/** Experiments worth opening, with their questions. */
export function PresetsMenu() {
  const playground = usePlayground();
  const [open, setOpen] = useState(false);
  const choose = (preset: Preset) => {
    setOpen(false);
    playground.loadExperiment(preset.experiment);
  };
  return (
    <>
      <Button
        variant="default"
        aria-haspopup="dialog"
        rightSection={<IconChevron size={14} />}
        onClick={() => setOpen(true)}
      >
        {texts.header.presets}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={texts.header.presets} size="xl">
        <p className="mute presets-hint">{texts.header.presetsHint}</p>
        <ul className="presets">
          {presets.map((preset) => (
            <li key={preset.id}>
              <button type="button" className="preset" onClick={() => choose(preset)}>
                <span className="preset-head">
                  <b>{preset.title}</b>
                  <span className="chip">{findTask(preset.experiment.task.id).label}</span>
                </span>
                <span className="preset-question">{preset.question}</span>
                <span className="small">
                  <b>{texts.presets.expect}</b> {preset.outcome}
                </span>
                <span className="small">
                  <b>{texts.presets.why}</b> {preset.why}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </Modal>
    </>
  );
}
