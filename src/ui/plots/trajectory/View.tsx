import { useMemo } from 'react';
import type { TrajectoryView } from '../../../tasks/trajectory/view';
import { viewTexts } from '../../../texts/views';
import { ErrorChart } from '../ErrorChart';
import { Trajectory } from '../ltc/Trajectory';
import { useViews, type Views } from '../useViews';
import { WaitingView } from '../WaitingView';
import { Units } from './Units';

/** A recurrent network at work: its answer, how far it is off, its units. */
export default function View() {
  const views = useViews<TrajectoryView>('trajectory');
  if (!views?.chosen) return <WaitingView />;
  const { arm, view } = views.chosen;
  return (
    <>
      <Trajectory views={views} />
      <AnswerError views={views} />
      <Units arm={arm} time={view.time} units={view.units} signals={view.signals} />
    </>
  );
}

function AnswerError({ views }: { readonly views: Views<TrajectoryView> }) {
  const { time } = views.shown[0].view;
  const x = useMemo(() => Array.from({ length: time }, (_, t) => t), [time]);
  const series = useMemo(
    () =>
      views.shown.map(({ arm, faded, view: { prediction, target } }) => ({
        arm,
        faded,
        values: Array.from(prediction, (y, t) => Math.abs(y - target[t])),
      })),
    [views],
  );
  return (
    <ErrorChart
      title={viewTexts.error}
      subtitle={viewTexts.errorOverTime}
      className="third"
      height={186}
      xTitle={viewTexts.time}
      x={x}
      series={series}
      crosshair={{ axis: 'time' }}
    />
  );
}
