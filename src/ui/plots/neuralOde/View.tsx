import { useMemo } from 'react';
import { INTERVAL } from '../../../tasks/neuralOde/spiral';
import type { NeuralOdeView } from '../../../tasks/neuralOde/view';
import { viewTexts } from '../../../texts/views';
import { ErrorChart } from '../ErrorChart';
import { useViews, type Views } from '../useViews';
import { WaitingView } from '../WaitingView';
import { PhasePortrait } from './PhasePortrait';

/** A neural ODE at work: where its velocities lead, and how far from the truth. */
export default function View() {
  const views = useViews<NeuralOdeView>('neuralOde');
  if (!views?.chosen) return <WaitingView />;
  return (
    <>
      <PhasePortrait views={views} />
      <Along views={views} />
    </>
  );
}

function Along({ views }: { readonly views: Views<NeuralOdeView> }) {
  const points = views.shown[0].view.distance.length;
  const x = useMemo(() => Array.from({ length: points }, (_, n) => n * INTERVAL), [points]);
  const series = useMemo(
    () => views.shown.map(({ arm, faded, view }) => ({ arm, faded, values: Array.from(view.distance) })),
    [views],
  );
  return (
    <ErrorChart
      title={viewTexts.along}
      subtitle={viewTexts.alongSub}
      height={350}
      xTitle={viewTexts.seconds}
      x={x}
      series={series}
      every={10}
    />
  );
}
