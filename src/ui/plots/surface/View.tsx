import { useMemo } from 'react';
import { type SurfaceProblem, surfaceValues } from '../../../tasks/surface/problem';
import { texts } from '../../../texts/page';
import { viewTexts } from '../../../texts/views';
import { Card } from '../../Card';
import { WaitingView } from '../WaitingView';
import { Landscape } from './Landscape';
import { PathChart } from './PathChart';
import { placeText } from './placeText';
import { usePaths, useSurfaceProblem } from './useSurface';

/** Ways are drawn up to so many times the reach of the function's surroundings. */
const FAR = 32;

function isFiniteThere(problem: SurfaceProblem): boolean {
  const { dim, start } = problem;
  const [value] = surfaceValues(
    problem,
    Float64Array.from({ length: dim }, (_, i) => start[i % 2]),
  );
  return Number.isFinite(value);
}

/** The function on the line or in the plane, and what the runs met on their way. */
export default function View() {
  const problem = useSurfaceProblem();
  const { trail, arms } = usePaths();
  const isFiniteAtStart = useMemo(() => !problem || isFiniteThere(problem), [problem]);
  if (!problem) return <WaitingView />;
  const isDrawn = problem.dim <= 2;
  const start = problem.start.slice(0, problem.dim);
  if (!isFiniteAtStart)
    return (
      <>
        <Card title={texts.experiment.start} className="full">
          <p className="bad" role="alert">
            {viewTexts.surface.notFinite(placeText(start))}
          </p>
        </Card>
        {isDrawn && <Landscape problem={problem} trail={trail} arms={arms} />}
      </>
    );
  if (!isDrawn && trail.length === 0) return <WaitingView />;
  return (
    <>
      {isDrawn && <Landscape problem={problem} trail={trail} arms={arms} />}
      <PathChart trail={trail} arms={arms} farthest={isDrawn ? FAR * problem.reach : null} />
    </>
  );
}
