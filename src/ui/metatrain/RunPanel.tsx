import { Button } from '@mantine/core';
import { findFamily } from '../../metatrain/families';
import { metaTrainTexts } from '../../texts/metaTraining';
import { Card } from '../Card';
import { formatCount, formatDuration } from '../format';
import { IconPause, IconPlay } from '../icons';
import { useTraining, useTrainingState } from './metaTraining';

const texts = metaTrainTexts.run;

/** How far the run is, and what can be done with it. */
export function RunPanel() {
  const training = useTraining();
  const stage = useTrainingState((state) => state.stage);
  const settings = useTrainingState((state) => state.settings);
  const progress = useTrainingState((state) => state.progress);
  const seconds = useTrainingState((state) => state.seconds);
  const saved = useTrainingState((state) => state.saved);
  const storage = useTrainingState((state) => state.storage);
  const hasGpu = useTrainingState((state) => state.hasGpu);
  const ended = stage === 'stopped' || stage === 'finished';
  const perStep = useTrainingState((state) => state.secondsPerStep);
  const left = progress && perStep !== null ? (progress.total - progress.done) * perStep : null;
  const tellsLeft = progress && (left !== null || stage === 'running') && !ended;
  const rows: [string, string][] = progress
    ? [
        ...(ended ? [] : ([[texts.phase, texts.phases[progress.phase]]] as [string, string][])),
        [texts.unroll, texts.unrollSteps(formatCount(progress.horizonLimit))],
        [texts.time, formatDuration(seconds)],
        ...(storage === null
          ? ([[texts.saved, saved === null ? texts.notSaved : texts.savedAt(formatCount(saved))]] as [
              string,
              string,
            ][])
          : []),
      ]
    : [];
  return (
    <Card
      title={settings ? findFamily(settings.family).label : texts.title}
      subtitle={settings && texts.subtitle(settings.lanes, settings.seed)}
    >
      <div className="options">
        <div className="meta-progress">
          <progress
            className="bar"
            aria-label={texts.progress}
            max={progress?.total ?? 1}
            value={progress ? progress.done : 0}
          />
          <p className="small">
            <b>{texts.stages[stage]}</b>
            {progress && ` · ${texts.steps(formatCount(progress.done), formatCount(progress.total))}`}
            {tellsLeft && ` · ${left === null ? texts.measuring : texts.left(formatDuration(left))}`}
          </p>
        </div>
        <div className="meta-buttons">
          {stage === 'preparing' && (
            <Button variant="default" onClick={training.cancel}>
              {texts.cancel}
            </Button>
          )}
          {(stage === 'running' || stage === 'pausing') && (
            <Button
              leftSection={<IconPause size={15} />}
              loading={stage === 'pausing'}
              onClick={() => void training.pause()}
            >
              {texts.pause}
            </Button>
          )}
          {(stage === 'paused' || stage === 'stopped') && (
            <Button
              leftSection={<IconPlay size={15} />}
              disabled={!hasGpu}
              onClick={() => void training.resume()}
            >
              {texts.resume}
            </Button>
          )}
          {(stage === 'running' || stage === 'paused') && (
            <Button variant="default" onClick={() => void training.stop()}>
              {texts.stop}
            </Button>
          )}
          {ended && (
            <Button variant="default" onClick={() => void training.discard()}>
              {texts.fresh}
            </Button>
          )}
        </div>
        {rows.length > 0 && (
          <dl className="meta-facts small">
            {rows.map(([name, value]) => (
              <div key={name}>
                <dt className="mute">{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        {stage === 'running' && <p className="small mute">{texts.background}</p>}
        {ended && <p className="small mute">{texts.freshHint}</p>}
      </div>
    </Card>
  );
}
