import type { LtcView } from '../../../tasks/ltc/view';
import { useViews } from '../useViews';
import { WaitingView } from '../WaitingView';
import { CellStates } from './CellStates';
import { Trajectory } from './Trajectory';
import { Wiring } from './Wiring';

/** An LTC network at work: its output, its wiring, its cells. */
export default function View() {
  const views = useViews<LtcView>('ltc');
  if (!views?.chosen) return <WaitingView />;
  return (
    <>
      <Trajectory views={views} />
      <Wiring shown={views.chosen} />
      <CellStates shown={views.chosen} />
    </>
  );
}
