import { lazy, Suspense } from 'react';
import { texts } from '../../texts/page';
import { usePlaygroundState } from '../context';

/** What there is to see of each task, loaded with its first visit. */
const views: Readonly<Record<string, React.ComponentType>> = {
  'ltc-sine': lazy(() => import('./ltc/LtcViews')),
  pathological: lazy(() => import('./pathological/PathologicalViews')),
  siren: lazy(() => import('./siren/SirenViews')),
};

export function TaskViews() {
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const View = views[taskId];
  if (!View) return null;
  return (
    <div className="views">
      <Suspense fallback={<section className="card full view-wait mute">{texts.views.waiting}</section>}>
        <View />
      </Suspense>
    </div>
  );
}

/** In place of a view before its first message. */
export function WaitingView() {
  return <section className="card full view-wait mute">{texts.views.waiting}</section>;
}
