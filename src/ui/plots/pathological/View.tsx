import type { PathologicalView } from '../../../tasks/pathological';
import { usePlaygroundState } from '../../context';
import { useViews } from '../useViews';
import { WaitingView } from '../WaitingView';
import { Contour } from './Contour';
import { Landscape } from './Landscape';

/** The function and where the runs are on it. */
export default function View() {
  const dim = usePlaygroundState((state) => state.experiment.task.options.dim);
  const views = useViews<PathologicalView>('pathological');
  if (!views) return <WaitingView />;
  return (
    <>
      <Landscape lambda={views.shown[0].view.lambda} wide={dim !== 2} />
      {dim === 2 && <Contour views={views} />}
    </>
  );
}
