import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { presets } from '../../config/presets';
import { texts } from '../../texts/page';
import { presetTexts } from '../../texts/presets';
import { useArms } from '../arms';
import { usePlayground, usePlaygroundState, useSlowState } from '../context';
import { IconButton } from '../IconButton';
import { IconClose } from '../icons';
import { targetSentence } from './presetRun';
import './preset.css';

const words = texts.presets;

/** The preset that the experiment began as: its question, what to expect, and how the run here stands. */
export default function PresetCard() {
  const playground = usePlayground();
  const id = usePlaygroundState((state) => state.preset);
  const experiment = usePlaygroundState((state) => state.experiment);
  const preset = presets.find((candidate) => candidate.id === id);
  const changed = useMemo(
    () => preset !== undefined && JSON.stringify(preset.experiment) !== JSON.stringify(experiment),
    [preset, experiment],
  );
  if (!preset || preset.experiment.task.id !== experiment.task.id) return null;
  const { question, outcome, why } = presetTexts[preset.id];
  return (
    <section className="card preset-card" aria-label={words.label(preset.title)}>
      <div className="card-head">
        <h2>{preset.title}</h2>
        <div className="card-actions">
          {changed && (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => playground.loadExperiment(preset.experiment, preset.id)}
            >
              {words.again}
            </Button>
          )}
          <IconButton label={words.close} size={28} variant="subtle" onClick={playground.closePreset}>
            <IconClose size={16} />
          </IconButton>
        </div>
      </div>
      <p className="preset-question">{question}</p>
      <HereLine />
      {changed && <p className="small mute">{words.changed}</p>}
      <details>
        <summary className="small">{words.expectAndWhy}</summary>
        <p className="small">
          <b>{words.expect}</b> {outcome}
        </p>
        <p className="small">
          <b>{words.why}</b> {why}
        </p>
      </details>
    </section>
  );
}

/** What came out here so far. */
function HereLine() {
  const { curves } = usePlayground();
  const arms = useArms();
  const target = usePlaygroundState((state) => state.experiment.target);
  const steps = usePlaygroundState((state) => state.experiment.steps);
  const revision = useSlowState((state) => state.revision, 500);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `revision` stands for the contents of `curves`
  const sentence = useMemo(
    () =>
      targetSentence(
        arms.map(({ id, label }) => ({ label, curve: curves.arms.get(id) })),
        { target, steps },
      ),
    [arms, curves, target, steps, revision],
  );
  return sentence && <p className="small">{sentence}</p>;
}
