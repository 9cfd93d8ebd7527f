import { useMediaQuery } from '@mantine/hooks';
import { type RefObject, useEffect } from 'react';
import { useStore } from 'zustand';
import type { MetaRunMilestone } from '../../store/metaTraining/state';
import { metaTrainTexts as texts } from '../../texts/metaTraining';
import { usePlayground } from '../context';
import { Dialog } from '../Dialog';
import { formatCount } from '../format';
import { metaTrainView } from '../metaTrainView';
import { HeldOutChart, MetaLossChart } from './Charts';
import { Facts } from './Facts';
import { MetaTrainingContext, metaTrainingOf, useTraining, useTrainingState } from './metaTraining';
import { Result, TrainedList } from './Results';
import { RunPanel } from './RunPanel';
import { SettingsForm } from './SettingsForm';
import './metatrain.css';

const close = () => metaTrainView.setState({ open: false });

/** The meta-training view: a dialogue that can be closed while training goes on. */
export default function MetaTrain({ opener }: { readonly opener: RefObject<HTMLElement | null> }) {
  const { open } = useStore(metaTrainView);
  const narrow = useMediaQuery('(max-width: 760px)', undefined, { getInitialValueInEffect: false });
  return (
    <MetaTrainingContext value={metaTrainingOf(usePlayground())}>
      {!open && <Milestones />}
      <EndNotice open={open} />
      <Dialog
        opener={opener}
        opened={open}
        onClose={close}
        title={texts.title}
        size={1120}
        fullScreen={narrow}
      >
        <View />
      </Dialog>
    </MetaTrainingContext>
  );
}

function View() {
  const stage = useTrainingState((state) => state.stage);
  const hasRun = useTrainingState((state) => state.progress !== null || state.stage === 'preparing');
  const idle = stage === 'idle';
  return (
    <div className="meta">
      <Milestones />
      <p className="mute">{texts.intro}</p>
      <Problems />
      <div className="meta-columns">
        <div className="meta-column">
          {idle ? <SettingsForm /> : <RunPanel />}
          <Result onUsed={close} />
        </div>
        <div className="meta-column">
          {hasRun && (
            <>
              <MetaLossChart />
              <HeldOutChart />
            </>
          )}
          <Facts />
          <TrainedList onUsed={close} />
        </div>
      </div>
    </div>
  );
}

/** Problems, each in a sentence. */
function Problems() {
  const hasGpu = useTrainingState((state) => state.hasGpu);
  const storage = useTrainingState((state) => state.storage);
  const problem = useTrainingState((state) => state.problem);
  const paused = useTrainingState((state) => state.stage === 'paused');
  const sentences: string[] = [];
  if (hasGpu === false) sentences.push(window.isSecureContext ? texts.noGpu : texts.noGpuByHttp);
  if (problem?.kind === 'otherTab') sentences.push(texts.otherTab);
  if (problem?.kind === 'failed')
    sentences.push(
      paused ? `${texts.failed(problem.message)} ${texts.failedHint}` : texts.failed(problem.message),
    );
  if (problem?.kind === 'recovered') sentences.push(texts.recovered(formatCount(problem.done)));
  if (storage && hasGpu !== false) sentences.push(texts.storage[storage]);
  return sentences.map((sentence) => (
    <p className="meta-problem" role="alert" key={sentence}>
      {sentence}
    </p>
  ));
}

function sentenceOf(milestone: MetaRunMilestone): string {
  const at = formatCount(milestone.done);
  return milestone.kind === 'ahead'
    ? texts.milestones.ahead(at, milestone.step)
    : texts.milestones[milestone.kind](at);
}

/** Milestones for screen readers: in the dialogue while it is open, for then nothing else is read. */
function Milestones() {
  const milestone = useTrainingState((state) => state.milestone);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {milestone && sentenceOf(milestone)}
    </div>
  );
}

/** Says so when a run ends behind a closed view. */
function EndNotice({ open }: { readonly open: boolean }) {
  const { store } = useTraining();
  const { notify } = usePlayground();
  useEffect(
    () =>
      store.subscribe(({ milestone, problem }, before) => {
        if (open) return;
        if (milestone !== before.milestone && milestone?.kind === 'finished')
          notify('info', sentenceOf(milestone));
        if (problem !== before.problem && problem?.kind === 'failed')
          notify('error', texts.failed(problem.message));
      }),
    [open, store, notify],
  );
  return null;
}
