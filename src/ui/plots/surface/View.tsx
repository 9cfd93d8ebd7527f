import { WaitingView } from '../WaitingView';
import { Landscape } from './Landscape';
import { PathChart } from './PathChart';
import { usePaths, useSurfaceProblem } from './useSurface';

/** Ways are drawn up to so many times the reach of the function's surroundings. */
const FAR = 32;

/** The function on the line or in the plane, and what the runs met on their way. */
export default function View() {
  const problem = useSurfaceProblem();
  const { trail, arms } = usePaths();
  if (!problem) return <WaitingView />;
  const isDrawn = problem.dim <= 2;
  if (!isDrawn && trail.length === 0) return <WaitingView />;
  return (
    <>
      {isDrawn && <Landscape problem={problem} trail={trail} arms={arms} />}
      <PathChart trail={trail} arms={arms} farthest={isDrawn ? FAR * problem.reach : null} />
    </>
  );
}
