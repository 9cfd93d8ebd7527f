import { useMemo, useState } from 'react';
import { FRAMES } from '../../../data/driving/drive';
import type { LaneKeepingView, SeenDrive } from '../../../tasks/laneKeeping/view';
import { viewTexts } from '../../../texts/views';
import { Trajectory } from '../ltc/Trajectory';
import { Units } from '../trajectory/Units';
import { useViews, type Views } from '../useViews';
import { WaitingView } from '../WaitingView';
import { Frames } from './Frames';
import { FromAbove } from './FromAbove';

/** A network that steers, on a drive that it was not trained on. */
export default function View() {
  const views = useViews<LaneKeepingView>('laneKeeping');
  const [wanted, setWanted] = useState(0);
  const count = views?.shown[0].view.drives.length ?? 1;
  const drive = Math.min(wanted, count - 1);
  const steering = useMemo(() => (views ? answersOf(views, drive) : null), [views, drive]);
  if (!views?.chosen || !steering) return <WaitingView />;
  const { arm, view } = views.chosen;
  return (
    <>
      <Frames views={views} drive={drive} onDrive={setWanted} />
      <Trajectory
        views={steering}
        title={viewTexts.driving.steeringLabel}
        timeName={viewTexts.driving.frame}
        targetName={viewTexts.driving.driver}
      />
      <FromAbove views={views} drive={drive} />
      <Units
        arm={arm}
        time={FRAMES}
        units={view.units}
        signals={view.drives[drive].signals}
        timeName={viewTexts.driving.frame}
      />
    </>
  );
}

/** One drive as a chart of answers takes it. */
function answersOf({ shown, chosen }: Views<LaneKeepingView>, drive: number) {
  const answer = ({ driver: target, answer: prediction }: SeenDrive) => ({
    kind: 'laneKeeping',
    time: FRAMES,
    outputs: 1,
    target,
    prediction,
  });
  const all = shown.map((each) => ({ ...each, view: answer(each.view.drives[drive]) }));
  return { shown: all, chosen: all.find(({ arm }) => arm.id === chosen?.arm.id) ?? null };
}
