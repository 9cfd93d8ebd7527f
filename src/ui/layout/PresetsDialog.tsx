import type { RefObject } from 'react';
import { type Preset, presets } from '../../config/presets';
import { findTask } from '../../tasks';
import { texts } from '../../texts/page';
import { presetTexts } from '../../texts/presets';
import { usePlayground } from '../context';
import { Dialog } from '../Dialog';

interface PresetsDialogProps {
  readonly opener: RefObject<HTMLElement | null>;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Experiments worth opening, with their questions. */
export default function PresetsDialog({ opener, opened, onClose }: PresetsDialogProps) {
  const playground = usePlayground();
  const choose = (preset: Preset) => {
    onClose();
    playground.loadExperiment(preset.experiment, preset.id);
  };
  return (
    <Dialog opener={opener} opened={opened} onClose={onClose} title={texts.header.presets} size="xl">
      <p className="mute presets-hint">{texts.header.presetsHint}</p>
      <ul className="presets">
        {presets.map((preset) => (
          <li key={preset.id}>
            <button type="button" className="preset" onClick={() => choose(preset)}>
              <span className="preset-head">
                <b>{preset.title}</b>
                <span className="chip">{findTask(preset.experiment.task.id).label}</span>
              </span>
              <span className="preset-question">{presetTexts[preset.id].question}</span>
              <span className="small">
                <b>{texts.presets.expect}</b> {presetTexts[preset.id].outcome}
              </span>
              <span className="small">
                <b>{texts.presets.why}</b> {presetTexts[preset.id].why}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
